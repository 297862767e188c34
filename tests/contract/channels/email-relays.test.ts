import { describe, expect, test } from 'vitest';

import type { Channel, SendOutcome } from '#src/channels/channel.ts';
import { contentOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel, createRelays } from '#src/channels/email/email.ts';

import { startScriptedRelay } from './scripted-relay.ts';
import type { ScriptedRelay } from './scripted-relay.ts';

type Options = Parameters<typeof createEmailChannel>[0];

const log = { info: () => {}, warn: () => {} };
const soon = () => AbortSignal.timeout(60_000);

function aMessage(id: string, to = `${id}@example.net`): EmailMessage {
  const raw = Buffer.from(`To: ${to}\r\nMessage-ID: <${id}>\r\n\r\nBe careful.\r\n`);
  return { id, from: 'b@bounce.example.org', to, content: contentOf(raw) };
}

function aChannel(options: Partial<Options> & Pick<Options, 'relays'>): Channel<EmailMessage> {
  return createEmailChannel({
    tls: 'required',
    connections: 6,
    allow: () => true,
    log,
    ...options,
  });
}

const idsAt = ({ taken }: ScriptedRelay) =>
  taken.map((raw) => /^Message-ID: <(.*)>/m.exec(raw)?.[1] ?? '');

/** What a ledger would do: what was not taken is tried again, over any line, but never by two at once. */
async function deliverAll(channel: Channel<EmailMessage>, count: number, signal: AbortSignal) {
  const due = Array.from({ length: count }, (_, n) => aMessage(`m${n}`));
  const outcomes: { readonly id: string; readonly outcome: SendOutcome }[] = [];
  const work = async () => {
    while (due.length > 0 && !signal.aborted) {
      const line = await channel.take(signal);
      if (line === undefined) return;
      let current = due.pop();
      while (current !== undefined) {
        const upcoming = channel.isWanted(line) ? undefined : due.pop();
        const outcome = await line.send(current, signal, { upcoming });
        outcomes.push({ id: current.id, outcome });
        if (outcome.kind !== 'accepted') due.unshift(aMessage(current.id));
        current = upcoming;
      }
      channel.giveBack(line);
    }
  };
  await Promise.all(Array.from({ length: channel.concurrency }, work));
  const unknown = outcomes.filter(({ outcome }) => outcome.kind === 'unknown');
  return { outcomes, unknown: new Set(unknown.map(({ id }) => id)) };
}

describe('E17 · several relays', () => {
  test('all carry messages at once', async () => {
    await using a = await startScriptedRelay(() => undefined);
    await using b = await startScriptedRelay(() => undefined);
    await using channel = aChannel({ relays: [a.url, b.url] });
    await deliverAll(channel, 200, soon());
    expect([a.dialogues.length, b.dialogues.length]).toEqual([3, 3]);
    expect([...idsAt(a), ...idsAt(b)]).toHaveLength(200);
    expect(Math.min(a.taken.length, b.taken.length)).toBeGreaterThan(0);
  });

  test('when one dies in the middle the others carry everything, and nothing is repeated but what nobody knows of', async () => {
    const dying = Promise.withResolvers<undefined>();
    const isDead = () => a.taken.length > 150;
    await using a = await startScriptedRelay((moment) => {
      if (isDead()) dying.resolve(undefined);
      return isDead() && moment !== 'QUIT' ? 'cut' : undefined;
    });
    await using b = await startScriptedRelay(() => undefined);
    await using channel = aChannel({ relays: [a.url, b.url] });
    const delivering = deliverAll(channel, 1_000, soon());
    await dying.promise;
    await a[Symbol.asyncDispose]();
    const { outcomes, unknown } = await delivering;
    const taken = [...idsAt(a), ...idsAt(b)];
    expect(new Set(taken).size).toBe(1_000);
    const repeated = taken.filter((id, at) => taken.indexOf(id) !== at);
    expect(repeated.filter((id) => !unknown.has(id))).toEqual([]);
    expect(unknown.size).toBeLessThanOrEqual(3); // one for each connection to it
    const last = new Map(outcomes.map(({ id, outcome }) => [id, outcome.kind]));
    expect([...new Set(last.values())]).toEqual(['accepted']);
  });
});

describe('E17 · a relay that takes few connections', () => {
  test('is given no more for long, and loses nothing by it', async () => {
    await using relay = await startNarrowRelay(3);
    await using channel = aChannel({ relays: [relay.url], connections: 12 });
    const { outcomes } = await deliverAll(channel, 3_000, soon());
    expect(new Set(idsAt(relay)).size).toBe(3_000);
    const kinds = new Set(outcomes.map(({ outcome }) => outcome.kind));
    expect([...kinds].toSorted()).toEqual(['accepted', 'unreachable']);
    expect(relay.seen.turnedAway).toBeLessThan(60);
  });
});

/** A relay that takes so many connections at once, and how many it had to turn away. */
async function startNarrowRelay(most: number) {
  const open = new Set<number>();
  const seen = { turnedAway: 0, most: 0 };
  const relay = await startScriptedRelay((moment, { connection }) => {
    if (moment === 'CLOSED') open.delete(connection);
    if (moment !== 'GREETING') return undefined;
    if (open.size >= most) {
      seen.turnedAway += 1;
      return '421 4.7.0 too many connections';
    }
    open.add(connection);
    seen.most = Math.max(seen.most, open.size);
    return undefined;
  });
  return { ...relay, seen };
}

describe('E17 · a relay that takes 20 connections', () => {
  test('takes an emergency at once when all of them idle', async () => {
    await using relay = await startNarrowRelay(20);
    const both = shared(relay, { most: 80, reserved: 16 });
    const options = { relays: [relay.url], shared: both };
    await using ordinary = aChannel({ ...options, connections: 64 });
    await using urgent = aChannel({ ...options, connections: 16, urgency: 'emergency' });
    const one = await ordinary.take(soon());
    if (one === undefined) throw new Error('expected a line');
    await one.send(aMessage('first'), soon()); // the relay is known to be there
    const rest = await Promise.all(Array.from({ length: 19 }, () => ordinary.take(soon())));
    const lines = [one, ...rest].filter((line) => line !== undefined);
    await Promise.all(lines.map((line, n) => line.send(aMessage(`o${n}`), soon())));
    expect([relay.seen.most, relay.seen.turnedAway]).toEqual([20, 0]);
    for (const line of lines) ordinary.giveBack(line);

    const urgently = async (_: unknown, n: number) =>
      (await urgent.take(soon()))?.send(aMessage(`u${n}`), soon());
    const outcomes = await Promise.all(Array.from({ length: 16 }, urgently));
    expect(new Set(outcomes.map((outcome) => outcome?.kind))).toEqual(new Set(['accepted']));
    expect(await (await ordinary.take(soon()))?.send(aMessage('last'), soon())).toEqual({
      kind: 'accepted',
    });
  });

  test('hears of a message with the end of the one before it, however many senders wait', async () => {
    await using relay = await startNarrowRelay(20);
    await using channel = aChannel({ relays: [relay.url], connections: 64 });
    const { outcomes } = await deliverAll(channel, 500, soon());
    expect(new Set(idsAt(relay)).size).toBe(500);
    expect(outcomes.filter(({ outcome }) => outcome.kind === 'unknown')).toEqual([]);
    expect(relay.withNext()).toBeGreaterThan(300);
  });
});

describe('E17 · a line', () => {
  test('is given back to another slice after the next message, and not to its own', async () => {
    await using relay = await startScriptedRelay(() => undefined);
    await using channel = aChannel({ relays: [relay.url], connections: 1 });
    const [mine, theirs] = [{}, {}];
    const line = await channel.take(soon(), mine);
    if (line === undefined) throw new Error('expected a line');
    const order: string[] = [];
    const wait = async (by: object, name: string) => {
      const got = await channel.take(soon(), by);
      order.push(name);
      if (got !== undefined) channel.giveBack(got, by);
    };
    const waiting = [wait(mine, 'mine'), wait(mine, 'mine')];
    expect(channel.isWanted(line, mine)).toBe(false);
    waiting.push(wait(theirs, 'theirs'));
    expect(channel.isWanted(line, mine)).toBe(true);
    channel.giveBack(line, mine);
    await Promise.all(waiting);
    expect(order).toEqual(['theirs', 'mine', 'mine']);
  });
});

const shared = (
  relay: Pick<ScriptedRelay, 'url'>,
  rates: Partial<Parameters<typeof createRelays>[0]>,
) => createRelays({ relays: [relay.url], tls: 'required', log, most: 4, reserved: 1, ...rates });

describe('E17 · not too fast', () => {
  test('a domain’s messages are put off until its turn comes, others are not, and no relay hears of it', async () => {
    await using relay = await startScriptedRelay(() => undefined);
    const both = shared(relay, { perDomain: { 'slow.example': 0.001 } });
    await using channel = aChannel({ relays: [relay.url], shared: both, connections: 1 });
    const line = await channel.take(soon());
    const [first, second, other] = ['a@slow.example', 'b@slow.example', 'c@example.net'].map(
      (to, n) => aMessage(`m${n}`, to),
    );
    if (!line || !first || !second || !other) throw new Error('expected a line and messages');
    expect(await line.send(first, soon(), { upcoming: second })).toEqual({ kind: 'accepted' });
    const put = await line.send(second, soon(), { upcoming: other });
    expect(put).toMatchObject({ kind: 'not-yet', reason: 'domain-paced' });
    expect(put.kind === 'not-yet' && put.inMs).toBeGreaterThan(899_000);
    expect(await line.send(other, soon())).toEqual({ kind: 'accepted' });
    expect(relay.dialogues.flat().join()).not.toContain('b@slow.example');
  });

  test('a relay’s turn is waited for alike', async () => {
    await using relay = await startScriptedRelay(() => undefined);
    await using channel = aChannel({
      relays: [relay.url],
      shared: shared(relay, { perRelay: 0.001 }),
      connections: 1,
    });
    const line = await channel.take(soon());
    const kinds = [];
    for (const id of ['m1', 'm2', 'm3']) kinds.push((await line?.send(aMessage(id), soon()))?.kind);
    expect(kinds).toEqual(['accepted', 'not-yet', 'not-yet']);
  });

  test('a domain that asks for less is heard by all channels to these relays', async () => {
    await using relay = await startScriptedRelay((at, { said }) =>
      at === 'RCPT' && said.includes('@busy.example') ? '450 4.7.1 rate limited' : undefined,
    );
    const both = shared(relay, {});
    await using ordinary = aChannel({ relays: [relay.url], shared: both, connections: 1 });
    await using urgent = aChannel({
      relays: [relay.url],
      shared: both,
      connections: 1,
      urgency: 'emergency',
    });
    const [one, other] = [await ordinary.take(soon()), await urgent.take(soon())];
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5'])
      expect(await one?.send(aMessage(id, 'a@busy.example'), soon())).toEqual({
        kind: 'later',
        reason: 'smtp-450-4.7.1',
      });
    const kinds = [];
    for (let n = 0; n < 20; n += 1)
      kinds.push((await other?.send(aMessage(`n${n}`, 'b@busy.example'), soon()))?.kind);
    expect(kinds.at(-1)).toBe('not-yet');
    expect((await other?.send(aMessage('m5'), soon()))?.kind).toBe('accepted');
  });
});
