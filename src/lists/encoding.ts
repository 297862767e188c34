import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

import { AppError } from '#src/errors.ts';

/** How a list's characters are written down. Spreadsheets make all of these. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const;
export type Encoding = (typeof encodings)[number];

export interface ExaminedFile {
  readonly path: string;
  readonly encoding: Encoding;
  /** SHA-256 of its bytes: by this an import that was cut off knows its file again. */
  readonly hash: Buffer;
  readonly bytes: number;
}

/**
 * Reads the whole file once before anything is done with it: a letter that cannot be read is found now and not after half
 * of the people have been mailed. Nothing is guessed: what is not UTF-8 and has no mark at its start must be named.
 */
export async function examineFile(
  path: string,
  named: Encoding | undefined,
): Promise<ExaminedFile> {
  const hash = createHash('sha256');
  let bytes = 0;
  let decoder: TextDecoder | undefined;
  let encoding: Encoding = named ?? 'utf-8';
  for await (const chunk of bytesOf(path)) {
    if (decoder === undefined) {
      encoding = named ?? encodingIn(path, chunk);
      decoder = new TextDecoder(encoding, { fatal: true });
    }
    hash.update(chunk);
    bytes += chunk.length;
    requireText(path, encoding, () => decoder?.decode(chunk, { stream: true }));
  }
  requireText(path, encoding, () => decoder?.decode());
  if (bytes === 0) throw new AppError('INPUT_INVALID', `${path} is empty: expected a row of names`);
  return { path, encoding, hash: hash.digest(), bytes };
}

/** The text of an examined file, piece by piece, without the mark at its start. */
export async function* textOf({ path, encoding }: ExaminedFile): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding, { fatal: true });
  for await (const chunk of bytesOf(path)) yield decoder.decode(chunk, { stream: true });
  yield decoder.decode();
}

async function* bytesOf(path: string): AsyncGenerator<Buffer> {
  const stream = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    for await (const chunk of stream) {
      if (Buffer.isBuffer(chunk)) yield chunk;
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError('INPUT_INVALID', `${path} cannot be read (${code})`, { cause });
  }
}

function encodingIn(path: string, start: Buffer): Encoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  if (!start.subarray(0, 4_096).includes(0)) return 'utf-8';
  throw new AppError(
    'INPUT_INVALID',
    `${path} holds zero bytes, as UTF-16 without a mark does: say --encoding utf-16le or utf-16be, or save it as "CSV UTF-8"`,
  );
}

function requireText(path: string, encoding: Encoding, decode: () => string | undefined): void {
  try {
    decode();
  } catch (cause) {
    const otherwise =
      encoding === 'utf-8'
        ? 'Older spreadsheets write Windows-1252 (Latin-1): say --encoding windows-1252, or save it as "CSV UTF-8"'
        : 'Name another one with --encoding, or save it as "CSV UTF-8"';
    throw new AppError('INPUT_INVALID', `${path} is not ${encoding}. ${otherwise}`, { cause });
  }
}
