import type { Words } from '#src/advisory/advisory.ts';
import { whoAnswersFor } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { shownOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';

export interface PayloadParts {
  readonly revision: Revision;
  /** Of the publication: rises with every revision that goes out. */
  readonly sequence: number;
  /** The missions that the content refers to, and those that serve in the place of closed ones. */
  readonly missions: readonly Mission[];
  /** The text of at most 300 characters by language; a language that has none is left without. */
  readonly shortTexts: ReadonlyMap<string, string>;
  readonly publicUrl: string;
}

export type Reference = ReturnType<typeof referenceOf>;

/** What identifies a revision and says where all of it stands. */
export function referenceOf({ revision, sequence, publicUrl }: PayloadParts) {
  const id = encodeURIComponent(revision.advisoryId);
  const root = publicUrl.replace(/\/+$/, '');
  return {
    advisory: revision.advisoryId,
    revision: revision.number,
    replaces: revision.number > 1 ? revision.number - 1 : undefined,
    sequence,
    url: `${root}/advisories/${id}`,
    api: `${root}/api/v1/advisories/${id}`,
    change: revision.change,
    lane: revision.lane,
    publishedAt: revision.publishedAt.toISOString(),
    shortened: false,
  };
}

export type WholeData = ReturnType<typeof wholeDataOf>;

export function wholeDataOf(parts: PayloadParts) {
  const { words: _words, contacts: _ids, provenance, ...facts } = shownOf(parts.revision.content);
  return {
    ...referenceOf(parts),
    ...facts,
    contacts: parts.missions
      .filter(({ id }) => parts.revision.content.contacts.includes(id))
      .map((mission) => contactOf(mission, parts.missions)),
    words: wordsOf(parts),
    source: provenance === undefined ? undefined : { name: provenance.source, url: provenance.url },
  };
}

/** Of a closed mission the numbers of the one that serves in its place: a system that overlooks `closed` shows no dead number. */
function contactOf(mission: Mission, all: readonly Mission[]) {
  const { id, country, name, city, closed } = mission;
  const { phones = [], email, hours } = whoAnswersFor(mission, all) ?? {};
  return { id, country, name, city, closed, phones, email, hours };
}

export interface SaidInLanguage extends Omit<Words, 'translates'> {
  readonly language: string;
}

/** The original first, then each translation of exactly those words. */
function wordsOf({ revision, shortTexts }: PayloadParts): readonly SaidInLanguage[] {
  const { content } = revision;
  return [...currentWords(content)]
    .toSorted(([a], [b]) => Number(b === content.language) - Number(a === content.language))
    .map(([language, { translates: _stamp, ...words }]) => ({
      language,
      ...words,
      ...withShort(shortTexts.get(language)),
    }));
}

function withShort(short: string | undefined): { readonly short?: string } {
  return short === undefined ? {} : { short };
}
