import { describe, expect, test, vi } from 'vitest';

import type { Channel, Line, SendOutcome } from '#src/channels/channel.ts';
import { contentOf, rawOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import { patiently } from '#tests/support/patiently.ts';

import { startScriptedRelay } from './scripted-relay.ts';
import type { Script, ScriptedRelay } from './scripted-relay.ts';

type Options = Parameters<typeof createEmailChannel>[0];

const soon = () => AbortSignal.timeout(60_000);

function aMessage(name: string, to = `${name}@example.net`): EmailMessage {
  const raw = Buffer.from(`To: ${to}\r\nMessage-ID: <${name}>\r\n\r\n.Be careful.\r\n`);
  return { id: name, from: 'b+x.y@bounce.example.org', to, content: contentOf(raw) };
}

/** A relay that offers PIPELINING and follows a script, and the one line of a channel to it. */
async function start(script: Script = () => undefined, options: Partial<Options> = {}) {
  await using owned = new AsyncDisposableStack();
  const relay = owned.use(await startScriptedRelay(script));
  const channel = owned.use(
    createEmailChannel({
      relays: [relay.url],
      tls: 'required',
      connections: 1,
      allow: () => true,
      log: { info: () => {}, warn: () => {} },
      ...options,
    }),
  );
  const line = await take(channel);
  const rest = owned.move();
  const taken = () => relay.taken.map((raw) => /^Message-ID: <(.*)>/m.exec(raw)?.[1] ?? 'nothing');
  return { relay, channel, line, taken, [Symbol.asyncDispose]: () => rest.disposeAsync() };
}

async function take(channel: Channel<EmailMessage>): Promise<Line<EmailMessage>> {
  const line = await channel.take(soon());
  if (line === undefined) throw new Error('expected a free line');
  return line;
}

/** One after another, each told of the one after it. */
async function sendAll(
  line: Line<EmailMessage>,
  messages: readonly EmailMessage[],
): Promise<SendOutcome[]> {
  const outcomes: SendOutcome[] = [];
  for (const [at, message] of messages.entries())
    outcomes.push(await line.send(message, soon(), { upcoming: messages[at + 1] }));
  return outcomes;
}

/** The command before this one. */
function lastSaid(relay: ScriptedRelay): string {
  return relay.dialogues[0]?.at(-2) ?? '';
}

const accepted = { kind: 'accepted' } as const;
const names = ['m1', 'm2', 'm3', 'm4'];
const messages = names.map((name) => aMessage(name));
const [m1 = aMessage(''), m2 = aMessage(''), m3 = aMessage('')] = messages;

describe('a message that was announced', () => {
  test('is introduced with the end of the one before, and its content waits for its own turn', async () => {
    await using it = await start();
    expect(await it.line.send(m1, soon(), { upcoming: m2 })).toEqual(accepted);
    await vi.waitFor(
      () => expect(it.relay.dialogues[0]?.join()).toContain('RCPT TO:<m2@'),
      patiently,
    );
    expect(it.taken()).toEqual(['m1']);
    expect(await sendAll(it.line, messages.slice(1))).toEqual([accepted, accepted, accepted]);
    expect(it.taken()).toEqual(names);
    expect(it.relay.taken).toEqual(messages.map(({ content }) => rawOf(content).toString()));
    expect(it.relay.dialogues).toHaveLength(1);
    expect(it.relay.dialogues[0]?.filter((said) => said.startsWith('RSET'))).toEqual([]);
  });

  test('and is not sent gets nothing, not even an empty message: another one is sent', async () => {
    await using it = await start();
    expect(await it.line.send(m1, soon(), { upcoming: m2 })).toEqual(accepted);
    expect(await sendAll(it.line, [m3, m2])).toEqual([accepted, accepted]);
    expect(it.taken()).toEqual(['m1', 'm3', 'm2']);
  });

  test('gets nothing when the line is given back', async () => {
    await using it = await start();
    expect(await it.line.send(m1, soon(), { upcoming: m2 })).toEqual(accepted);
    await vi.waitFor(() => expect(it.relay.dialogues[0]).toHaveLength(7), patiently); // EHLO and two envelopes
    it.channel.giveBack(it.line);
    expect(await sendAll(await take(it.channel), [m3])).toEqual([accepted]);
    expect(it.taken()).toEqual(['m1', 'm3']);
    expect(it.relay.dialogues).toHaveLength(2);
  });

  test('and was refused meanwhile leaves the connection as it is when the line is given back', async () => {
    await using it = await start((at, { said }) =>
      at === 'RCPT' && said.includes('m2@') ? '550 5.1.1 no such person' : undefined,
    );
    expect(await it.line.send(m1, soon(), { upcoming: m2 })).toEqual(accepted);
    // The answers to what the relay has heard are on their way: the next turn of the loop has them.
    await vi.waitFor(() => expect(it.relay.dialogues[0]).toHaveLength(7), patiently);
    await new Promise(setImmediate);
    it.channel.giveBack(it.line);
    expect(await sendAll(await take(it.channel), [m3])).toEqual([accepted]);
    expect(it.taken()).toEqual(['m1', 'm3']);
  });

  test('is introduced anew where the connection ended in between', async () => {
    await using it = await start((at, { connection, said }) =>
      connection === 0 && at === 'MAIL' && said !== '' && it.relay.taken.length === 1
        ? '421 4.7.0 enough'
        : undefined,
    );
    expect(await sendAll(it.line, messages)).toEqual([accepted, accepted, accepted, accepted]);
    expect(it.taken()).toEqual(names);
    expect(it.relay.dialogues).toHaveLength(2);
  });

  test('is not mentioned when it must not leave, or cannot', async () => {
    const ehlo = '250-relay.test\r\n250-PIPELINING\r\n250 SIZE 2000';
    await using it = await start((at) => (at === 'EHLO' ? ehlo : undefined), {
      allow: (address) => address.includes('@example.net'),
    });
    const outside = aMessage('outside', 'asha@elsewhere.example');
    const malformed = aMessage('malformed', 'a@example.net\r\nRCPT TO:<b@example.net>');
    const large = { ...aMessage('large'), content: contentOf(Buffer.alloc(2001, 'x')) };
    const accented = aMessage('accented', 'आशा@example.net');
    const outcomes = await sendAll(it.line, [m1, outside, m2, malformed, m3, large, m1, accented]);
    expect(outcomes.map((one) => ('reason' in one ? one.reason : one.kind))).toEqual([
      'accepted',
      'outside-allowlist',
      'accepted',
      'address-invalid',
      'accepted',
      'message-too-large',
      'accepted',
      'smtputf8-not-offered',
    ]);
    const said = it.relay.dialogues.flat();
    expect(it.relay.dialogues).toHaveLength(1);
    expect(said.filter((line) => line.startsWith('RCPT'))).toHaveLength(4);
    expect(said.join()).not.toMatch(/elsewhere|b@example|large@|आशा/);
  });

  test('is the first of a new connection where this one has carried enough', async () => {
    const limits = {
      timeouts: { connect: 5000, greeting: 5000, silence: 5000 },
      messagesPerConnection: 2,
    };
    await using it = await start(undefined, { limits });
    expect(await sendAll(it.line, messages)).toEqual([accepted, accepted, accepted, accepted]);
    expect(it.taken()).toEqual(names);
    expect(it.relay.dialogues.map((said) => said.at(-1))).toEqual(['QUIT', 'DATA']);
  });
});

describe('a recipient who is refused', () => {
  test.each(['354 go on', '503 5.5.1 no recipient', '554 5.5.1 no valid recipients'])(
    'by a relay that answers DATA by "%s" gets nothing, and the next one all the same',
    async (toData) => {
      await using it = await start((at, { said }) => {
        if (at === 'RCPT' && said.includes('m2@')) return '550 5.1.1 no such person';
        if (at === 'CONTENT' && said === '') return '554 5.5.1 no valid recipients';
        return at === 'DATA' && lastSaid(it.relay).includes('m2@') ? toData : undefined;
      });
      const refused = { kind: 'refused', reason: 'smtp-550-5.1.1', recipientGone: true };
      expect(await sendAll(it.line, messages)).toEqual([accepted, refused, accepted, accepted]);
      expect(it.taken()).toEqual(['m1', 'm3', 'm4']);
      expect(it.relay.dialogues).toHaveLength(1);
      expect(it.relay.dialogues[0]?.filter((said) => said === 'RSET')).toHaveLength(1);
    },
  );
});

describe('Q6 · when things go wrong', () => {
  test.each(['MAIL', 'RCPT', 'DATA'] as const)(
    'an announced message whose %s is answered by 421 or a hang-up is sent over a new connection',
    async (moment) => {
      for (const fault of ['421 4.3.2 closing', 'cut']) {
        const isSecond = () => it.relay.taken.length === 1 && it.relay.dialogues.length === 1;
        await using it = await start((at) => (at === moment && isSecond() ? fault : undefined));
        expect(await sendAll(it.line, messages)).toEqual([accepted, accepted, accepted, accepted]);
        expect(it.taken()).toEqual(names);
      }
    },
  );

  test('a relay that dies after the final dot leaves this message unknown and the announced one unharmed', async () => {
    await using it = await start((at, { connection, taken }) =>
      at === 'CONTENT' && connection === 0 && taken === 1 ? 'cut' : undefined,
    );
    const unknown = { kind: 'unknown', reason: 'connection-lost-after-data' };
    expect(await sendAll(it.line, messages)).toEqual([accepted, unknown, accepted, accepted]);
    expect(it.taken()).toEqual(['m1', 'm3', 'm4']);
  });

  test.each([
    ['MAIL', 'nonsense', { kind: 'later', reason: 'protocol-error' }],
    ['DATA', '250 2.0.0 sent already', { kind: 'later', reason: 'protocol-error' }],
    ['DATA', '354 go on\r\n250 2.0.0 and taken', { kind: 'later', reason: 'protocol-error' }],
    ['CONTENT', '354 go on', { kind: 'unknown', reason: 'protocol-error-after-data' }],
    ['CONTENT', '99 what', { kind: 'unknown', reason: 'protocol-error-after-data' }],
  ] as const)('%s answered by "%s" ends the connection, not the service', async (...row) => {
    const [moment, reply, outcome] = row;
    await using it = await start((at, { connection }) =>
      at === moment && connection === 0 ? reply : undefined,
    );
    expect(await sendAll(it.line, messages)).toEqual([outcome, accepted, accepted, accepted]);
    expect(it.taken().filter((name) => name !== 'm1')).toEqual(['m2', 'm3', 'm4']);
  });

  test('a message refused after its content says nothing about the next', async () => {
    await using it = await start((at, { said }) =>
      at === 'CONTENT' && said.includes('<m2>') ? '554 5.6.0 not this' : undefined,
    );
    const refused = { kind: 'refused', reason: 'smtp-554-5.6.0', recipientGone: false };
    expect(await sendAll(it.line, messages)).toEqual([accepted, refused, accepted, accepted]);
    expect(it.relay.dialogues).toHaveLength(1);
  });

  test('many messages under one signal leave nothing behind on it', async () => {
    await using it = await start();
    const stop = new AbortController();
    const listening = vi.spyOn(stop.signal, 'addEventListener');
    for (const name of names) await it.line.send(aMessage(name), stop.signal);
    expect(listening.mock.calls.length).toBeLessThanOrEqual(2); // to connect, and to send
  });
});
