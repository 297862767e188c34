import { policy } from '#config/policy.ts';
import { table } from '#src/commands/command-line.ts';
import type { Looked } from '#src/lists/bring-in.ts';
import type { Counts, Outcome } from '#src/lists/list.ts';
import { masked } from '#src/lists/mask.ts';
import type { Rejected } from '#src/lists/rejected-file.ts';

const words: Readonly<Record<Outcome, string>> = {
  subscribed: 'subscribed without being asked, and told so by a mail',
  asked: 'asked to confirm, by a mail',
  merged: 'taken together with another row of the same address',
  known: 'have exactly this already: nothing happens',
  blocked: 'must not be mailed (suppressed, left or erased): sent back',
  'asked-lately': 'were asked lately and have not answered: sent back',
  wrong: 'not understood: sent back',
};

/** For programs. Counts of languages below ten are left out, as everywhere. */
export function listDocument(counts: Counts) {
  return { rows: counts.rows, outcomes: counts.outcomes, languages: shownLanguages(counts) };
}

export function countsText(counts: Counts): string {
  const outcomes = Object.entries(words).flatMap(([outcome, text]) => {
    const count = Object.entries(counts.outcomes).find(([name]) => name === outcome)?.[1] ?? 0;
    return count === 0 ? [] : [[`  ${count}`, text]];
  });
  const languages = shownLanguages(counts);
  const rows = [[`${counts.rows}`, 'rows'], ...outcomes];
  const shown = Object.entries(languages).map(([language, count]) => `${language} ${count}`);
  return `${table(rows)}\nLanguages: ${shown.length === 0 ? 'none of ten people and more' : shown.join(', ')}`;
}

/** With the first rows that are sent back; nobody's address stands in it. */
export function lookedText({ counts, rejected }: Looked, addressAt: number): string {
  if (rejected.length === 0) return countsText(counts);
  const rows = rejected.map((row) => [
    `line ${row.line}`,
    masked(row.fields[addressAt] ?? ''),
    row.reason,
  ]);
  const { wrong, blocked, 'asked-lately': lately } = counts.outcomes;
  const more = wrong + blocked + lately - rejected.length;
  const rest = more > 0 ? `\n… and ${more} more` : '';
  return `${countsText(counts)}\n\nSent back:\n${table(rows)}${rest}`;
}

export function rejectedDocument(rejected: readonly Rejected[]) {
  return rejected.map(({ line, reason }) => ({ line, reason }));
}

function shownLanguages({ languages }: Counts): Readonly<Record<string, number>> {
  const shown = Object.entries(languages).filter(([, count]) => count >= policy.smallestShownCount);
  return Object.fromEntries(shown.toSorted(([, one], [, other]) => other - one));
}
