import { createInterface } from 'node:readline/promises';

import { AppError } from '#src/errors.ts';

/** Asks on the terminal; anything but yes is no. Where nobody can answer, the flag that answers is named instead. */
export async function askToGoOn(question: string, orElse: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) throw new AppError('INPUT_INVALID', orElse);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await lines.question(`${question} Type yes to go on: `);
    return answer.trim().toLowerCase() === 'yes';
  } finally {
    lines.close();
  }
}
