import { policy } from '#config/policy.ts';
import { counted, table } from '#src/commands/command-line.ts';
import type { Looked } from '#src/lists/bring-in.ts';
import type { Counts, Outcome } from '#src/lists/list.ts';
import { masked } from '#src/lists/mask.ts';
import type { Rejected } from '#src/lists/rejected-file.ts';

/** Why something becomes of a row, where that must be said, and what. */
const words: Readonly<Record<Outcome, readonly [why: string, becomes: string]>> = {
  subscribed: ['', 'subscribed without being asked, and told so by a mail'],
  asked: ['', 'asked to confirm, by a mail'],
  merged: ['', 'taken together with another row of the same address'],
  known: ['exactly this is wished already: ', 'left as it is'],
  blocked: ['must not be mailed (suppressed, left or erased): ', 'sent back'],
  'asked-lately': ['asked lately and not answered yet: ', 'sent back'],
  wrong: ['not understood: ', 'sent back'],
};

/** For programs. Counts of languages below ten are left out, as everywhere. */
export function listDocument(counts: Counts) {
  const { rows, outcomes, unreadable } = counts;
  return { rows, outcomes, unreadable, languages: shownLanguages(counts) };
}

/** What became of the rows, or with `would be ` what is about to. */
export function countsText(counts: Counts, would: '' | 'would be ' = ''): string {
  const outcomes = Object.entries(words).flatMap(([outcome, [why, becomes]]) => {
    const count = Object.entries(counts.outcomes).find(([name]) => name === outcome)?.[1] ?? 0;
    return count === 0 ? [] : [[`  ${count}`, `${why}${would}${becomes}`]];
  });
  const languages = shownLanguages(counts);
  const rows = [[`${counts.rows}`, counts.rows === 1 ? 'row' : 'rows'], ...outcomes];
  const shown = Object.entries(languages).map(([language, count]) => `${language} ${count}`);
  const text = `${table(rows)}\nLanguages: ${shown.length === 0 ? 'none of ten people and more' : shown.join(', ')}`;
  return counts.unreadable === 0 ? text : `${text}\n${unreadableText(counts.unreadable)}`;
}

function unreadableText(rows: number): string {
  return `${counted(rows, 'row is', 'rows are')} of people who have a wish that no key opens (altered, or sealed under a key that is lost): nothing was held against that wish, so they may have the same twice. Compare the key file with its backup.`;
}

/** With the first rows that would be sent back; nobody's address stands in it. */
export function lookedText(
  { counts, rejected }: Looked,
  { addressAt, rejectedPath }: { readonly addressAt: number; readonly rejectedPath: string },
): string {
  const text = countsText(counts, 'would be ');
  if (rejected.length === 0) return text;
  const rows = rejected.map((row) => [
    `line ${row.line}`,
    masked(row.fields[addressAt] ?? ''),
    row.reason,
  ]);
  const sentBack = countSentBack(counts);
  const more = sentBack - rejected.length;
  const rest = more > 0 ? `\n… and ${more} more` : '';
  return `${text}\n\n${counted(sentBack, 'row')} would go to ${rejectedPath}, with reasons:\n${table(rows)}${rest}`;
}

export function mailedText(mailed: number, perMinute: number): string {
  if (mailed === 0) return 'No mail is queued.';
  const minutes = counted(Math.ceil(mailed / perMinute), 'minute');
  return `${counted(mailed, 'mail is queued and leaves', 'mails are queued and leave')} within about ${minutes} while workers run.`;
}

export function countSentBack({ outcomes }: Counts): number {
  return outcomes.wrong + outcomes.blocked + outcomes['asked-lately'];
}

export function rejectedDocument(rejected: readonly Rejected[]) {
  return rejected.map(({ line, reason }) => ({ line, reason }));
}

function shownLanguages({ languages }: Counts): Readonly<Record<string, number>> {
  const shown = Object.entries(languages).filter(([, count]) => count >= policy.smallestShownCount);
  return Object.fromEntries(shown.toSorted(([, one], [, other]) => other - one));
}
