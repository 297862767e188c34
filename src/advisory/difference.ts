import { alignment } from './alignment.ts';
import { unitsOf } from './text-units.ts';
import type { Unit } from './text-units.ts';

/** How far two texts say different things: not at all (case, punctuation, spacing), slightly (typos, articles), or really. */
export type Difference = 'none' | 'slight' | 'real';

/** At most this share of the words may differ by typos and articles; and at most this many cells are compared. */
const slightShare = 0.05;
const mostCells = 1_000_000;

/**
 * Sentences and whole sections that only changed places differ slightly; an item that moved to another heading differs
 * really. Of the rest, what both texts say is taken out, and what is left is compared word by word. Sentences that do not
 * count make no real difference.
 */
export function difference(
  before: string,
  after: string,
  counts: (sentence: string) => boolean = () => true,
): Difference {
  if (before === after) return 'none';
  const [was, is] = [unitsOf(before), unitsOf(after)];
  if (textOf(was) === textOf(is)) return 'none';
  const gone = without(was, is).filter(({ text }) => counts(text));
  const come = without(is, was).filter(({ text }) => counts(text));
  if (gone.length + come.length === 0) return 'slight';
  if (someMoved({ gone, come, was, is })) return 'real';
  return wordsDifference(gone, come, is);
}

/** The sentences of a text that the text before it did not have; an item of a list with what the list is of. */
export function sentencesAdded(before: string, after: string): readonly string[] {
  return unitsAdded(before, after).map(({ text, scope }) =>
    scope.endsWith(':') ? `${scope} ${text.replace(/^[-–•*·]\s+/u, '')}` : text,
  );
}

export function unitsAdded(before: string, after: string): readonly Unit[] {
  return without(unitsOf(after), unitsOf(before));
}

/** All that came or went, with the headings that it stands under. */
export function changedText(before: string, after: string): string {
  const [was, is] = [unitsOf(before), unitsOf(after)];
  const changed = [...without(was, is), ...without(is, was)];
  return changed.map(({ text, scope }) => `${scope} ${text}`).join('\n');
}

function wordsDifference(
  gone: readonly Unit[],
  come: readonly Unit[],
  all: readonly Unit[],
): Difference {
  const [a, b] = withoutCommonEnds(wordsOf(gone), wordsOf(come));
  if (a.length === 0 && b.length === 0) return 'slight';
  if (a.length * b.length > mostCells) return 'real';
  const hunks = hunksOf(a, b);
  const changed = hunks.reduce(
    (sum, hunk) => sum + Math.max(hunk.gone.length, hunk.come.length),
    0,
  );
  const allowed = Math.max(2, wordsOf(all).length * slightShare);
  return changed <= allowed && hunks.every(isSlight) ? 'slight' : 'real';
}

interface Compared {
  readonly gone: readonly Unit[];
  readonly come: readonly Unit[];
  readonly was: readonly Unit[];
  readonly is: readonly Unit[];
}

/** Under a heading that was there before, or away from one that is there still; under one whose own words changed nothing moved. */
function someMoved({ gone, come, was, is }: Compared): boolean {
  const headingsBefore = new Set(was.map(({ scope }) => scope));
  const headingsAfter = new Set(is.map(({ scope }) => scope));
  const from = new Map(gone.map(({ folded, scope }) => [folded, scope]));
  return come.some(({ folded, scope }) => {
    const old = from.get(folded);
    if (old === undefined || old === scope) return false;
    return headingsBefore.has(scope) || headingsAfter.has(old);
  });
}

/** What is in these and not in the others; what is said twice counts twice. */
function without(units: readonly Unit[], others: readonly Unit[]): readonly Unit[] {
  const counts = new Map<string, number>();
  for (const unit of others) counts.set(identityOf(unit), (counts.get(identityOf(unit)) ?? 0) + 1);
  return units.filter((unit) => {
    const left = counts.get(identityOf(unit)) ?? 0;
    counts.set(identityOf(unit), left - 1);
    return left <= 0;
  });
}

function identityOf({ scope, folded }: Unit): string {
  return `${scope} › ${folded}`;
}

function textOf(units: readonly Unit[]): string {
  return units.map(({ folded }) => folded.replace(/:$/, '')).join(' ');
}

/** Words that differ in one place: these are gone, those have come. */
interface Hunk {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

function wordsOf(units: readonly Unit[]): readonly string[] {
  return units.flatMap(({ text }) => text.match(/[\p{L}\p{M}\p{N}]+/gu) ?? []);
}

function same(a: string | undefined, b: string | undefined): boolean {
  return a === b || a?.toLowerCase() === b?.toLowerCase();
}

function withoutCommonEnds(
  a: readonly string[],
  b: readonly string[],
): readonly [readonly string[], readonly string[]] {
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && same(a[start], b[start])) start += 1;
  let end = 0;
  while (end < shorter - start && same(a[a.length - 1 - end], b[b.length - 1 - end])) end += 1;
  return [a.slice(start, a.length - end), b.slice(start, b.length - end)];
}

function hunksOf(a: readonly string[], b: readonly string[]): readonly Hunk[] {
  const hunks: Hunk[] = [];
  let open: { gone: string[]; come: string[] } = { gone: [], come: [] };
  for (const step of [...alignment(a, b, same), { kind: 'common', word: '' } as const]) {
    if (step.kind !== 'common') {
      open[step.kind].push(step.word);
    } else if (open.gone.length + open.come.length > 0) {
      hunks.push(open);
      open = { gone: [], come: [] };
    }
  }
  return hunks;
}

function isSlight({ gone, come }: Hunk): boolean {
  const before = gone.filter((word) => !isArticle(word));
  const after = come.filter((word) => !isArticle(word));
  return before.length === after.length && before.every((word, n) => isTypo(word, after[n] ?? ''));
}

function isArticle(word: string): boolean {
  return /^(?:a|an|the)$/i.test(word);
}

/**
 * One letter too many, too few, wrong or swapped with its neighbour, in a word long enough to be known again.
 * Names (Iran, Iraq), figures and number words (sixth, sixty) are never typos, nor is another first letter (unable, enable).
 */
function isTypo(a: string, b: string): boolean {
  if (same(a, b)) return true;
  if (a.length < 5 || b.length < 5 || a[0] !== b[0]) return false;
  if (![a, b].every((word) => /^\p{Ll}+$/u.test(word) && !isNumberWord(word))) return false;
  return isOneEdit(a, b);
}

function isNumberWord(word: string): boolean {
  return /^(?:thre|four|fiv|six|seve|eigh|nin|elev|twel|twen|thir|fif|hundr|thous|milli)/.test(
    word,
  );
}

/** One letter too many, too few, wrong or swapped with its neighbour. */
export function isOneEdit(a: string, b: string): boolean {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start += 1;
  const [x, y] = [a.slice(start), b.slice(start)];
  if (x.slice(1) === y.slice(1) || x.slice(1) === y || x === y.slice(1)) return true;
  return x[0] === y[1] && x[1] === y[0] && x.slice(2) === y.slice(2);
}
