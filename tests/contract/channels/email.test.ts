import { describe, expect, test, vi } from 'vitest';

import { contentOf, rawOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { createEmailChannel } from '#src/channels/email/email.ts';
import type { ConnectionLimits } from '#src/channels/email/smtp/connection.ts';
import { channelContract, send } from '#tests/support/channel-contract.ts';
import type { Answer } from '#tests/support/channel-contract.ts';
import { patiently } from '#tests/support/patiently.ts';

import { startScriptedRelay } from './scripted-relay.ts';
import type { Reply, Script } from './scripted-relay.ts';

type EmailChannelOptions = Parameters<typeof createEmailChannel>[0];

const soon = () => AbortSignal.timeout(60_000);

function aMessage(id: string, message: Partial<EmailMessage> = {}): EmailMessage {
  const to = message.to ?? 'asha@example.net';
  const raw = Buffer.from(`To: ${to}\r\nMessage-ID: <${id}>\r\n\r\nBe careful.\r\n.hidden\r\n`);
  return { id, from: 'b+x.y@bounce.example.org', to, content: contentOf(raw), ...message };
}

function aChannel(options: Partial<EmailChannelOptions> & { readonly relays: readonly string[] }) {
  const log = { info: () => {}, warn: () => {} };
  return createEmailChannel({
    tls: 'required',
    connections: 1,
    allow: () => true,
    log,
    ...options,
  });
}

/** A relay that follows a script, and a channel with one connection to it. */
async function start(script: Script = () => undefined, options: Partial<EmailChannelOptions> = {}) {
  const owned = new AsyncDisposableStack();
  const relay = owned.use(await startScriptedRelay(script));
  const channel = owned.use(aChannel({ relays: [relay.url], ...options }));
  return { relay, channel, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const ANSWERS: Readonly<Record<Answer, Reply>> = {
  accept: '250 2.0.0 Ok',
  later: '451 4.7.1 Try again',
  refuse: '550 5.1.1 No such person',
  hang: 'hang',
  cut: 'cut',
};

const OFFERS = [
  { relay: 'with PIPELINING', ehlo: undefined },
  { relay: 'without PIPELINING', ehlo: '250-relay.test\r\n250 DSN' },
] as const;

for (const { relay, ehlo } of OFFERS) {
  channelContract<EmailMessage>(`email, by a relay ${relay},`, () => startForContract(ehlo));
}

async function startForContract(ehlo: Reply | undefined) {
  let now: Answer = 'accept';
  const script: Script = (moment) => {
    if (moment === 'EHLO') return ehlo;
    return moment === 'CONTENT' ? ANSWERS[now] : undefined;
  };
  const it = await start(script, { connections: 4 });
  return {
    channel: it.channel,
    aMessage,
    behave: (answer: Answer) => {
      now = answer;
    },
    received: () => it.relay.taken.map((raw) => /^Message-ID: <(.*)>/m.exec(raw)?.[1] ?? ''),
    [Symbol.asyncDispose]: () => it[Symbol.asyncDispose](),
  };
}

describe('the dialogue', () => {
  test('E1 · one message is one recipient, under our return path, and arrives as it was written', async () => {
    await using it = await start();
    await send(it.channel, aMessage('m1@example.org'), soon());
    const commands = it.relay.dialogues[0] ?? [];
    expect(commands.filter((line) => line.startsWith('RCPT'))).toEqual([
      'RCPT TO:<asha@example.net> NOTIFY=FAILURE,DELAY',
    ]);
    expect(it.relay.taken).toEqual([rawOf(aMessage('m1@example.org').content).toString()]);
  });

  test('E8 · bounces are asked for by headers and under the Message-ID, where that is offered', async () => {
    await using it = await start();
    await send(it.channel, aMessage('m1@example.org'), soon());
    expect(it.relay.dialogues[0]).toContain(
      'MAIL FROM:<b+x.y@bounce.example.org> RET=HDRS ENVID=m1@example.org',
    );
    await using plain = await start((at) => (at === 'EHLO' ? '250 relay.test' : undefined));
    await send(plain.channel, aMessage('m1'), soon());
    expect(plain.relay.dialogues[0]).toContain('MAIL FROM:<b+x.y@bounce.example.org>');
  });

  test.each(OFFERS)(
    'E18 · what is no longer owed when the connection stands is not begun ($relay)',
    async ({ ehlo }) => {
      await using it = await start((at) => (at === 'EHLO' ? ehlo : undefined));
      const line = await it.channel.take(soon());
      const said: (readonly string[])[] = [];
      const mayBegin = () => {
        said.push([...(it.relay.dialogues[0] ?? [])]);
        return false;
      };
      expect(await line?.send(aMessage('m1'), soon(), { mayBegin })).toEqual({
        kind: 'unreachable',
        reason: 'no-longer-owed',
      });
      expect(said).toEqual([[expect.stringMatching(/^EHLO/)]]); // asked once, when the relay had been greeted
      expect(await line?.send(aMessage('m2'), soon(), { mayBegin: () => true })).toEqual({
        kind: 'accepted',
      });
      expect(it.relay.taken).toHaveLength(1);
    },
  );

  test('messages that follow one another use the same connection', async () => {
    await using it = await start();
    for (const id of ['m1', 'm2', 'm3']) await send(it.channel, aMessage(id), soon());
    expect(it.relay.taken).toHaveLength(3);
    expect(it.relay.dialogues).toHaveLength(1);
  });

  test.each([
    [
      'RCPT',
      '550 5.1.1 unknown',
      { kind: 'refused', reason: 'smtp-550-5.1.1', recipientGone: true },
    ],
    [
      'RCPT',
      '550 5.7.1 unknown',
      { kind: 'refused', reason: 'smtp-550-5.7.1', recipientGone: false },
    ],
    ['RCPT', '450 4.2.0 greylisted', { kind: 'later', reason: 'smtp-450-4.2.0' }],
    ['MAIL', '550 5.7.1 not you', { kind: 'later', reason: 'smtp-550-5.7.1' }],
    ['MAIL', '530 5.7.0 log in first', { kind: 'unreachable', reason: 'smtp-530-5.7.0' }],
    ['DATA', '451 4.3.0 no disk', { kind: 'later', reason: 'smtp-451-4.3.0' }],
    [
      'CONTENT',
      '554 5.6.0 no',
      { kind: 'refused', reason: 'smtp-554-5.6.0', recipientGone: false },
    ],
  ] as const)(
    'E16 · after "%s" was answered by "%s" the next message goes out on the same connection',
    async (at, reply, outcome) => {
      for (const ehlo of [undefined, '250-relay.test\r\n250 DSN']) {
        let said = false;
        await using it = await start((moment) => {
          if (moment === 'EHLO') return ehlo;
          if (moment !== at || said) return undefined;
          said = true;
          return reply;
        });
        expect(await send(it.channel, aMessage('m1'), soon())).toEqual(outcome);
        expect(await send(it.channel, aMessage('m2'), soon())).toEqual({ kind: 'accepted' });
        expect(it.relay.dialogues).toHaveLength(1);
      }
    },
  );

  test('a relay that takes only some messages on a connection is given the next on a new one', async () => {
    await using it = await start((moment, { taken }) =>
      moment === 'MAIL' && taken === 2 ? '421 4.7.0 enough' : undefined,
    );
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5']) {
      expect(await send(it.channel, aMessage(id), soon())).toEqual({ kind: 'accepted' });
    }
    expect(it.relay.dialogues).toHaveLength(3);
  });

  test.each(['MAIL', 'RCPT', 'DATA', 'CONTENT'] as const)(
    '421 to %s on a new connection is for later, and the next message finds a way',
    async (at) => {
      await using it = await start((moment, { connection }) =>
        moment === at && connection === 0 ? '421 4.3.2 closing' : undefined,
      );
      const outcome = { kind: 'later', reason: 'smtp-421-4.3.2' };
      expect(await send(it.channel, aMessage('m1'), soon())).toEqual(outcome);
      expect(await send(it.channel, aMessage('m2'), soon())).toEqual({ kind: 'accepted' });
    },
  );

  test.each([
    ['MAIL', { kind: 'later', reason: 'connection-lost' }],
    ['DATA', { kind: 'later', reason: 'connection-lost' }],
    ['CONTENT', { kind: 'unknown', reason: 'connection-lost-after-data' }],
  ] as const)('a connection cut instead of an answer to %s', async (at, outcome) => {
    await using it = await start((moment, { connection }) =>
      moment === at && connection === 0 ? 'cut' : undefined,
    );
    expect(await send(it.channel, aMessage('m1'), soon())).toEqual(outcome);
    expect(await send(it.channel, aMessage('m2'), soon())).toEqual({ kind: 'accepted' });
  });

  test('a silent relay is given up after a while: before the content for later, after it unknown', async () => {
    const limits: ConnectionLimits = {
      timeouts: { connect: 5000, greeting: 300, silence: 600 },
      messagesPerConnection: 10,
    };
    await using early = await start((at) => (at === 'MAIL' ? 'hang' : undefined), { limits });
    expect(await send(early.channel, aMessage('m1'), soon())).toEqual({
      kind: 'later',
      reason: 'timeout',
    });
    await using late = await start((at) => (at === 'CONTENT' ? 'hang' : undefined), { limits });
    expect(await send(late.channel, aMessage('m1'), soon())).toEqual({
      kind: 'unknown',
      reason: 'timeout-after-data',
    });
    await using mute = await start((at) => (at === 'GREETING' ? 'hang' : undefined), { limits });
    expect(await send(mute.channel, aMessage('m1'), soon())).toEqual({
      kind: 'unreachable',
      reason: 'greeting-timeout',
    });
  });

  test('told to stop in the middle, it tells how far the message had come', async () => {
    await using early = await start((at) => (at === 'RCPT' ? 'hang' : undefined));
    const stop = new AbortController();
    const sending = send(early.channel, aMessage('m1'), stop.signal);
    await vi.waitFor(() => expect(early.relay.dialogues[0]).toContain('DATA'), patiently);
    stop.abort();
    expect(await sending).toEqual({ kind: 'later', reason: 'aborted' });
    await using dialling = await start((at) => (at === 'GREETING' ? 'hang' : undefined));
    const outcome = send(dialling.channel, aMessage('m1'), AbortSignal.timeout(200));
    expect(await outcome).toEqual({ kind: 'unreachable', reason: 'aborted' });
  });

  test('disposed in the middle, it says so and opens nothing again', async () => {
    await using it = await start((at) => (at === 'CONTENT' ? 'hang' : undefined));
    const sending = send(it.channel, aMessage('m1'), soon());
    const waiting = send(it.channel, aMessage('m2'), soon());
    await vi.waitFor(() => expect(it.relay.dialogues[0]).toContain('DATA'), patiently);
    await vi.waitFor(() => expect(it.relay.taken).toEqual([]), patiently);
    await it.channel[Symbol.asyncDispose]();
    expect(['unknown', 'later']).toContain((await sending).kind);
    expect(await waiting).toEqual({ kind: 'unreachable', reason: 'channel-closed' });
    expect(it.relay.dialogues).toHaveLength(1);
  });
});

describe('who is mailed', () => {
  test('a recipient outside the allow-list is withheld, and nobody is called', async () => {
    await using it = await start(undefined, {
      allow: (address) => address.endsWith('@example.org'),
    });
    const outcome = await send(it.channel, aMessage('m1'), soon());
    expect(outcome).toEqual({ kind: 'withheld', reason: 'outside-allowlist' });
    expect(it.relay.dialogues).toEqual([]);
  });

  test.each([
    'a@example.net\r\nRCPT TO:<b@example.net>',
    'a@example.net, b@example.net',
    'a@example.net> ORCPT=rfc822;b@example.net',
    'a@example.net\0',
    'a@example.net\u2028',
  ])('E1, E11 · %j is no address, and no command comes of it', async (to) => {
    await using it = await start();
    for (const message of [aMessage('m1', { to }), aMessage('m1', { from: to })]) {
      const outcome = await send(it.channel, message, soon());
      expect(outcome).toEqual({ kind: 'refused', reason: 'address-invalid', recipientGone: false });
    }
    expect(it.relay.dialogues).toEqual([]);
  });

  test('E9 · a non-ASCII address goes only to a relay that offers SMTPUTF8', async () => {
    const to = 'आशा@example.net';
    await using without = await start();
    expect(await send(without.channel, aMessage('m1', { to }), soon())).toEqual({
      kind: 'refused',
      reason: 'smtputf8-not-offered',
      recipientGone: false,
    });
    expect(without.relay.dialogues[0]?.join()).not.toContain('MAIL');
    const ehlo = '250-relay.test\r\n250-8BITMIME\r\n250 SMTPUTF8';
    await using offering = await start((at) => (at === 'EHLO' ? ehlo : undefined));
    expect(await send(offering.channel, aMessage('m1', { to }), soon())).toEqual({
      kind: 'accepted',
    });
    const commands = offering.relay.dialogues[0];
    expect(commands).toContain('MAIL FROM:<b+x.y@bounce.example.org> SMTPUTF8 BODY=8BITMIME');
    expect(commands).toContain(`RCPT TO:<${to}>`);
  });
});

describe('several relays', () => {
  test('when the first two cannot be reached the third is used, and that is logged without addresses', async () => {
    const logged: unknown[] = [];
    const log = {
      info: (fields: object, event?: string) => void logged.push([event, fields]),
      warn: (fields: object, event?: string) => void logged.push([event, fields]),
    };
    const gone = await startScriptedRelay(() => undefined);
    await gone[Symbol.asyncDispose]();
    await using closed = await startScriptedRelay((at) =>
      at === 'GREETING' ? '554 5.3.2 closed' : undefined,
    );
    await using third = await startScriptedRelay(() => undefined);
    await using channel = aChannel({ relays: [gone.url, closed.url, third.url], log });
    for (const id of ['m1', 'm2']) {
      expect(await send(channel, aMessage(id), soon())).toEqual({ kind: 'accepted' });
    }
    expect(third.taken).toHaveLength(2);
    expect(closed.dialogues).toHaveLength(1);
    expect(logged).toEqual([
      ['relay.unreachable', { relay: `127.0.0.1:${gone.port}`, reason: 'connection-refused' }],
      ['relay.unreachable', { relay: `127.0.0.1:${closed.port}`, reason: 'smtp-554-5.3.2' }],
    ]);
  });

  test('when none can be reached nobody was tried, for the first one’s reason', async () => {
    const gone = await startScriptedRelay(() => undefined);
    await gone[Symbol.asyncDispose]();
    await using channel = aChannel({ relays: [gone.url, gone.url] });
    const outcome = await send(channel, aMessage('m1'), soon());
    expect(outcome).toEqual({ kind: 'unreachable', reason: 'connection-refused' });
  });
});
