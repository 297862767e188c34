import { foldedWords, keyOfName, withoutArabicArticle } from '#src/places/fold.ts';

/**
 * A regular expression of PostgreSQL that finds a word or its beginning in a text, whatever its case and accents: every letter
 * stands for all that fold to the same. In Arabic, where "and", "the" and "in" are written onto a word, anywhere.
 */
export function wordPattern(word: string): string {
  const folded = Array.from(withoutArabicArticle(foldedWords(word).join('')));
  if (folded.length === 0) return nothing;
  const start = folded.some((letter) => /\p{Script=Arabic}/u.test(letter))
    ? ''
    : `(?<![${letterRanges}])`;
  return start + piecesOf(folded).join(between);
}

/** Letters that are written as one in some words: cœur, Straße. */
const joined: Readonly<Record<string, string>> = { ae: 'æÆ', oe: 'œŒ', ss: 'ßẞ', th: 'þÞ' };

function piecesOf(letters: readonly string[]): readonly string[] {
  const [first, second = '', ...rest] = letters;
  if (first === undefined) return [];
  const one = joined[first + second];
  if (one === undefined) return [`[${variantsOf(first)}]`, ...piecesOf(letters.slice(1))];
  const two = [first, second].map((letter) => `[${variantsOf(letter)}]`).join(between);
  return [`(?:${two}|[${one}])`, ...piecesOf(rest)];
}

/** What ends here and goes on: a word without letters stands nowhere. */
const nothing = '$x';

/** Marks and apostrophes that fold to nothing. */
const between = "[\u0300-\u036F\u0640\u064B-\u065F\u0670\u093C\u200C\u200D'\u2019\u02BC]*"; // oxlint-disable-line no-misleading-character-class -- each of them goes by itself

const letterRanges = '0-9A-Za-z\u00C0-\u024F\u0370-\u052F\u0900-\u0963\u1E00-\u1EFF';

const folding = Map.groupBy(
  [
    [0x30, 0x24f],
    [0x370, 0x52f],
    [0x620, 0x6d3],
    [0x900, 0x97f],
    [0x1e00, 0x1eff],
  ].flatMap(([first = 0, last = 0]) =>
    Array.from({ length: last - first + 1 }, (_none, n) => String.fromCodePoint(first + n)),
  ),
  keyOfName,
);

/** Letters and digits only: nothing in them means anything to a regular expression. */
function variantsOf(letter: string): string {
  return (folding.get(letter) ?? [letter]).filter((one) => /[\p{L}\p{M}\p{N}]/u.test(one)).join('');
}
