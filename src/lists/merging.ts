import { isSameWish } from '#src/subscription/same.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

const mostPlaces = 50;

/**
 * Two rows of one address as one wish: many lists have a row for each country. Undefined where they differ in more than their
 * places, for then somebody means two things and neither may change the other.
 */
export function mergeWishes(one: Wish, other: Wish): Wish | undefined {
  const places = unionOf(one.places, other.places);
  const isOne = isSameWish({ ...one, places: [...places] }, { ...other, places: [...places] });
  return isOne && places.length <= mostPlaces ? { ...one, places: [...places] } : undefined;
}

function unionOf(
  some: readonly FollowedPlace[],
  others: readonly FollowedPlace[],
): readonly FollowedPlace[] {
  const all = new Map([...some, ...others].map((place) => [JSON.stringify(place), place]));
  return [...all.values()];
}
