import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

import { expect, test } from 'vitest';

import { createClient } from '#clients/typescript/src/client.ts';
import { createReceiver } from '#clients/typescript/src/receiver.ts';
import type { ReceiverOptions } from '#clients/typescript/src/receiver.ts';

const key = Buffer.alloc(32, 7);
const pair = generateKeyPairSync('ed25519');
const { x = '' } = pair.publicKey.export({ format: 'jwk' });
const keys = {
  v1: { secrets: [`whsec_${key.toString('base64')}`] },
  v1a: { publicKeys: [`whpk_${Buffer.from(x, 'base64url').toString('base64')}`] },
} as const;
type Scheme = keyof typeof keys;

const eventOf = (sequence: number) => ({
  type: 'test.ping',
  timestamp: '2026-03-01T10:00:00Z',
  data: { sequence },
});

function signed(
  content: object,
  { id = 'evt_1', scheme = 'v1' }: { readonly id?: string; readonly scheme?: Scheme } = {},
) {
  const body = JSON.stringify(content);
  const seconds = Math.floor(Date.now() / 1000);
  const text = `${id}.${seconds}.${body}`;
  const signature = {
    v1: () => createHmac('sha256', key).update(text).digest('base64'),
    v1a: () => sign(null, Buffer.from(text), pair.privateKey).toString('base64'),
  }[scheme]();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `${scheme},${signature}`,
  };
  return { headers, body };
}
const call = (sequence: number) => signed(eventOf(sequence), { id: `evt_${sequence}` });

/** A service whose log holds what came from `oldest` to `last`. */
function aService({ oldest = 1, last = 0 } = {}) {
  const answer = (url: URL): Response => {
    const after = Number(url.searchParams.get('after') ?? oldest - 1);
    if (after < oldest - 1)
      return Response.json({ code: 'EVENTS_FORGOTTEN', detail: 'gone' }, { status: 410 });
    const rest = Array.from({ length: last }, (_, n) => n + 1).filter((n) => n > after);
    const events = rest.map((n) => ({ ...eventOf(n), id: `evt_${n}`, sequence: n }));
    return Response.json({ events, last, oldest });
  };
  return createClient({
    baseUrl: 'https://alerts.example',
    fetch: (input) =>
      Promise.resolve(answer(new URL(input instanceof Request ? input.url : input))),
  });
}

function aReceiver(options: Partial<ReceiverOptions> = {}) {
  const [taken, reported]: [number[], string[]] = [[], []];
  const receiver = createReceiver({
    ...keys.v1,
    client: aService(),
    after: 0,
    take: ({ sequence }) => void taken.push(sequence),
    report: ({ message }) => void reported.push(message),
    ...options,
  });
  return { ...receiver, taken, reported };
}

test.each(['v1', 'v1a'] as const)('a call signed by %s is taken and answered', async (scheme) => {
  const { receive, taken } = aReceiver({ secrets: [], ...keys[scheme] });
  expect(await receive(signed(eventOf(1), { scheme }))).toEqual({ status: 204 });
  expect(taken).toEqual([1]);
});

test.each(['v1', 'v1a'] as const)('a challenge signed by %s is answered', async (scheme) => {
  const { receive, taken } = aReceiver({ secrets: [], ...keys[scheme] });
  const data = { endpoint: 'ep_1', challenge: 'abc' };
  const challenge = { ...eventOf(0), type: 'endpoint.verification', data };
  expect(await receive(signed(challenge, { scheme }))).toEqual({
    status: 200,
    body: '{"challenge":"abc"}',
  });
  expect(taken).toEqual([]);
});

test('what cannot be believed is refused, reported and not taken', async () => {
  const { receive, taken, reported } = aReceiver();
  const { headers, body } = call(1);
  expect(await receive({ headers, body: `${body} ` })).toEqual({ status: 400 });
  expect(await receive({ headers: {}, body })).toEqual({ status: 400 });
  expect([taken, reported.length]).toEqual([[], 2]);
});

test('what was left out before an event is fetched first', async () => {
  const { receive, taken } = aReceiver({ client: aService({ last: 3 }), after: 1 });
  expect(await receive(call(4))).toEqual({ status: 204 });
  expect(taken).toEqual([2, 3, 4]);
});

test('what is forgotten is reported and passed over', async () => {
  const { catchUp, taken, reported } = aReceiver({ client: aService({ oldest: 5, last: 6 }) });
  await catchUp();
  expect(taken).toEqual([5, 6]);
  expect(reported).toEqual([expect.stringContaining('events 1 to 4 are forgotten')]);
});

test('an event that could not be put on record is not answered with success, and holds up nobody', async () => {
  const taken: number[] = [];
  const { receive, reported } = aReceiver({
    client: aService({ last: 1 }),
    take: ({ sequence }) => {
      if (taken.push(sequence) === 1) throw new Error('the disk is full');
    },
  });
  expect(await receive(call(1))).toEqual({ status: 500 });
  expect(reported).toEqual(['the disk is full']);
  expect(await receive(call(1))).toEqual({ status: 204 });
});

test('calls that come at once are taken one at a time, in their order', async () => {
  const steps: string[] = [];
  const { receive } = aReceiver({
    client: aService({ last: 1 }),
    take: async ({ sequence }) => {
      steps.push(`begins ${sequence}`);
      await Promise.resolve();
      steps.push(`ends ${sequence}`);
    },
  });
  const answers = await Promise.all([receive(call(1)), receive(call(2))]);
  expect(answers).toEqual([{ status: 204 }, { status: 204 }]);
  const begun = steps.filter((_step, at) => at % 2 === 0);
  expect(steps).toEqual(begun.flatMap((step) => [step, step.replace('begins', 'ends')]));
  expect(begun.map((step) => step.at(-1))).toEqual(['1', '2']);
});
