import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

import { z } from 'zod';

import { AppError } from '#src/errors.ts';

const key = z
  .base64()
  .refine((text) => Buffer.from(text, 'base64').length === 32, 'expected 32 bytes in base64');

const keyFileSchema = z.strictObject({
  /** Encrypt addresses and wishes; the highest version is used for new rows, all can be read. They rotate freely. */
  data: z.array(z.strictObject({ version: z.number().int().min(1).max(255), key })).min(1),
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
  await writeFile(path, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flag: 'wx' }).catch(
    (cause: unknown) => {
      throw new AppError(
        'KEY_FILE_INVALID',
        `Could not write a new key file at ${path}: expected a folder that may be written to and no file of that name`,
        { cause },
      );
    },
  );
  return file;
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
