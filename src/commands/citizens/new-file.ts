import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { AppError } from '#src/errors.ts';

/** A file for its owner's eyes, which replaces none. */
export function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError(
      'INPUT_INVALID',
      `${path} cannot be made (${code}): expected a folder that may be written to, without such a file in it`,
      { cause },
    );
  });
}
