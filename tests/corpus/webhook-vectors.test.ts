import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { isSignedWith, signWebhook } from '#src/channels/webhook/sign.ts';
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
type Verifying = Extract<Vector, { kind: 'verify' }>;

withCorpus('webhook-vectors.json', (path) => {
  const { vectors } = z
    .object({ vectors: z.array(vectorSchema) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));

  test('every vector is there', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(27);
  });

  test.each(vectors)('W1 · v1 · $kind: $name', (vector) => {
    expect(resultOf(vector)).toEqual(expectedOf(vector));
  });

  describe('W1 · v1a', () => {
    test.each(vectors.filter(({ kind }) => kind === 'sign'))('$kind: $name', (vector) => {
      if (vector.kind !== 'sign') return;
      const { payload: body, headers } = signedAnew(vector);
      const now = new Date(vector.timestamp * 1000);
      expect(isSignedWith({ headers, body, secret: pairOf(vector.secret), now })).toBe(true);
    });

    const verifying = vectors.filter((vector): vector is Verifying => vector.kind === 'verify');

    test('some are valid and some are not', () => {
      expect(new Set(verifying.map(({ valid }) => valid))).toEqual(new Set([true, false]));
    });

    test.each(verifying)('verify: $name', ({ secret, now, payload: body, headers, valid }) => {
      const told = {
        ...headers,
        ...(headers['webhook-signature'] !== undefined && inV1a(secret, headers)),
      };
      const at = new Date(now * 1000);
      expect(isSignedWith({ headers: told, body, secret: pairOf(secret), now: at })).toBe(valid);
    });
  });

  /**
   * The vectors' header in the other scheme. Signatures say what was signed only to whoever has the key, so the vectors'
   * own contents are tried until one fits.
   */
  function inV1a(secret: string, headers: Readonly<Record<string, string>>) {
    const parts = (headers['webhook-signature'] ?? '').split(' ').map((part) => {
      const [tag = '', signature = ''] = part.split(',');
      if (tag === 'v1a') return `v1a,${Buffer.alloc(64).toString('base64')}`;
      const signed = contents.find(({ id, seconds, body, by }) => {
        const content = `${id}.${seconds}.${body}`;
        return createHmac('sha256', keyBytes(by)).update(content).digest('base64') === signature;
      });
      if (signed === undefined) return `${tag}a,${signature}`;
      const { id, seconds, body, by } = signed;
      const timestamp = new Date(Number(seconds) * 1000);
      const keys = [prepareKey(pairOf(by))];
      const anew = signWebhook({ id, timestamp, body, keys })['webhook-signature'];
      return `${tag}a,${anew.slice('v1a,'.length)}`;
    });
    return { 'webhook-signature': parts.join(' ') };
  }

  const contents = vectors
    .filter((vector): vector is Verifying => vector.kind === 'verify' && vector.valid)
    .map(({ headers, payload, secret }) => ({
      id: headers['webhook-id'] ?? '',
      seconds: headers['webhook-timestamp'] ?? '',
      body: payload,
      by: secret,
    }));
});

/** An ed25519 key for each of the vectors' shared secrets. */
function pairOf(secret: string): string {
  return `whsk_${createHash('sha256').update(prefixed(secret)).digest('base64')}`;
}

function keyBytes(secret: string): Buffer {
  return Buffer.from(prefixed(secret).slice('whsec_'.length), 'base64');
}

/** Receivers take a secret with or without its prefix. */
function prefixed(secret: string): string {
  return secret.startsWith('whsec_') ? secret : `whsec_${secret}`;
}

function signedAnew({ id, timestamp, payload, secret }: Extract<Vector, { kind: 'sign' }>) {
  const at = new Date(timestamp * 1000);
  const keys = [prepareKey(pairOf(secret))];
  return { payload, headers: { ...signWebhook({ id, timestamp: at, body: payload, keys }) } };
}

function resultOf(vector: Vector): unknown {
  switch (vector.kind) {
    case 'sign': {
      const { id, payload: body, secret } = vector;
      const timestamp = new Date(vector.timestamp * 1000);
      const keys = [prepareKey(secret)];
      return signWebhook({ id, timestamp, body, keys })['webhook-signature'];
    }
    case 'verify': {
      const { headers, payload: body } = vector;
      const now = new Date(vector.now * 1000);
      return isSignedWith({ headers, body, secret: prefixed(vector.secret), now });
    }
    case 'secret':
      return canSign(() => [prepareKey(vector.secret)]);
    case 'id':
      return canSign(() => [prepareKey(`whsec_${'A'.repeat(32)}`)], vector.id);
  }
}

function expectedOf(vector: Vector): unknown {
  return vector.kind === 'sign' ? vector.expectedSignature : vector.valid;
}

function canSign(keys: () => ReturnType<typeof prepareKey>[], id = 'msg_1'): boolean {
  try {
    signWebhook({ id, timestamp: new Date(0), body: '', keys: keys() });
    return true;
  } catch {
    return false;
  }
}
