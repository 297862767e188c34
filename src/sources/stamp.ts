import { createHash } from 'node:crypto';

/** A short fingerprint of what a source said of one thing. */
export function stampOf(said: unknown): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 16);
}

const known = new WeakMap<Buffer, string>();

/** Of a whole document, in hexadecimal. A list of hundreds of advisories is one body: it is hashed once. */
export function sha256Of(body: Buffer): string {
  const hash = known.get(body) ?? createHash('sha256').update(body).digest('hex');
  known.set(body, hash);
  return hash;
}
