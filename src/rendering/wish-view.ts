import { policy } from '#config/policy.ts';
import { retention } from '#config/retention.ts';
import { categories } from '#src/advisory/category.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { regionName } from '#src/advisory/place.ts';
import { activeDuring, alertedFrom, isOver } from '#src/subscription/stay.ts';
import type { FollowedPlace, Stay, Wish } from '#src/subscription/subscription.ts';

import type { House } from './house.ts';
import type { Tongue } from './tongue.ts';
import { zoneName } from './zones.ts';

interface WishRow {
  readonly label: string;
  readonly value: string;
}

/** A wish as its owner reads it. What is as it is for most people goes without saying. */
export interface WishView {
  readonly rows: readonly WishRow[];
}

export function wishView(house: House, wish: Wish, tongue: Tongue): WishView {
  const { t } = tongue;
  const rows: readonly (readonly [label: string, value: string | undefined])[] = [
    [t.wish.places, placesOf(wish, tongue)],
    [t.wish.stay, stayOf(wish.stay, tongue)],
    [t.wish.threshold, t.wish.levels[`${wish.threshold}`]],
    [t.wish.kinds, kindsOf(wish, tongue)],
    [t.wish.categories, categoriesOf(wish, tongue)],
    [t.wish.rhythm, rhythmOf(wish, tongue)],
    [t.wish.language, house.tongue(wish.language).t.name],
    [t.wish.subjects, wish.discreet ? t.wish.discreet : undefined],
  ];
  return {
    rows: rows.flatMap(([label, value]) => (value === undefined ? [] : [{ label, value }])),
  };
}

/** What becomes of a trip that is over; undefined while it is not. */
export function tripOver({ stay }: Wish, at: Date, { t, fill, day }: Tongue): string | undefined {
  const active = activeDuring(stay);
  if (stay.kind !== 'trip' || active === undefined || !isOver(stay, at)) return undefined;
  const deleted = new Date(active.until.getTime() + retention.tripDays * 24 * 3_600_000);
  return fill(t.wish.tripOver, { to: day(stay.to), deleted: day(deleted.toISOString()) });
}

function placesOf({ places }: Wish, tongue: Tongue): string {
  return places.map((place) => followedName(place, tongue)).join(tongue.t.format.semicolon);
}

/** A place that is followed, in the reader's language. */
export function followedName(place: FollowedPlace, tongue: Tongue): string {
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

function stayOf(stay: Stay, { t, fill, day }: Tongue): string | undefined {
  switch (stay.kind) {
    case 'none':
      return undefined;
    case 'residence':
      return t.wish.residence;
    case 'trip': {
      const { from, to } = stay;
      return fill(t.wish.trip, { from: day(from), to: day(to), alerts: day(alertedFrom(stay)) });
    }
  }
}

function kindsOf({ kinds }: Wish, { t, list }: Tongue): string | undefined {
  const usual: readonly string[] = policy.kindsByDefault;
  const isUsual = kinds.length === usual.length && kinds.every((kind) => usual.includes(kind));
  if (isUsual) return undefined;
  return list(changeKinds.filter((kind) => kinds.includes(kind)).map((kind) => t.wish.kind[kind]));
}

function categoriesOf({ categories: chosen }: Wish, { t, list }: Tongue): string | undefined {
  if (chosen.length === 0) return undefined;
  return list(categories.filter((it) => chosen.includes(it)).map((it) => t.wish.category[it]));
}

function rhythmOf({ rhythm: { every, timeZone } }: Wish, tongue: Tongue): string {
  const said = tongue.t.wish.rhythms[every];
  if (every === 'message') return said;
  return tongue.fill(tongue.t.wish.byClock, { rhythm: said, place: zoneName(timeZone, tongue) });
}
