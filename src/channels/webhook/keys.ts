import { generateKeyPairSync, randomBytes } from 'node:crypto';

/** A key that signs calls. Of v1 the receiver has the same secret; of v1a it has the public key only. */
export type NewKey =
  | { readonly scheme: 'v1'; readonly secret: string; readonly publicKey: undefined }
  | { readonly scheme: 'v1a'; readonly secret: string; readonly publicKey: string };

/** A fresh shared secret of 32 bytes, as the receiver is shown it. */
export function newWebhookSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

/**
 * A fresh ed25519 pair as Standard Webhooks writes it: `whsk_` and `whpk_` before the 32 bytes of each half.
 * @internal exported for its tests
 */
export function newKeyPair(): { readonly secret: string; readonly publicKey: string } {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' });
  return { secret: written('whsk', d), publicKey: written('whpk', x) };
}

function written(prefix: string, part: string): string {
  return `${prefix}_${Buffer.from(part, 'base64url').toString('base64')}`;
}

/** What a new endpoint signs with, and what replaces it in a rotation: both schemes side by side (W1). */
export function newSigningKeys(): readonly NewKey[] {
  return [
    { scheme: 'v1', secret: newWebhookSecret(), publicKey: undefined },
    { scheme: 'v1a', ...newKeyPair() },
  ];
}
