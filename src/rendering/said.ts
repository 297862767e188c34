import type { Content, Words } from '#src/advisory/advisory.ts';
import { currentWords } from '#src/advisory/words.ts';

import { withoutBidiControls } from './bidi.ts';
import { directionOf } from './tongue.ts';
import type { Tongue } from './tongue.ts';

/**
 * What may be said to a reader now: words in the reader's language, or, while there is no current translation, the
 * issuer's own beside what the phrase book can say. A translation of an earlier revision is never said.
 */
export type Said =
  | { readonly kind: 'translated'; readonly words: Words }
  | { readonly kind: 'original'; readonly words: Words; readonly in: TextLanguage };

export interface TextLanguage {
  readonly language: string;
  readonly dir: 'ltr' | 'rtl';
}

export function saidIn(content: Content, tongue: Tongue): Said {
  const current = currentWords(content);
  const words = current.get(tongue.language);
  if (words !== undefined) return { kind: 'translated', words: cleaned(words) };
  const own = current.get(content.language);
  if (own === undefined) {
    throw new Error(`expected words in ${content.language}, the language of the issuer's text`);
  }
  const { language } = content;
  return { kind: 'original', words: cleaned(own), in: { language, dir: directionOf(language) } };
}

/** What two revisions say in one language, so that their words can be compared. */
export interface SaidTogether {
  readonly before: Words;
  readonly after: Words;
  /** The issuer's language, where the reader's is not said by both. */
  readonly in: TextLanguage | undefined;
}

/** In the reader's language, else in the issuer's; undefined when that is not the same for both. */
export function saidTogether(
  before: Content,
  after: Content,
  tongue: Tongue,
): SaidTogether | undefined {
  const [one, other] = [saidIn(before, tongue), saidIn(after, tongue)];
  if (one.kind === 'translated' && other.kind === 'translated')
    return { before: one.words, after: other.words, in: undefined };
  const { language } = after;
  const [own, later] = [before, after].map((content) => currentWords(content).get(language));
  if (before.language !== language || own === undefined || later === undefined) return undefined;
  const spoken = { language, dir: directionOf(language) };
  return { before: cleaned(own), after: cleaned(later), in: spoken };
}

/** Paragraphs of a prose field; none when it is absent or blank. */
export function paragraphsOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(/\n\s*/)
    .map((paragraph) => paragraph.trim())
    .filter((paragraph) => paragraph !== '');
}

/** The same words with no prose field longer than `limit` characters, cut at the end of a word. */
export function shortened(words: Words, limit: number): Words {
  return mapProse(words, (text) => cutAt(text, limit));
}

/** Cuts at the end of a word and says so with an ellipsis. */
export function cutAt(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const cut = text.slice(0, Math.max(limit - 1, 0));
  const end = cut.lastIndexOf(' ');
  // A high surrogate without its other half is no character.
  return `${(end > limit / 2 ? cut.slice(0, end) : cut).replace(/[\uD800-\uDBFF]$/, '').trimEnd()}…`;
}

/** E12: an override in a paragraph would reorder the words, and the numbers, after it. */
function cleaned(words: Words): Words {
  return mapProse({ ...words, headline: withoutBidiControls(words.headline) }, withoutBidiControls);
}

function mapProse(words: Words, change: (text: string) => string): Words {
  const { whatToDo, changeNote, stillHolds, short } = words;
  return {
    ...words,
    whatToDo: Object.fromEntries(
      Object.entries(whatToDo).map(([key, text]) => [
        key,
        text === undefined ? text : change(text),
      ]),
    ),
    whatHappened: change(words.whatHappened),
    ...(changeNote === undefined ? {} : { changeNote: change(changeNote) }),
    ...(stillHolds === undefined ? {} : { stillHolds: change(stillHolds) }),
    ...(short === undefined ? {} : { short: withoutBidiControls(short) }),
  };
}
