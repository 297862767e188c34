import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { text } from 'node:stream/consumers';

import { z } from 'zod';

import { AppError } from '#src/errors.ts';

const objectSchema = z.record(z.string(), z.unknown());

/** Reads a file, or standard input for `-`, as one JSON object. */
export async function readObject(
  path: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, unknown>>> {
  const content = await (path === '-'
    ? text(addAbortSignal(signal, process.stdin))
    : readText(path));
  const parsed = objectSchema.safeParse(documentIn(content));
  if (parsed.success) return parsed.data;
  throw new AppError(
    'INPUT_INVALID',
    `Expected one JSON object in ${path}, arrived something else`,
  );
}

function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new AppError(
      'INPUT_INVALID',
      `Expected a file that can be read at ${path} (${cause.code})`,
      { cause },
    );
  });
}

function documentIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // the schema then says what was expected
  }
}
