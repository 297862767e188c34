import { open } from 'node:fs/promises';

import { judgeDocument, largestBytes, verdictOn } from '#src/cap/judge.ts';
import type { Verdict } from '#src/cap/judge.ts';
import { AppError } from '#src/errors.ts';

import { misused, say, sayJson } from './command-line.ts';

interface Asked {
  readonly asJson: boolean;
  /** On how the command is used. */
  readonly hint: string;
}

/** Judges files one by one and says so line by line. Throws INPUT_INVALID, after the rest, where one could not be read. */
export async function judgeCapFiles(
  files: readonly string[],
  { asJson, hint }: Asked,
): Promise<void> {
  if (files.length === 0) throw misused(hint, 'Expected a file or more, got none');
  const unread: string[] = [];
  for (const file of files) {
    const bytes = await bytesOf(file);
    if (typeof bytes === 'string') {
      unread.push(`${file} (${bytes})`);
      continue;
    }
    const verdict = verdictOn(judgeDocument(bytes));
    if (asJson) sayJson({ file, ...verdict });
    else say(lineOf(file, verdict));
  }
  if (unread.length > 0) throw new AppError('INPUT_INVALID', `Could not read ${unread.join(', ')}`);
}

/** No more of a file than shows that it is too large; a code where it cannot be read. */
async function bytesOf(file: string): Promise<Buffer | string> {
  try {
    await using handle = await open(file);
    const buffer = Buffer.alloc(largestBytes + 1);
    let length = 0;
    for (;;) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length);
      length += bytesRead;
      if (bytesRead === 0) return buffer.subarray(0, length);
    }
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  }
}

function lineOf(file: string, { accepted, layer, reason, warnings }: Verdict): string {
  const said = accepted ? 'accepted' : `refused (${layer}): ${reason}`;
  const notes = warnings.map((warning) => `\n  ${warning}`);
  return `${file}: ${said}${notes.join('')}`;
}
