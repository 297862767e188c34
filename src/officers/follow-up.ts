import type { Content, RelationKind, Words } from '#src/advisory/advisory.ts';

/**
 * What a correction or an all-clear starts from: the latest revision, without what it said about its own change. The
 * short texts go too: they would travel by messenger as if they were news. An all-clear also drops what to do: it says
 * that just this is over, and somebody must write what holds instead.
 */
export function followUpOf(content: Content, kind: Exclude<RelationKind, 'new'>): Content {
  return {
    ...content,
    relation: { kind, to: [] },
    words: Object.fromEntries(
      Object.entries(content.words).map(([language, words]) => [
        language,
        kind === 'all-clear' ? { ...withoutNews(words), whatToDo: {} } : withoutNews(words),
      ]),
    ),
  };
}

function withoutNews(words: Words): Words {
  const { changeNote: _note, stillHolds: _rest, short: _short, ...lasting } = words;
  return lasting;
}
