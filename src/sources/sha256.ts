import { createHash } from 'node:crypto';

const known = new WeakMap<Buffer, string>();

/** In hexadecimal. A list of hundreds of advisories is one body: it is hashed once. */
export function sha256Of(body: Buffer): string {
  const hash = known.get(body) ?? createHash('sha256').update(body).digest('hex');
  known.set(body, hash);
  return hash;
}
