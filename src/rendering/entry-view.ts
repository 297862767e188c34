import { stateOf } from '#src/advisory/revision.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { advisoryView } from './advisory-view.ts';
import type { House } from './house.ts';
import { inLanguage, paths } from './paths.ts';
import { cutAt } from './said.ts';
import type { Tongue } from './tongue.ts';

interface CountryLink {
  readonly name: string;
  readonly path: string;
}

/** More than these are named as in a subject, and not linked to. */
const mostLinks = 6;
/** Of the issuer's own levels a list shows the first, and of that the beginning. */
const mostLevels = 1;
const longestLevel = 100;

/** A revision in a list: enough to act on, with a link to all of it. */
export function entryView(house: House, revision: Revision, tongue: Tongue) {
  const view = advisoryView(house, { revision, missions: [], tongue, limit: 400 });
  const [when = ''] = tongue.instant(revision.publishedAt, [revision.content.timeZone]);
  const links = countryLinks(revision, tongue);
  return {
    ...view,
    path: inLanguage(paths.advisory(revision.advisoryId), tongue.language),
    issued: tongue.fill(tongue.t.pages.home.issued, { when }),
    countryLinks: links.length > mostLinks ? [] : links,
    levels: view.appliesTo
      .filter(({ wording }) => wording !== '')
      .slice(0, mostLevels)
      .map((applied) => ({ ...applied, wording: cutAt(applied.wording, longestLevel) })),
  };
}

/** The same in a list in which some have ended. `newest` is the number of the advisory's latest message. */
export function entryWithState(
  house: House,
  { revision, at, newest }: { revision: Revision; at: Date; newest: number },
  tongue: Tongue,
) {
  return {
    ...entryView(house, revision, tongue),
    state: stateView(stateOf(revision, newest, at), tongue),
  };
}

/** The pages of the countries that an advisory holds for. */
export function countryLinks({ content }: Revision, tongue: Tongue): readonly CountryLink[] {
  const codes = [...new Set(content.appliesTo.map(({ country }) => country))];
  return codes.map((code) => ({
    name: tongue.country(code),
    path: inLanguage(paths.country(code), tongue.language),
  }));
}

export function stateView(state: ReturnType<typeof stateOf>, { t }: Tongue) {
  const { advisory } = t.pages;
  switch (state) {
    case 'in force':
      return { kind: 'in-force', label: advisory.inForce, text: advisory.inForceText };
    case 'replaced':
      return { kind: 'replaced', label: advisory.replaced, text: advisory.replacedText };
    case 'ended':
      return { kind: 'ended', label: advisory.ended, text: advisory.endedText };
  }
}
