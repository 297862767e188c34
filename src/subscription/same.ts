import type { FollowedPlace, Wish } from './subscription.ts';

/** Two wishes that ask for the same, in whatever order their places and kinds were chosen. */
export function isSameWish(one: Wish, other: Wish): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf({ places, kinds, threshold, language }: Wish): string {
  return JSON.stringify([sorted(places.map(nameOf)), sorted(kinds), threshold, language]);
}

function sorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}

function nameOf(place: FollowedPlace): string {
  switch (place.kind) {
    case 'everywhere':
      return '*';
    case 'country':
      return place.country;
    case 'region':
      return place.region;
  }
}
