import { randomBytes } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

import { z } from 'zod';

import { AppError } from '#src/errors.ts';

const key = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'expected 32 bytes in base64');

const versionSchema = z.number().int().min(1).max(255);

const keyFileSchema = z.strictObject({
  /** Encrypt addresses and wishes; all can be read. They rotate freely. */
  data: z.array(z.strictObject({ version: versionSchema, key })).min(1),
  /** The version that new rows are sealed under: the highest, but while a new key is being handed out. */
  seals: versionSchema.optional(),
  /** Finds addresses and interests. Can never change: hashes of erased people cannot be made anew. */
  index: key,
  /** Unsubscribe links, Message-IDs, return paths. */
  tokens: key,
});
export type KeyFile = z.infer<typeof keyFileSchema>;

/** Reads the key file. A lost key is every citizen lost, so it is made only where `mayCreate` says that nothing can be lost yet. */
export async function readKeyFile(path: string, mayCreate: boolean): Promise<KeyFile> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT' && mayCreate) return undefined;
    throw new AppError(
      'KEY_FILE_INVALID',
      `No key file at ${path} (${cause.code}): set KEY_FILE to the one that encrypted this database, or make a first one with: npm run keys -- create ${path}`,
      { cause },
    );
  });
  if (text === undefined) return createKeyFile(path);
  return parseKeyFile(path, text);
}

/** Makes a key file that only its owner may read; never replaces one. */
export async function createKeyFile(path: string): Promise<KeyFile> {
  const file: KeyFile = { data: [{ version: 1, key: fresh() }], index: fresh(), tokens: fresh() };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, textOf(file), { mode: 0o600, flag: 'wx' }).catch((cause: unknown) => {
    throw new AppError(
      'KEY_FILE_INVALID',
      `Could not write a new key file at ${path}: expected a folder that may be written to and no file of that name`,
      { cause },
    );
  });
  return file;
}

interface Replacing {
  /** The file as it was read; one that somebody has changed since is not replaced. */
  readonly from: KeyFile;
  readonly by: KeyFile;
}

/** Takes the place of a key file at once and for good: whoever reads it meanwhile reads the one or the other. */
export async function replaceKeyFile(path: string, { from, by: file }: Replacing): Promise<void> {
  const draft = `${path}.new`;
  if (!isDeepStrictEqual(await readKeyFile(path, false), from))
    throw new AppError(
      'KEY_FILE_INVALID',
      `The key file ${path} was changed by somebody else meanwhile: what they put there stays, and nothing was replaced. Run the same command again`,
    );
  try {
    await writeThrough(draft, textOf(file));
    await rename(draft, path);
    await syncFolder(dirname(path));
  } catch (cause) {
    throw new AppError(
      'KEY_FILE_INVALID',
      `Could not write the key file ${path}: expected a folder that may be written to; nothing was changed`,
      { cause },
    );
  }
}

async function writeThrough(path: string, text: string): Promise<void> {
  await using handle = await open(path, 'w', 0o600);
  await handle.writeFile(text);
  await handle.sync();
}

async function syncFolder(path: string): Promise<void> {
  await using handle = await open(path, 'r');
  await handle.sync();
}

/** The version that new rows are sealed under. */
export function sealsUnder({ data, seals }: Pick<KeyFile, 'data' | 'seals'>): number {
  return seals ?? Math.max(...data.map(({ version }) => version));
}

/** One more data key, which nothing is sealed under yet. */
export function withFreshKey(file: KeyFile): KeyFile {
  const newest = Math.max(...file.data.map(({ version }) => version));
  const used = new Set(file.data.map(({ version }) => version));
  // A row says its version in one byte: numbers of keys that were retired come back.
  const version = newest < 255 ? newest + 1 : range(1, 255).find((number) => !used.has(number));
  if (version === undefined)
    throw new AppError('KEY_FILE_INVALID', 'Expected at most 254 data keys: retire some first');
  return { ...file, data: [...file.data, { version, key: fresh() }], seals: sealsUnder(file) };
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

/**
 * Reads the file anew where it has changed since: undefined where it has not, or cannot be read just now. Synchronous,
 * for sealing is; asked about once a second it costs nothing.
 */
export function createKeyReader(path: string): () => KeyFile | undefined {
  let known: string | undefined;
  return () => {
    try {
      const { mtimeMs, ino, size } = statSync(path);
      const mark = `${mtimeMs} ${ino} ${size}`;
      if (mark === known) return undefined;
      const file = parseKeyFile(path, readFileSync(path, 'utf8'));
      known = mark;
      return file;
    } catch {
      return undefined; // the keys that are known go on being used
    }
  };
}

function textOf(file: KeyFile): string {
  return `${JSON.stringify(file, null, 2)}\n`;
}

function fresh(): string {
  return randomBytes(32).toString('base64');
}

function parseKeyFile(path: string, text: string): KeyFile {
  const json = safeJson(text);
  const file = keyFileSchema.safeParse(json);
  if (file.success) return file.data;
  throw new AppError(
    'KEY_FILE_INVALID',
    `The key file ${path} is damaged; restore it from its backup\n${z.prettifyError(file.error)}`,
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema then says what was expected
  }
}
