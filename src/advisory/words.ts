import { createHash } from 'node:crypto';

import type { Content, Words } from './advisory.ts';

/** Identifies the original words that a translation translates. */
export function originOf(words: Words): string {
  const { translates: _stamp, ...text } = words;
  return createHash('sha256').update(JSON.stringify(text, Object.keys(flat(text)).toSorted())).digest('hex').slice(0, 16);
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
    Object.entries(content.words).filter(([language, words]) => language === content.language || words.translates === origin),
  );
}

/** Languages of a content whose translation is out of date. */
export function staleLanguages(content: Content): readonly string[] {
  const current = currentWords(content);
  return Object.keys(content.words).filter((language) => !current.has(language));
}

/** Every key that occurs at any depth, so that JSON.stringify's list of keys keeps all and orders them. */
function flat(value: object): Record<string, true> {
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) => [
      [key, true],
      ...(typeof inner === 'object' && inner !== null ? Object.entries(flat(inner)) : []),
    ]),
  );
}
