import { AppError } from '#src/errors.ts';

/** Refuses a language in which nobody is written to. */
export function requireOffered(wanted: readonly string[], offered: readonly string[]): void {
  const unknown = wanted.filter((language) => !offered.includes(language));
  if (unknown.length === 0) return;
  const expected = [...new Set(offered)].join(', ');
  throw new AppError(
    'INPUT_INVALID',
    `Expected one of the languages ${expected}, arrived ${unknown.join(', ')}`,
  );
}
