import { isSameWish } from '#src/subscription/same.ts';
import { withoutParts } from '#src/subscription/subscription.ts';
import type { Wish } from '#src/subscription/subscription.ts';

const mostPlaces = 50;

/**
 * Two rows of one address as one wish: many lists have a row for each country. Undefined where they differ in more than their
 * places, for then somebody means two things and neither may change the other.
 */
export function mergeWishes(one: Wish, other: Wish): Wish | undefined {
  const places = withoutParts([...one.places, ...other.places]);
  const isOne = isSameWish({ ...one, places }, { ...other, places });
  return isOne && places.length <= mostPlaces ? { ...one, places } : undefined;
}
