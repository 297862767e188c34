import { readFileSync } from 'node:fs';

import { expect, test } from 'vitest';
import { z } from 'zod';

import { signWebhook } from '#src/channels/webhook/sign.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { verifyWebhook } from '#tests/support/verify-webhook.ts';

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

withCorpus('webhook-vectors.json', (path) => {
  const { vectors } = z
    .object({ vectors: z.array(vectorSchema) })
    .parse(JSON.parse(readFileSync(path, 'utf8')));

  test('every vector is there', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(27);
  });

  test.each(vectors)('W1 · $kind: $name', (vector) => {
    expect(resultOf(vector)).toEqual(expectedOf(vector));
  });
});

const sample = {
  id: 'msg_1',
  timestamp: new Date(0),
  body: '',
  secrets: [`whsec_${'A'.repeat(32)}`],
};

function resultOf(vector: Vector): unknown {
  switch (vector.kind) {
    case 'sign': {
      const { id, payload: body, secret } = vector;
      const timestamp = new Date(vector.timestamp * 1000);
      return signWebhook({ id, timestamp, body, secrets: [secret] })['webhook-signature'];
    }
    case 'verify': {
      const { headers, payload: body, secret } = vector;
      return verifyWebhook({ headers, body, secret, now: new Date(vector.now * 1000) });
    }
    case 'secret':
      return isSigned({ ...sample, secrets: [vector.secret] });
    case 'id':
      return isSigned({ ...sample, id: vector.id });
  }
}

function expectedOf(vector: Vector): unknown {
  return vector.kind === 'sign' ? vector.expectedSignature : vector.valid;
}

function isSigned(message: Parameters<typeof signWebhook>[0]): boolean {
  try {
    signWebhook(message);
    return true;
  } catch {
    return false;
  }
}
