import { VerificationError } from './verification-error.ts';

/** One of the two schemes of Standard Webhooks, with a key of it. */
export interface Verifier {
  readonly scheme: 'v1' | 'v1a';
  readonly matches: (signature: Bytes, content: Bytes) => Promise<boolean>;
}

export type Bytes = Uint8Array<ArrayBuffer>;

/** An ed25519 key as a JWKS holds it. */
export interface PublicJwk {
  readonly kty?: string;
  readonly crv?: string;
  readonly x?: string;
}

/** Of `v1`: the secret that was shown at registration, with `whsec_` or without. */
export function secretVerifier(secret: string): Verifier {
  const key = bytesOf(secret.replace(/^whsec_/, ''));
  if (key === undefined || key.length < 24 || key.length > 64)
    throw wrongKey('a secret of whsec_ and 24 to 64 bytes in base64');
  return {
    scheme: 'v1',
    // The platform compares in constant time.
    matches: async (signature, content) => {
      const hmac = { name: 'HMAC', hash: 'SHA-256' };
      const imported = await crypto.subtle.importKey('raw', key, hmac, false, ['verify']);
      return crypto.subtle.verify('HMAC', imported, signature, content);
    },
  };
}

/** Of `v1a`: what the endpoint’s view shows as `whpk_…`, or what its JWKS holds. */
export function publicKeyVerifier(key: string | PublicJwk): Verifier {
  const bytes = typeof key === 'string' ? bytesOf(key.replace(/^whpk_/, '')) : jwkBytes(key);
  if (bytes?.length !== 32) throw wrongKey('a public key of whpk_ and 32 bytes in base64');
  return {
    scheme: 'v1a',
    matches: async (signature, content) => {
      const imported = await crypto.subtle.importKey('raw', bytes, 'Ed25519', false, ['verify']);
      return crypto.subtle.verify('Ed25519', imported, signature, content);
    },
  };
}

/** A set of keys may hold others too, some day: they are passed over. */
export function isEd25519({ kty, crv }: PublicJwk): boolean {
  return kty === 'OKP' && crv === 'Ed25519';
}

function jwkBytes({ x = '', ...key }: PublicJwk): Bytes | undefined {
  if (!isEd25519(key)) return undefined;
  return bytesOf(x.replaceAll('-', '+').replaceAll('_', '/').padEnd(44, '='));
}

/** Undefined for what is not exactly base64: decoders pass over what they do not know. */
export function bytesOf(base64: string): Bytes | undefined {
  try {
    const binary = atob(base64);
    if (btoa(binary) !== base64) return undefined;
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch {
    return undefined; // atob says no by throwing
  }
}

function wrongKey(expected: string): VerificationError {
  return new VerificationError('key-invalid', `expected ${expected}`);
}
