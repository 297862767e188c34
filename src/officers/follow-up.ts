import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';

/**
 * What a correction or an all-clear starts from: the latest revision, without what it said about its own change. The
 * short texts go too: they would travel by messenger as if they were news. What ends an advisory also drops what to do,
 * in words and on the ladder: it would ask for the very thing that is over.
 */
export function followUpOf(content: Content, kind: Exclude<RelationKind, 'new'>): Content {
  const relation = { kind, to: [] };
  const ends = isEnding({ relation });
  return {
    ...content,
    ...(ends ? { residents: 'none', travellers: 'none' } : {}),
    relation,
    words: Object.fromEntries(
      Object.entries(content.words).map(([language, words]) => [
        language,
        ends ? { ...withoutNews(words), whatToDo: {} } : withoutNews(words),
      ]),
    ),
  };
}

function withoutNews(words: Words): Words {
  const { changeNote: _note, stillHolds: _rest, short: _short, ...lasting } = words;
  return lasting;
}
