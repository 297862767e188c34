import { createPublicKey, verify } from 'node:crypto';

import { expect, test } from 'vitest';

import { newKeyPair } from '#src/channels/webhook/keys.ts';
import { prepareKey } from '#src/channels/webhook/read-key.ts';
import { signWebhook } from '#src/channels/webhook/sign.ts';
import { jwksOf } from '#src/endpoints/jwks.ts';

test('W1 · a key is named by its thumbprint, as RFC 8037 has it in its appendix A.3', () => {
  const x = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo';
  const publicKey = `whpk_${Buffer.from(x, 'base64url').toString('base64')}`;
  expect(jwksOf([{ publicKey }]).keys).toEqual([
    {
      kty: 'OKP',
      crv: 'Ed25519',
      x,
      kid: 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k',
      use: 'sig',
      alg: 'EdDSA',
    },
  ]);
});

test('W1 · a call is verified with what stands in the set, and shared secrets do not stand there', () => {
  const { secret, publicKey } = newKeyPair();
  const { keys } = jwksOf([{ publicKey: undefined }, { publicKey }]);
  const [jwk] = keys;
  if (jwk === undefined) throw new Error('expected a key');
  const id = 'evt_1';
  const signed = signWebhook({
    id,
    timestamp: new Date(0),
    body: '{}',
    keys: [prepareKey(secret)],
  });
  const signature = Buffer.from(signed['webhook-signature'].slice('v1a,'.length), 'base64');
  const key = createPublicKey({ key: { ...jwk }, format: 'jwk' });
  expect(keys).toHaveLength(1);
  expect(verify(null, Buffer.from('evt_1.0.{}'), key, signature)).toBe(true);
});
