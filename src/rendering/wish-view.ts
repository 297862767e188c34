import { regionName } from '#src/advisory/place.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';

/** A wish as its owner reads it. */
export interface WishView {
  readonly places: readonly string[];
  readonly threshold: string;
  /** The language's own name. */
  readonly language: string;
}

export function wishView(house: House, wish: Wish, tongue: Tongue): WishView {
  return {
    places: wish.places.map((place) => followedName(place, tongue)),
    threshold: tongue.t.wish.levels[`${wish.threshold}`],
    language: house.tongue(wish.language).t.name,
  };
}

function followedName(place: FollowedPlace, tongue: Tongue): string {
  switch (place.kind) {
    case 'everywhere':
      return tongue.t.wish.everywhere;
    case 'country':
      return tongue.country(place.country);
    case 'region': {
      const country = place.region.slice(0, 2);
      const isKnown = regionName(place.region) !== undefined;
      return isKnown ? tongue.place({ country, region: place.region }) : tongue.country(country);
    }
  }
}
