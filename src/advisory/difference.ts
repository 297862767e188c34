/** How far two texts say different things: not at all (case, punctuation, spacing), slightly (typos, articles), or really. */
export type Difference = 'none' | 'slight' | 'real';

/** At most this share of the words may differ by typos and articles; and at most this many cells are compared. */
const slightShare = 0.05;
const mostCells = 1_000_000;

export function difference(before: string, after: string): Difference {
  const [a, b] = withoutCommonEnds(wordsIn(before), wordsIn(after));
  if (a.length === 0 && b.length === 0) return 'none';
  if (a.length * b.length > mostCells) return 'real';
  const hunks = hunksOf(a, b);
  const changed = hunks.reduce(
    (sum, hunk) => sum + Math.max(hunk.gone.length, hunk.come.length),
    0,
  );
  const allowed = Math.max(2, wordsIn(after).length * slightShare);
  return changed <= allowed && hunks.every(isSlight) ? 'slight' : 'real';
}

/** Words that differ in one place: these are gone, those have come. */
interface Hunk {
  readonly gone: readonly string[];
  readonly come: readonly string[];
}

function wordsIn(text: string): readonly string[] {
  return text.normalize('NFC').match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
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

interface Step {
  readonly kind: 'common' | 'gone' | 'come';
  readonly word: string;
}

type Same = (a: string | undefined, b: string | undefined) => boolean;

/** The way from one text to the other, word by word, along the longest common subsequence. */
export function alignment(
  a: readonly string[],
  b: readonly string[],
  isSame: Same,
): readonly Step[] {
  const common = commonLengths(a, b, isSame);
  const left = (i: number, j: number) => common[i * (b.length + 1) + j] ?? 0;
  const steps: Step[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length && j < b.length) {
    if (isSame(a[i], b[j])) {
      steps.push({ kind: 'common', word: b[j] ?? '' });
      i += 1;
      j += 1;
    } else if (left(i + 1, j) >= left(i, j + 1)) {
      steps.push({ kind: 'gone', word: a[i] ?? '' });
      i += 1;
    } else {
      steps.push({ kind: 'come', word: b[j] ?? '' });
      j += 1;
    }
  }
  return [...steps, ...all('gone', a.slice(i)), ...all('come', b.slice(j))];
}

function all(kind: 'gone' | 'come', words: readonly string[]): readonly Step[] {
  return words.map((word) => ({ kind, word }));
}

/** Length of the longest common subsequence of what is left from (i, j) on, row by row. */
function commonLengths(a: readonly string[], b: readonly string[], isSame: Same): Uint32Array {
  const width = b.length + 1;
  const lengths = new Uint32Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const diagonal = (lengths[(i + 1) * width + j + 1] ?? 0) + 1;
      const below = lengths[(i + 1) * width + j] ?? 0;
      const right = lengths[i * width + j + 1] ?? 0;
      lengths[i * width + j] = isSame(a[i], b[j]) ? diagonal : Math.max(below, right);
    }
  }
  return lengths;
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
