import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';

import { AppError } from '#src/errors.ts';

import { sealsUnder } from './key-file.ts';
import type { KeyFile } from './key-file.ts';

/** Data keys that a process can open with, and the one that it seals under. */
export interface HeldKeys {
  readonly versions: readonly number[];
  readonly seals: number;
}

interface Sealing {
  readonly seal: (about: string, text: string) => Buffer;
  readonly open: (about: string, sealed: Buffer) => string;
  readonly held: () => HeldKeys;
}

interface Ring {
  readonly keys: ReadonlyMap<number, Buffer>;
  readonly seals: number;
}

const lookEveryMs = 1_000;

/**
 * Seals under the key that the file names now, looked at once a second, and opens what any of its keys has sealed. What is
 * sealed under a version that nobody here knows makes it look at once: another process may have been told first.
 */
export function createSealing(file: KeyFile, reread: () => KeyFile | undefined): Sealing {
  let ring = ringOf(file);
  let lookedAt = -Infinity;

  return {
    seal(about, text) {
      if (performance.now() - lookedAt > lookEveryMs) look();
      return seal({ version: ring.seals, key: keyOf(ring, ring.seals), about }, text);
    },
    open(about, sealed) {
      const version = versionOf(sealed);
      if (!ring.keys.has(version)) look();
      return open({ key: keyOf(ring, version), about }, sealed);
    },
    held() {
      look();
      return { versions: [...ring.keys.keys()], seals: ring.seals };
    },
  };

  /** A file of other people's keys finds nobody and opens nothing: it does not take the place of ours. */
  function look(): void {
    lookedAt = performance.now();
    const next = reread();
    if (next !== undefined && next.index === file.index) ring = ringOf(next);
  }
}

/**
 * Under which data key something was sealed.
 *
 * @internal exported for its tests
 */
export function versionOf(sealed: Buffer): number {
  return sealed[0] ?? 0;
}

function ringOf(file: KeyFile): Ring {
  const keys = new Map(file.data.map(({ version, key }) => [version, Buffer.from(key, 'base64')]));
  return { keys, seals: sealsUnder(file) };
}

function keyOf({ keys }: Ring, version: number): Buffer {
  const key = keys.get(version);
  if (key !== undefined) return key;
  throw new AppError(
    'KEY_FILE_INVALID',
    `A row is encrypted under data key version ${version}, which the key file does not hold: restore the key file that made it`,
  );
}

/** Layout: version (1 byte), nonce (12), tag (16), text. */
function seal(
  { version, key, about }: { version: number; key: Buffer; about: string },
  text: string,
): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(about));
  const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([Buffer.of(version), nonce, cipher.getAuthTag(), body]);
}

function open({ key, about }: { key: Buffer; about: string }, sealed: Buffer): string {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(1, 13))
    .setAAD(Buffer.from(about))
    .setAuthTag(sealed.subarray(13, 29));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(29)), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError(
      'KEY_FILE_INVALID',
      'A row cannot be decrypted: it was altered, or made under another key file',
      { cause },
    );
  }
}
