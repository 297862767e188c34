import type { Place } from '#src/advisory/place.ts';
import { keyOfName } from '#src/places/fold.ts';
import { placesNamed } from '#src/sources/english-names.ts';

import type { Item } from './items.ts';
import type { Heading } from './title.ts';

export interface Headed {
  readonly item: Item;
  readonly heading: Heading;
}

export interface Placed extends Headed {
  /** The country, whatever the item is called and linked to. */
  readonly key: string;
  /** None where the name is not known. */
  readonly places: readonly Place[];
}

/**
 * An item on several countries speaks for those that no other item of the document speaks for alone; where the same title
 * stands there several times, once for each of its countries, the tag says for which.
 */
export function placed(items: readonly Headed[]): readonly Placed[] {
  const named = items.map((it) => ({ ...it, all: placesNamed(it.heading.name) ?? [] }));
  const alone = new Set(named.flatMap(({ all }) => (all.length === 1 ? all.map(keyOf) : [])));
  const twins = Map.groupBy(named, ({ all }) => all.map(keyOf).join());

  return named.map(({ all, item, heading }) => {
    const own = (twins.get(all.map(keyOf).join())?.length ?? 0) > 1 ? tagged(all, item) : [];
    const places = all.length < 2 ? all : firstFilled([own, withoutThose(all, alone), all]);
    const [first] = places;
    const key = first === undefined ? `name ${keyOfName(heading.name)}` : keyOf(first);
    return { item, heading, key, places };
  });
}

/** FIPS-like; wrong or missing elsewhere, but these tell the three apart. */
const tagPlaces: ReadonlyMap<string, string> = new Map([
  ['CH', 'CN'],
  ['HK', 'HK'],
  ['MC', 'MO'],
]);

function tagged(places: readonly Place[], { tags }: Item): readonly Place[] {
  const countries = new Set(tags.map((tag) => tagPlaces.get(tag)));
  return places.filter(({ country }) => countries.has(country));
}

function withoutThose(places: readonly Place[], keys: ReadonlySet<string>): readonly Place[] {
  return places.filter((place) => !keys.has(keyOf(place)));
}

function firstFilled(lists: readonly (readonly Place[])[]): readonly Place[] {
  return lists.find((list) => list.length > 0) ?? [];
}

function keyOf({ country, region }: Place): string {
  if (region === undefined) return country;
  return region.startsWith(`${country}-`) ? region : `${country} ${region}`;
}
