import { createHmac, generateKeyPairSync, sign } from 'node:crypto';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { VerificationError } from '#clients/typescript/src/verification-error.ts';
import { verify, verifySignature } from '#clients/typescript/src/verify.ts';

const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const pair = generateKeyPairSync('ed25519');
const jwk = pair.publicKey.export({ format: 'jwk' });
const whpk = `whpk_${Buffer.from(jwk.x ?? '', 'base64url').toString('base64')}`;
const at = new Date('2026-03-01T10:00:00Z');
const now = () => at;

const signers = {
  v1: (content: string) =>
    `v1,${createHmac('sha256', Buffer.alloc(32, 7)).update(content).digest('base64')}`,
  v1a: (content: string) =>
    `v1a,${sign(null, Buffer.from(content), pair.privateKey).toString('base64')}`,
} as const;
const keys = { v1: { secrets: [secret] }, v1a: { publicKeys: [whpk] } } as const;

const ping = {
  type: 'test.ping',
  timestamp: at.toISOString(),
  data: { sequence: 3, status: 'test', note: '' },
};

function signed(scheme: 'v1' | 'v1a', body = JSON.stringify(ping), id = 'evt_1') {
  const seconds = String(at.getTime() / 1000);
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': seconds,
    'webhook-signature': signers[scheme](`${id}.${seconds}.${body}`),
  };
  return { headers, body };
}

async function reasonOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => 'believed',
    (error: unknown) => (error instanceof VerificationError ? error.reason : String(error)),
  );
}

test.each(['v1', 'v1a'] as const)(
  'W1 · a call signed by %s is the event that it says',
  async (scheme) => {
    const event = await verify(signed(scheme), { ...keys[scheme], now });
    expect(event).toEqual({ ...ping, id: 'evt_1', sequence: 3 });
  },
);

test('a public key is known in every form in which the service shows it', async () => {
  const ofAnotherKind = { kty: 'EC', crv: 'P-256', x: 'x' };
  for (const key of [whpk, jwk, { keys: [jwk] }, { keys: [ofAnotherKind, jwk] }])
    expect(await verify(signed('v1a'), { publicKeys: [key], now })).toMatchObject({ id: 'evt_1' });
});

test('a Request of the platform is verified as it is, and so are bytes', async () => {
  const { headers, body } = signed('v1');
  const request = new Request('https://embassy.example/hook', { method: 'POST', headers, body });
  expect(await verify(request, { secrets: [secret], now })).toMatchObject({ type: 'test.ping' });
  const bytes = { headers: new Headers(headers), body: Buffer.from(body) };
  expect(await verify(bytes, { secrets: [secret], now })).toMatchObject({ type: 'test.ping' });
});

test('the challenge of a verification has no sequence, and is not taken for an event', async () => {
  const data = { endpoint: 'ep_1', challenge: 'abc' };
  const body = JSON.stringify({ type: 'endpoint.verification', timestamp: '', data });
  expect(await verify(signed('v1', body), { secrets: [secret], now })).toMatchObject({ data });
});

const cap = '<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"/>';

test('what is not JSON can be verified all the same', async () => {
  const call = signed('v1', cap);
  expect(await verifySignature(call, { secrets: [secret], now })).toEqual({
    id: 'evt_1',
    body: cap,
  });
  expect(await reasonOf(verify(call, { secrets: [secret], now }))).toBe('not-an-event');
});

const good = signed('v1');
const without = (name: keyof typeof good.headers) => {
  const { [name]: _left, ...headers } = good.headers;
  return { ...good, headers };
};
const later = (seconds: number) => () => new Date(at.getTime() + seconds * 1000);

test.each([
  ['no id', without('webhook-id'), {}, 'header-missing'],
  ['no timestamp', without('webhook-timestamp'), {}, 'header-missing'],
  ['no signature', without('webhook-signature'), {}, 'header-missing'],
  [
    'a date for a timestamp',
    { ...good, headers: { ...good.headers, 'webhook-timestamp': '2026-03-01' } },
    {},
    'timestamp-invalid',
  ],
  ['one that is 301 s old', good, { now: later(301) }, 'timestamp-too-old'],
  ['one of 301 s ahead', good, { now: later(-301) }, 'timestamp-too-new'],
  ['one of exactly 300 s', good, { now: later(300) }, 'believed'],
  [
    'one too old for a stricter receiver',
    good,
    { now: later(11), toleranceSeconds: 10 },
    'timestamp-too-old',
  ],
  ['another body', { ...good, body: `${good.body} ` }, {}, 'signature-wrong'],
  [
    'another id',
    { ...good, headers: { ...good.headers, 'webhook-id': 'evt_2' } },
    {},
    'signature-wrong',
  ],
  ['a signature of the other scheme', signed('v1a'), {}, 'signature-wrong'],
  ['a secret that is none', good, { secrets: ['whsec_'] }, 'key-invalid'],
  ['no key', good, { secrets: [] }, 'key-invalid'],
  [
    'a public key of 31 bytes',
    good,
    { publicKeys: [`whpk_${Buffer.alloc(31).toString('base64')}`] },
    'key-invalid',
  ],
  ['a key of another curve', good, { publicKeys: [{ ...jwk, crv: 'X25519' }] }, 'key-invalid'],
  ['a body of another shape', signed('v1', '{"type":"test.ping","data":{}}'), {}, 'not-an-event'],
])('%s', async (...[, call, options, reason]) => {
  expect(await reasonOf(verify(call, { secrets: [secret], now, ...options }))).toBe(reason);
});

test('what a framework has parsed is refused with that reason', async () => {
  const parsed: unknown = JSON.parse('{"body":{}}');
  const call = { headers: good.headers, ...Object.assign({ body: '' }, parsed) };
  expect(await reasonOf(verify(call, { secrets: [secret], now }))).toBe('body-not-raw');
});

test('W1 · whatever is signed is verified, and one bit that changes is not', async () => {
  const schemes = fc.constantFrom('v1', 'v1a');
  const body = fc.string({ unit: 'grapheme' });
  await fc.assert(
    fc.asyncProperty(
      schemes,
      body,
      fc.tuple(fc.nat(), fc.nat(7)),
      async (scheme, text, [place, bit]) => {
        const call = signed(scheme, text);
        const options = { ...keys[scheme], now };
        expect((await verifySignature(call, options)).body).toBe(text);
        const bytes = Buffer.from(`${text}x`);
        expect(await reasonOf(verifySignature({ ...call, body: bytes }, options))).toBe(
          'signature-wrong',
        );
        if (text === '') return;
        const flipped = Buffer.from(text);
        const index = place % flipped.length;
        flipped[index] = (flipped[index] ?? 0) ^ (1 << bit);
        const changed = verifySignature({ ...call, body: flipped }, options);
        expect(await reasonOf(changed)).toBe('signature-wrong');
      },
    ),
  );
});

test('no header makes verification do anything but refuse', async () => {
  const header = fc.string({ unit: 'binary' }).filter((text) => text !== '');
  await fc.assert(
    fc.asyncProperty(header, header, header, async (id, timestamp, signature) => {
      const headers = {
        'webhook-id': id,
        'webhook-timestamp': timestamp,
        'webhook-signature': signature,
      };
      const options = { secrets: [secret], publicKeys: [whpk], now };
      const reason = await reasonOf(verify({ headers, body: '{}' }, options));
      expect([
        'timestamp-invalid',
        'timestamp-too-old',
        'timestamp-too-new',
        'signature-wrong',
      ]).toContain(reason);
    }),
  );
});
