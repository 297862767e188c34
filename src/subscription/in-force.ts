import type { Revision } from '#src/advisory/revision.ts';

import { concerns } from './match.ts';
import type { Wish } from './subscription.ts';

/**
 * What of that which is in force a newcomer is told. Places and threshold count; which kind of change a latest
 * revision happened to be does not, for all of it is new to somebody who joins in the middle.
 */
export function newsToNewcomer(inForce: readonly Revision[], wish: Wish): readonly Revision[] {
  return inForce.filter((revision) => concerns(revision, { ...wish, kinds: [revision.change] }));
}

/** Why somebody is told what is in force for a wish: it was confirmed, its trip is alerted from now on, or begins today. */
export type InForceOccasion = 'confirmed' | 'trip-opens' | 'trip-begins';

/** The countries whose advice can concern a wish; undefined when any can. */
export function countriesOf(wish: Pick<Wish, 'places'>): readonly string[] | undefined {
  const countries = new Set<string>();
  for (const place of wish.places) {
    if (place.kind === 'everywhere') return undefined;
    countries.add(place.kind === 'country' ? place.country : place.region.slice(0, 2));
  }
  return [...countries];
}
