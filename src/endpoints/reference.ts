import type { Content, Level } from '#src/advisory/advisory.ts';
import type { Revision } from '#src/advisory/revision.ts';

/** What of a content a program sorts by. It stands in every form of every payload: an exercise is never mistaken for the truth. */
export function markOf({ kind, status, appliesTo }: Content) {
  return {
    status,
    kind,
    countries: [...new Set(appliesTo.map(({ country }) => country))],
    level: highestOf(appliesTo),
  };
}

/** Null where nothing is rated. */
function highestOf(appliesTo: Content['appliesTo']): Level | null {
  const levels = appliesTo.map(({ level }) => level).filter((level) => level !== null);
  return levels.toSorted((a, b) => b - a)[0] ?? null;
}

/** Where people and programs find all of an advisory. */
export function addressesOf(advisoryId: string, publicUrl: string) {
  const id = encodeURIComponent(advisoryId.toWellFormed());
  const root = rootOf(publicUrl);
  return { url: `${root}/advisories/${id}`, api: `${root}/api/v1/advisories/${id}` };
}

export function rootOf(publicUrl: string): string {
  return publicUrl.replace(/\/+$/, '');
}

/** What identifies a revision and says where all of it stands. Its headline is public by then. */
export function referenceOf(revision: Revision, publicUrl: string) {
  const { language, words } = revision.content;
  return {
    advisory: revision.advisoryId,
    revision: revision.number,
    replaces: revision.number > 1 ? revision.number - 1 : undefined,
    change: revision.change,
    lane: revision.lane,
    ...markOf(revision.content),
    language,
    headline: words[language]?.headline ?? '',
    publishedAt: revision.publishedAt.toISOString(),
    ...addressesOf(revision.advisoryId, publicUrl),
  };
}
