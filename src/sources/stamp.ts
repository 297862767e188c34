import { createHash } from 'node:crypto';

/** A short fingerprint of what a source said of one thing. */
export function stampOf(said: unknown): string {
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 16);
}
