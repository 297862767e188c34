import type { FollowedPlace, Wish } from './subscription.ts';

/** Two wishes that ask for the same, in whatever order their places and kinds were chosen. */
export function isSameWish(one: Wish, other: Wish): boolean {
  return identityOf(one) === identityOf(other);
}

function identityOf({ places, kinds, categories, ...rest }: Wish): string {
  const { threshold, language, stay, rhythm, discreet } = rest;
  return JSON.stringify([
    sorted(places.map(nameOf)),
    sorted(kinds),
    sorted(categories),
    [threshold, language, discreet],
    stay.kind === 'trip' ? [stay.from, stay.to, stay.daysBefore] : stay.kind,
    rhythm.every === 'message' ? rhythm.every : [rhythm.every, rhythm.timeZone],
  ]);
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
