import { createHash, createHmac, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { VerificationError } from '#clients/typescript/src/verification-error.ts';
import { verifySignature } from '#clients/typescript/src/verify.ts';
import type { VerifyOptions } from '#clients/typescript/src/verify.ts';
import { withCorpus } from '#tests/support/corpora.ts';

const about = { name: z.string() };
const vectorSchema = z.discriminatedUnion('kind', [
  z.object({
    ...about,
    kind: z.literal('sign'),
    secret: z.string(),
    id: z.string(),
    timestamp: z.number(),
    payload: z.string(),
    expectedSignature: z.string(),
  }),
  z.object({
    ...about,
    kind: z.literal('verify'),
    secret: z.string(),
    now: z.number(),
    payload: z.string(),
    headers: z.record(z.string(), z.string()),
    valid: z.boolean(),
  }),
  z.object({ ...about, kind: z.literal('secret'), secret: z.string(), valid: z.literal(false) }),
  z.object({ ...about, kind: z.literal('id'), id: z.string(), valid: z.literal(false) }),
]);
type Vector = z.infer<typeof vectorSchema>;

interface Received {
  readonly name: string;
  readonly secret: string;
  readonly now: number;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly valid: boolean;
}

withCorpus('webhook-vectors.json', (path) => {
  const { vectors } = z
    .object({ vectors: z.array(vectorSchema) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  const received = vectors.flatMap(receivedOf);
  const secrets = [...new Set(received.map(({ secret }) => secret))];

  test('every vector that a receiver can meet is there', () => {
    expect(received.length).toBeGreaterThanOrEqual(26);
  });

  test.each(received)('W1 · the client, v1: $name', async (vector) => {
    expect(await isBelieved(vector, { secrets: [vector.secret] })).toBe(vector.valid);
  });

  // The vectors know v1 alone; each is told once more with every signature made anew by an ed25519 key of its secret. How long a
  // secret must be is a rule of v1 alone.
  test.each(received.filter(({ secret }) => isLongEnough(bytesOf(secret))))(
    'W1 · the client, v1a: $name',
    async (vector) => {
      const told = { ...vector, headers: inEd25519(vector, secrets) };
      const publicKeys = [publicKeyOf(vector.secret)];
      expect(await isBelieved(told, { publicKeys })).toBe(vector.valid);
    },
  );
});

/** What is signed has to be believed; of a secret that must not sign nothing is believed. */
function receivedOf(vector: Vector): readonly Received[] {
  switch (vector.kind) {
    case 'verify':
      return [vector];
    case 'sign': {
      const { name, secret, timestamp, payload, id, expectedSignature } = vector;
      const headers = headersOf(id, timestamp, expectedSignature);
      return [{ name, secret, now: timestamp, payload, headers, valid: true }];
    }
    case 'secret': {
      const { name, secret } = vector;
      const signature = `v1,${createHmac('sha256', bytesOf(secret)).update('msg_1.0.').digest('base64')}`;
      return [
        {
          name,
          secret,
          now: 0,
          payload: '',
          headers: headersOf('msg_1', 0, signature),
          valid: false,
        },
      ];
    }
    case 'id':
      return []; // what no sender may make; a receiver has no rule for it
  }
}

function headersOf(id: string, timestamp: number, signature: string) {
  return {
    'webhook-id': id,
    'webhook-timestamp': String(timestamp),
    'webhook-signature': signature,
  };
}

async function isBelieved(
  { headers, payload, now }: Received,
  keys: Pick<VerifyOptions, 'secrets' | 'publicKeys'>,
): Promise<boolean> {
  const options = { ...keys, now: () => new Date(now * 1000) };
  return verifySignature({ headers, body: payload }, options).then(
    () => true,
    (error: unknown) => {
      if (error instanceof VerificationError) return false;
      throw error;
    },
  );
}

function inEd25519({ headers, payload }: Received, secrets: readonly string[]) {
  const { 'webhook-id': id, 'webhook-timestamp': at, 'webhook-signature': header } = headers;
  if (header === undefined) return headers;
  const content = `${id}.${at}.${payload}`;
  const signatures = header.split(' ').map((signature) => {
    if (!signature.startsWith('v1,')) return signature;
    const signer = secrets.find((secret) => signature === v1Of(secret, content));
    const [secret, text] =
      signer === undefined ? [secrets[0] ?? '', 'something else'] : [signer, content];
    return `v1a,${sign(null, Buffer.from(text), privateKeyOf(secret)).toString('base64')}`;
  });
  return { ...headers, 'webhook-signature': signatures.join(' ') };
}

function v1Of(secret: string, content: string): string {
  return `v1,${createHmac('sha256', bytesOf(secret)).update(content).digest('base64')}`;
}

function isLongEnough({ length }: Buffer): boolean {
  return length >= 24 && length <= 64;
}

function bytesOf(secret: string): Buffer {
  return Buffer.from(secret.replace('whsec_', ''), 'base64');
}

const pkcs8 = Buffer.from('302e020100300506032b657004220420', 'hex');

function privateKeyOf(secret: string) {
  const seed = createHash('sha256').update(bytesOf(secret)).digest();
  return createPrivateKey({ key: Buffer.concat([pkcs8, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyOf(secret: string): string {
  const { x = '' } = createPublicKey(privateKeyOf(secret)).export({ format: 'jwk' });
  return `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
}
