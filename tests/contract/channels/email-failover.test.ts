import { createServer } from 'node:net';

import { describe, expect, test } from 'vitest';

import { contentOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import type { Shared } from '#src/channels/email/smtp/connection.ts';
import { createDomainPace } from '#src/channels/email/smtp/domain-pace.ts';
import { createFleet } from '#src/channels/email/smtp/fleet.ts';
import { parseRelay } from '#src/channels/email/smtp/relay.ts';
import { send } from '#tests/support/channel-contract.ts';
import { listen } from '#tests/support/raw-server.ts';

import { startScriptedRelay } from './scripted-relay.ts';
import type { Script } from './scripted-relay.ts';

const restMs = 30_000;

function aMessage(n: number): EmailMessage {
  const id = `m${n}@example.org`;
  const to = `citizen-${n}@example.net`;
  const raw = Buffer.from(`To: ${to}\r\nMessage-ID: <${id}>\r\n\r\nBe careful.\r\n`);
  return { id, from: 'b@bounce.example.org', to, content: contentOf(raw) };
}

/** Two relays, the first of which a test makes fail, and a clock that only a test moves. */
async function startTwo(script: Script, given?: string) {
  const owned = new AsyncDisposableStack();
  const first = owned.use(await startScriptedRelay(script));
  const second = owned.use(await startScriptedRelay(() => undefined));
  const clock = { now: 0 };
  const now = () => clock.now;
  const said: string[] = [];
  const note = (_: object, event?: string) => void said.push(event ?? '');
  const log = { info: note, warn: note };
  const parsed = [given ?? first.url, second.url].map((url) => parseRelay(url, 'required'));
  const shared: Shared = {
    fleet: createFleet(parsed, { log, now, most: 4, reserved: 0 }),
    pace: createDomainPace(() => undefined, now),
  };
  const options = { relays: [], tls: 'required', connections: 8, allow: () => true } as const;
  const channel = owned.use(createEmailChannel({ ...options, log, shared }));
  let sent = 0;
  return {
    first,
    second,
    clock,
    said,
    /** Sends so many, eight at a time, and tells how they ended. The clock moves on by 100 ms with each eight. */
    async deliver(count: number) {
      const kinds: string[] = [];
      for (let done = 0; done < count; done += 8) {
        clock.now += 100;
        const eight = Array.from({ length: 8 }, () => {
          sent += 1;
          return send(channel, aMessage(sent), AbortSignal.timeout(10_000));
        });
        kinds.push(...(await Promise.all(eight)).map(({ kind }) => kind));
      }
      return kinds;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

/** Dead from the first word on, and alive again when a test says so. */
function until(state: { isWell: boolean }, script: Script): Script {
  return (...moment) => (state.isWell ? undefined : script(...moment));
}

describe('E17: when one of two relays fails, mail goes on through the other, and it is tried again after its rest', () => {
  test.each<[string, Script]>([
    ['cuts every connection', () => 'cut'],
    ['greets with 421', (at) => (at === 'GREETING' ? '421 4.3.2 no' : undefined)],
    ['greets with 554', (at) => (at === 'GREETING' ? '554 5.3.2 no' : undefined)],
  ])('one that %s loses no message', async (_, script) => {
    const state = { isWell: false };
    await using it = await startTwo(until(state, script));
    expect(new Set(await it.deliver(40))).toEqual(new Set(['accepted']));
    expect(it.second.taken).toHaveLength(40);
    const dialled = it.first.dialogues.length;
    expect(dialled).toBeLessThan(10); // it is left alone
    expect(it.said).toContain('relay.unreachable');
    state.isWell = true;
    it.clock.now += restMs;
    await it.deliver(40);
    expect(it.first.taken.length).toBeGreaterThan(0);
    expect(it.said).toContain('relay.reached');
  });

  test('one that refuses connections, and one whose TLS fails, get nothing', async () => {
    const plain = createServer((socket) => socket.end('220 no TLS here\r\n').on('error', () => {}));
    const { port } = await listen(plain);
    const refusing = await startScriptedRelay(() => undefined);
    await refusing[Symbol.asyncDispose]();
    for (const url of [refusing.url, `smtps://127.0.0.1:${port}`]) {
      await using it = await startTwo(() => undefined, url);
      expect(new Set(await it.deliver(40))).toEqual(new Set(['accepted']));
      expect(it.second.taken).toHaveLength(40);
      expect(it.said).toEqual(['relay.unreachable']);
    }
    plain.close();
  });

  test.each<[string, Script]>([
    ['421 to each message', (at) => (at === 'MAIL' ? '421 4.3.2 not now' : undefined)],
    ['451 to each message', (at) => (at === 'MAIL' ? '451 4.3.0 no disk' : undefined)],
    ['421 to each recipient', (at) => (at === 'RCPT' ? '421 4.3.2 not now' : undefined)],
    ['550 to our sender', (at) => (at === 'MAIL' ? '550 5.7.1 not you' : undefined)],
    ['530 although there is no login', (at) => (at === 'MAIL' ? '530 5.7.0 log in' : undefined)],
  ])('one that answers %s is left within a second', async (_, script) => {
    const state = { isWell: false };
    await using it = await startTwo(until(state, script));
    const first = await it.deliver(96); // more than a second
    expect(first.filter((kind) => kind !== 'accepted').length).toBeLessThan(48);
    expect(it.said).toContain('relay.refusing');
    const before = it.second.taken.length;
    expect(new Set(await it.deliver(200))).toEqual(new Set(['accepted']));
    expect(it.second.taken.length - before).toBe(200);
    expect(it.first.taken).toEqual([]);

    it.clock.now += restMs; // still ill: a few are put off, and it is left again at once
    const again = await it.deliver(100);
    expect(again.filter((kind) => kind !== 'accepted').length).toBeLessThan(10);

    state.isWell = true;
    it.clock.now += restMs;
    await it.deliver(200);
    expect(it.first.taken.length).toBeGreaterThan(20);
    expect(it.said.at(-1)).toBe('relay.reached');
  });

  test('one alone is never left: there is nowhere else to go', async () => {
    await using relay = await startScriptedRelay((at) =>
      at === 'MAIL' ? '421 4.3.2 not now' : undefined,
    );
    const log = { info: () => {}, warn: () => {} };
    const clock = { now: 0 };
    const parsed = [parseRelay(relay.url, 'required')];
    const now = () => clock.now;
    const shared: Shared = {
      fleet: createFleet(parsed, { log, now, most: 4, reserved: 0 }),
      pace: createDomainPace(() => undefined, now),
    };
    await using channel = createEmailChannel({
      relays: [],
      tls: 'required',
      connections: 4,
      allow: () => true,
      log,
      shared,
    });
    for (let n = 0; n < 30; n += 1) {
      clock.now += 100;
      await send(channel, aMessage(n), AbortSignal.timeout(10_000));
    }
    expect(relay.dialogues.length).toBeGreaterThan(20);
  });
});
