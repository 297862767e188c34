import type { Words } from '#src/advisory/advisory.ts';
import { whoAnswersFor } from '#src/advisory/mission.ts';
import type { Mission } from '#src/advisory/mission.ts';
import { shownOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { currentWords } from '#src/advisory/words.ts';

import { referenceOf } from './reference.ts';

export interface PayloadParts {
  readonly revision: Revision;
  /** The missions that the content refers to, and those that serve in the place of closed ones. */
  readonly missions: readonly Mission[];
  /** The text of at most 300 characters by language; a language that has none is left without. */
  readonly shortTexts: ReadonlyMap<string, string>;
  readonly publicUrl: string;
}

export type WholeData = ReturnType<typeof wholeDataOf>;

export function wholeDataOf(parts: PayloadParts) {
  const { revision, missions, publicUrl } = parts;
  const {
    words: _words,
    contacts: _ids,
    parts: _notPassedOn,
    provenance,
    ...facts
  } = shownOf(revision.content);
  return {
    ...referenceOf(revision, publicUrl),
    ...facts,
    contacts: missions
      .filter(({ id }) => revision.content.contacts.includes(id))
      .map((mission) => contactOf(mission, missions)),
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
