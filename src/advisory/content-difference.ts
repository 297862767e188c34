import type { Content } from './advisory.ts';
import { fieldsOf } from './side-by-side.ts';
import { wordDifference } from './word-difference.ts';
import type { Stretch } from './word-difference.ts';

/** How one field of a content became another. */
export interface FieldDifference {
  /** As in `headline`, `whatToDo.residents`, or `level ML` for what is said of a place. */
  readonly field: string;
  readonly stretches: readonly Stretch[];
}

/** What differs between two contents in levels and in the issuer's own words, word by word; the same in both is left out. */
export function contentDifference(
  before: Content | undefined,
  after: Content | undefined,
): readonly FieldDifference[] {
  const [was, is] = [textsOf(before), textsOf(after)];
  return [...new Set([...is.keys(), ...was.keys()])].flatMap((field) => {
    const [from, to] = [was.get(field) ?? '', is.get(field) ?? ''];
    return from === to ? [] : [{ field, stretches: wordDifference(from, to) }];
  });
}

function textsOf(content: Content | undefined): ReadonlyMap<string, string> {
  if (content === undefined) return new Map();
  const places = content.appliesTo.map(
    ({ country, region, level, levelWording }) =>
      [`level ${region ?? country}`, `${level ?? 'not rated'}: ${levelWording}`.trim()] as const,
  );
  return new Map([...places, ...fieldsOf(content.words[content.language])]);
}
