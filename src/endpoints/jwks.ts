import { createHash } from 'node:crypto';

import type { SigningKey } from './endpoint.ts';

/** A public key as RFC 8037 writes it. */
interface PublicJwk {
  readonly kty: 'OKP';
  readonly crv: 'Ed25519';
  readonly x: string;
  /** RFC 7638: the same wherever the key is named. */
  readonly kid: string;
  readonly use: 'sig';
  readonly alg: 'EdDSA';
}

/** What a receiver verifies v1a with, whichever of the keys signed. */
export function jwksOf(keys: readonly Pick<SigningKey, 'publicKey'>[]): {
  readonly keys: readonly PublicJwk[];
} {
  return {
    keys: keys.flatMap(({ publicKey }) => (publicKey === undefined ? [] : [jwkOf(publicKey)])),
  };
}

function jwkOf(publicKey: string): PublicJwk {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url');
  const named = JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x });
  const kid = createHash('sha256').update(named).digest('base64url');
  return { kty: 'OKP', crv: 'Ed25519', x, kid, use: 'sig', alg: 'EdDSA' };
}
