import { linesIn } from './lines.ts';

/** A sentence of a text, in the order of the text. */
export interface Sentence {
  readonly text: string;
  /** Its place among all sentences. */
  readonly at: number;
}

/** Texts longer than this are read to here: telling sentences apart is slow, and no advice stands behind a thousand pages. */
export const longestText = 200_000;
/** A sentence without an end is no sentence: a table, a list of names. */
const longestSentence = 1_500;

export function sentencesIn(text: string): readonly Sentence[] {
  const sentences: string[] = [];
  for (const line of linesIn(withoutUnseen(text.slice(0, longestText)))) {
    let open = '';
    for (const { segment } of segmenter.segment(line)) {
      open = `${open} ${segment.trim()}`.trim();
      if (abbreviation.test(open)) continue;
      sentences.push(open);
      open = '';
    }
    sentences.push(open);
  }
  return sentences
    .filter((sentence) => sentence !== '')
    .map((sentence, at) => ({ text: sentence.slice(0, longestSentence), at }));
}

/** Without what is not seen: zero-width spaces, soft hyphens, marks of direction. */
function withoutUnseen(text: string): string {
  return text.replaceAll(/\p{Cf}/gu, '');
}

/** "Col. Dembele", "U.S. citizens": what stands before it ends no sentence. */
const abbreviation =
  /(?:^|\s)(?:Col|Gen|Maj|Lt|Capt|Dr|Mr|Mrs|Ms|Shri|Smt|St|[Nn]os?|NOS?|vs|approx|U\.S|U\.K|U\.N)\.$/;

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' });
