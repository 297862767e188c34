import { constants, existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

import { AppError } from '#src/errors.ts';

import { rejectedColumns } from './columns.ts';
import { csvLine } from './write-row.ts';

export interface Rejected {
  readonly line: number;
  readonly fields: readonly string[];
  readonly reason: string;
}

/** Rows that were not brought in, as they stood, with the reason: what is repaired there can be brought in as it is. */
export interface RejectedFile extends AsyncDisposable {
  readonly path: string;
  /**
   * Writes behind the first `length` bytes, which are those of rows that are committed, and drops what a process that was
   * killed may have left there. Gives the new length.
   */
  readonly append: (length: number, rows: readonly Rejected[]) => Promise<number>;
}

/** Only its owner may read it. One that is there already belongs to another import and is not touched, unless this one goes on. */
export async function openRejectedFile(
  path: string,
  { header, resumed }: { readonly header: readonly string[]; readonly resumed: boolean },
): Promise<RejectedFile> {
  const width = header.length;
  let file: FileHandle | undefined;
  const opened = async () => {
    file ??= await openFor(path, constants.O_CREAT | (resumed ? 0 : constants.O_EXCL));
    return file;
  };
  // One that is not there is made with the first row for it, when no other process works on the list.
  if (resumed && existsSync(path)) file = await openFor(path, 0);
  if (!resumed) await refuseExisting(path);
  return {
    path,
    async append(length, rows) {
      if (rows.length === 0) return length;
      const handle = await opened();
      const known = Math.min(length, (await handle.stat()).size);
      const lines = rows.map(({ fields, line, reason }) =>
        csvLine([...padded(fields, width), String(line), reason]),
      );
      const head = known === 0 ? csvLine([...header, ...rejectedColumns]) : '';
      const text = Buffer.from(head + lines.join(''));
      await handle.write(text, 0, text.length, known);
      await handle.truncate(known + text.length);
      await handle.datasync();
      return known + text.length;
    },
    async [Symbol.asyncDispose]() {
      await file?.close();
    },
  };
}

function padded(fields: readonly string[], width: number): readonly string[] {
  return Array.from({ length: Math.max(width, fields.length) }, (_, at) => fields[at] ?? '');
}

async function refuseExisting(path: string): Promise<void> {
  const there = await open(path, constants.O_RDONLY).catch(() => undefined);
  if (there === undefined) return;
  await there.close();
  throw new AppError(
    'INPUT_INVALID',
    `${path} is there already, with rows that an earlier import sent back: move it away, or name another file with --rejected PATH`,
  );
}

async function openFor(path: string, flags: number): Promise<FileHandle> {
  return open(path, constants.O_RDWR | flags, 0o600).catch((cause: unknown) => {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    throw new AppError(
      'INPUT_INVALID',
      `${path}, for rows that are sent back, cannot be written (${code}): name another file with --rejected PATH`,
      { cause },
    );
  });
}
