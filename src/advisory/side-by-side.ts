import type { Content, Words } from './advisory.ts';
import { originOf } from './words.ts';

/** One field of the original beside its translation. */
interface FieldPair {
  /** As in `whatToDo.residents`. */
  readonly field: string;
  readonly original: string | undefined;
  readonly translation: string | undefined;
  /**
   * The original says something else than what was translated. Undefined where the translated original is not known any more,
   * as when it was edited twice within a draft.
   */
  readonly changed: boolean | undefined;
}

export interface SideBySide {
  /** The language is the issuer's own; none yet; of the present original; or of an earlier one, and then it does not go out. */
  readonly state: 'original' | 'missing' | 'current' | 'stale';
  readonly fields: readonly FieldPair[];
}

/** What a translator works from. `earlier` are contents whose original the translation may stem from. */
export function sideBySide(
  content: Content,
  language: string,
  earlier: readonly Content[],
): SideBySide {
  const original = content.words[content.language];
  const translation = content.words[language];
  const state = language === content.language ? 'original' : stateOf(original, translation);
  const translated =
    state === 'current'
      ? original
      : earlier.map(ownWords).find((words) => isOrigin(words, translation));
  const [own, other, before] = [original, translation, translated].map(fieldsOf);
  const names = [...new Set([...(own?.keys() ?? []), ...(other?.keys() ?? [])])];
  const fields = names.map((field) => ({
    field,
    original: own?.get(field),
    translation: other?.get(field),
    changed: translated === undefined ? undefined : before?.get(field) !== own?.get(field),
  }));
  return { state, fields };
}

function stateOf(original: Words | undefined, translation: Words | undefined) {
  if (translation === undefined) return 'missing';
  return isOrigin(original, translation) ? 'current' : 'stale';
}

function isOrigin(words: Words | undefined, translation: Words | undefined): boolean {
  return words !== undefined && originOf(words) === translation?.translates;
}

function ownWords({ words, language }: Content): Words | undefined {
  return words[language];
}

/** The fields of words by their names, as in `whatToDo.residents`; only those that say something. */
export function fieldsOf(words: Words | undefined): ReadonlyMap<string, string> {
  if (words === undefined) return new Map();
  const { translates: _stamp, whatToDo, headline, ...rest } = words;
  const todo = Object.entries(whatToDo).map(([name, text]) => [`whatToDo.${name}`, text] as const);
  const all = [['headline', headline] as const, ...todo, ...Object.entries(rest)];
  return new Map(
    all.flatMap(([name, text]) => (text === undefined ? [] : [[name, text] as const])),
  );
}
