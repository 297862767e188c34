import { readFile } from 'node:fs/promises';

import { AppError } from '#src/errors.ts';
import { contentTypeOf } from '#src/sources/watch-folder.ts';

/** A document as a file of the operator's. Throws INPUT_INVALID for what is none. */
export async function readReport(
  file: string,
): Promise<{ readonly contentType: string; readonly body: Buffer }> {
  const contentType = contentTypeOf(file);
  if (contentType === undefined) {
    throw new AppError('INPUT_INVALID', `Expected a .txt or .html file, got ${file}`);
  }
  const body = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
    throw new AppError('INPUT_INVALID', `Could not read ${file} (${cause.code})`, { cause });
  });
  return { contentType, body };
}
