import { fail } from '#src/commands/finding.ts';
import type { Finding } from '#src/commands/finding.ts';
import { AppError } from '#src/errors.ts';

/** Makes of an expected refusal the finding that quotes it: its message says what to do. Surprises stay surprises. */
export async function refusalAsFinding(
  about: string,
  check: () => Finding | Promise<Finding>,
): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof AppError) return fail(about, error.message);
    throw error;
  }
}
