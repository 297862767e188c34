import type { Content, Words } from './advisory.ts';
import { canonicalHash } from './canonical.ts';

/** Identifies the original words that a translation translates. */
export function originOf({ translates: _stamp, ...text }: Words): string {
  return canonicalHash(text).slice(0, 16);
}

/**
 * The words that may go out: the issuer's own, and each translation that translates exactly those.
 * A translation of an earlier revision never goes out with a later one.
 */
export function currentWords(content: Content): ReadonlyMap<string, Words> {
  const own = content.words[content.language];
  if (own === undefined) return new Map();
  const origin = originOf(own);
  return new Map(
    Object.entries(content.words).filter(
      ([language, words]) => language === content.language || words.translates === origin,
    ),
  );
}

/** Languages of a content whose translation is out of date. */
export function staleLanguages(content: Content): readonly string[] {
  const current = currentWords(content);
  return Object.keys(content.words).filter((language) => !current.has(language));
}
