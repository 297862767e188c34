import type { ServerResponse } from 'node:http';

import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { describe, expect, test } from 'vitest';

import { newSigningKeys, newWebhookSecret } from '#src/channels/webhook/keys.ts';
import type { NewKey } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { isSignedWith } from '#src/channels/webhook/sign.ts';
import { createWebhookCaller } from '#src/channels/webhook/webhook.ts';
import type { WebhookMessage } from '#src/channels/webhook/webhook.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';
import { asChannel } from '#tests/support/as-channel.ts';
import { channelContract, send } from '#tests/support/channel-contract.ts';
import type { Answer } from '#tests/support/channel-contract.ts';
import { startWebhookReceiver } from '#tests/support/webhook-receiver.ts';

const secret = newWebhookSecret();
const text = JSON.stringify({ type: 'advisory.published', data: { headline: 'بماكو — अलर्ट' } });
const later = (reason: string, retryAfterMs?: number) => ({
  kind: 'later',
  reason,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const soon = () => AbortSignal.timeout(60_000);

const answers: Readonly<Record<Answer, (response: ServerResponse) => unknown>> = {
  accept: (response) => response.writeHead(204).end(),
  later: (response) => response.writeHead(503).end('come back'),
  refuse: (response) => response.writeHead(410).end('gone: officer@example.org'),
  hang: () => undefined,
  cut: (response) => response.destroy(),
};

async function startWebhook({ allow = ['127.0.0.0/8'], now = () => new Date() } = {}) {
  await using opened = new AsyncDisposableStack();
  const receiver = opened.use(await startWebhookReceiver());
  const taken: string[] = [];
  const behave = (answer: Answer) => {
    receiver.answerWith((response) => {
      if (answer === 'accept') taken.push(String(receiver.received.at(-1)?.headers['webhook-id']));
      return answers[answer](response);
    });
  };
  behave('accept');
  const guard = createGuard({ allow, resolve: async () => [] });
  const fetch = opened.use(createFetch({ guard, userAgent: 'tests (+https://example.org)' }));
  const log = pino({ level: 'silent' });
  const channel = opened.use(asChannel(createWebhookCaller({ fetch, now, log }), 20));
  const owned = opened.move();
  return {
    channel,
    receiver,
    behave,
    received: () => taken,
    aMessage: (id: string): WebhookMessage => ({
      id,
      url: receiver.url,
      keys: [prepareKey(secret)],
      body: Buffer.from(text),
      contentType: 'application/json',
    }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

channelContract('webhook', startWebhook);

describe('what a receiver gets', () => {
  test('W1 · the published standardwebhooks package verifies it', async () => {
    await using it = await startWebhook();
    await send(it.channel, it.aMessage('msg_1'), soon());
    const [call] = it.receiver.received;
    const headers = {
      'webhook-id': String(call?.headers['webhook-id']),
      'webhook-timestamp': String(call?.headers['webhook-timestamp']),
      'webhook-signature': String(call?.headers['webhook-signature']),
    };
    expect(new Webhook(secret).verify(call?.body ?? '', headers)).toEqual(JSON.parse(text));
    expect(() => new Webhook(newWebhookSecret()).verify(call?.body ?? '', headers)).toThrow(
      'No matching signature',
    );
    expect(call?.headers).toMatchObject({
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(text)),
      'user-agent': expect.stringContaining('tests'),
    });
  });

  test('W5 · a second attempt has the same id, a new time and a new signature', async () => {
    const times = [new Date('2026-11-01T00:00:00Z'), new Date('2026-11-01T02:00:00Z')];
    const clock = { attempt: 0 };
    await using it = await startWebhook({ now: () => times[clock.attempt] ?? new Date(0) });
    await send(it.channel, it.aMessage('msg_1'), soon());
    clock.attempt = 1;
    await send(it.channel, it.aMessage('msg_1'), soon());
    const [first, second] = it.receiver.received.map(({ headers }) => headers);
    expect(second?.['webhook-id']).toBe(first?.['webhook-id']);
    expect(first?.['webhook-timestamp']).toBe('1793491200');
    expect(second?.['webhook-timestamp']).toBe('1793498400');
    expect(second?.['webhook-signature']).not.toBe(first?.['webhook-signature']);
  });

  test('W1, W7 · while keys overlap, receivers on the old and on the new one verify it, in both schemes', async () => {
    const [newer, older] = [newSigningKeys(), newSigningKeys()];
    await using it = await startWebhook();
    const keys = [...newer, ...older].map((key) => prepareKey(key.secret));
    await send(it.channel, { ...it.aMessage('msg_1'), keys }, soon());
    const [call] = it.receiver.received;
    const now = new Date();
    const received = { body: call?.body ?? '', now, headers: stringsOf(call?.headers ?? {}) };
    const receivers = [...newer, ...older].map(receiversKey);
    expect(receivers.filter((one) => !isSignedWith({ ...received, secret: one }))).toEqual([]);
    const strangers = newSigningKeys().map(receiversKey);
    expect(strangers.filter((one) => isSignedWith({ ...received, secret: one }))).toEqual([]);
  });

  test('W6 · what else is said about it stands in headers, and the type of its content', async () => {
    await using it = await startWebhook();
    const headers = { 'webhook-sequence': '7', 'webhook-replay': 'true' };
    const contentType = 'application/cap+xml';
    await send(it.channel, { ...it.aMessage('msg_1'), headers, contentType }, soon());
    expect(it.receiver.received[0]?.headers).toMatchObject({
      ...headers,
      'content-type': contentType,
    });
  });
});

describe('what a receiver may say', () => {
  const inTwoHours = new Date('2026-11-01T02:00:00Z').toUTCString();
  test.each([
    { status: 200, headers: {}, outcome: { kind: 'accepted' } },
    { status: 202, headers: {}, outcome: { kind: 'accepted' } },
    {
      status: 410,
      headers: {},
      outcome: { kind: 'refused', reason: 'http-410', recipientGone: true },
    },
    { status: 301, headers: { location: 'https://169.254.169.254/' }, outcome: later('http-301') },
    { status: 400, headers: {}, outcome: later('http-400') },
    { status: 404, headers: {}, outcome: later('http-404') },
    { status: 429, headers: { 'retry-after': '120' }, outcome: later('http-429', 120_000) },
    { status: 503, headers: { 'retry-after': inTwoHours }, outcome: later('http-503', 7_200_000) },
    { status: 503, headers: { 'retry-after': '0' }, outcome: later('http-503', 0) },
    {
      status: 503,
      headers: { 'retry-after': '99999999999999999999' },
      outcome: later('http-503', 86_400_000),
    },
    {
      status: 503,
      headers: { 'retry-after': 'Sunday, 01-Nov-26 02:00:00 GMT' },
      outcome: later('http-503', 7_200_000),
    },
    {
      status: 503,
      headers: { 'retry-after': 'Sun Nov  1 02:00:00 2026' },
      outcome: later('http-503', 7_200_000),
    },
    {
      status: 503,
      headers: { 'retry-after': 'Sat, 31 Oct 2026 02:00:00 GMT' },
      outcome: later('http-503', 0),
    },
    { status: 503, headers: { 'retry-after': '-5' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': '2026' }, outcome: later('http-503', 2_026_000) },
    { status: 503, headers: { 'retry-after': 'soon' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': 'Monday or so' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': '864000' }, outcome: later('http-503', 86_400_000) },
    {
      status: 503,
      headers: { 'retry-after': 'Wed, 11 Nov 2026 00:00:00 GMT' },
      outcome: later('http-503', 86_400_000),
    },
    { status: 503, headers: { 'retry-after': '' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': '1e9' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': '120, 240' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': 'Monday 99999' }, outcome: later('http-503') },
    { status: 503, headers: { 'retry-after': 'Sunday 1' }, outcome: later('http-503') },
    {
      status: 503,
      headers: { 'retry-after': 'Sun, 99 Nov 2026 02:00:00 GMT' },
      outcome: later('http-503'),
    },
    {
      status: 503,
      headers: { 'retry-after': 'Sun, 01 Nov 2026 02:00:00 +0530' },
      outcome: later('http-503'),
    },
    { status: 404, headers: { 'retry-after': '60' }, outcome: later('http-404', 60_000) },
    {
      status: 410,
      headers: { 'retry-after': '60' },
      outcome: { kind: 'refused', reason: 'http-410', recipientGone: true },
    },
  ])('W5 · $status $headers', async ({ status, headers, outcome }) => {
    await using it = await startWebhook({ now: () => new Date('2026-11-01T00:00:00Z') });
    it.receiver.answerWith((response) => response.writeHead(status, headers).end());
    expect(await send(it.channel, it.aMessage('msg_1'), soon())).toEqual(outcome);
    expect(it.receiver.received).toHaveLength(1);
  });

  test('a status counts even when its body never ends', async () => {
    await using it = await startWebhook();
    it.receiver.answerWith((response) => response.writeHead(200).write('x'.repeat(40_000)));
    expect(await send(it.channel, it.aMessage('msg_1'), soon())).toEqual({ kind: 'accepted' });
  });
});

describe('what does not get out', () => {
  test('W2 · an endpoint whose name has come to lead inside is tried again later, for that can be repaired', async () => {
    await using it = await startWebhook({ allow: [] });
    const message = { ...it.aMessage('msg_1'), url: 'https://127.0.0.1/' };
    expect(await send(it.channel, message, soon())).toEqual({
      kind: 'later',
      reason: 'outbound-refused',
    });
  });

  test.each([
    ['a name without addresses', 'https://receiver.example.org/', 'dns-empty'],
    ['a port where nobody listens', 'http://127.0.0.1:65535/', 'connect-econnrefused'],
  ])('%s is tried again later', async (_what, url, reason) => {
    await using it = await startWebhook();
    const outcome = await send(it.channel, { ...it.aMessage('msg_1'), url }, soon());
    expect(outcome).toEqual({ kind: 'later', reason });
  });

  test('W6 · a payload over 20 KB is refused before anything is sent', async () => {
    await using it = await startWebhook();
    const outcome = await send(
      it.channel,
      { ...it.aMessage('msg_1'), body: Buffer.alloc(20_001) },
      soon(),
    );
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'payload-too-large', byUs: true });
    expect(it.receiver.received).toEqual([]);
  });
});

const receiversKey = (key: NewKey) => key.publicKey ?? key.secret;

function stringsOf(headers: Readonly<Record<string, string | string[] | undefined>>) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
