import { iso31661 } from 'iso-3166';

import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import { allCountryNames } from '#src/places/country-names.ts';
import type { PlaceNames } from '#src/places/country-names.ts';
import { keyOfName } from '#src/places/fold.ts';
import { createNameIndex } from '#src/places/name-index.ts';
import type { NameIndex } from '#src/places/name-index.ts';
import { regionNames } from '#src/places/region-named.ts';
import type { FollowedPlace } from '#src/subscription/subscription.ts';

type ReadPlace =
  | { readonly kind: 'place'; readonly place: FollowedPlace }
  /** Several have this name. */
  | { readonly kind: 'ambiguous'; readonly codes: readonly string[] }
  | { readonly kind: 'unknown' };

/** Which place a list means. Codes and whole names only: where nobody looks at the answer, resembling is not enough. */
export type PlaceReader = (text: string) => ReadPlace;

const everywhere = new Set(
  ['*', 'everywhere', 'all', 'partout', 'हर जगह', 'सभी', 'في كل مكان', 'كل مكان'].map(keyed),
);
const alpha3 = new Map(iso31661.map((country) => [country.alpha3, country.alpha2]));

export function createPlaceReader(names: PlaceNames): PlaceReader {
  const countries = createNameIndex(allCountryNames(names));
  const regions = createNameIndex(
    new Map([...regionNames].map(([code, known]) => [code, [...known, ...names.alsoCalled(code)]])),
  );
  return (text) => byCode(text.trim()) ?? byName({ countries, regions }, text);
}

function byCode(text: string): ReadPlace | undefined {
  if (everywhere.has(keyed(text))) return { kind: 'place', place: { kind: 'everywhere' } };
  const code = text.toUpperCase();
  const country = alpha3.get(code) ?? code;
  if (countrySchema.safeParse(country).success) return countryPlace(country);
  return isRegionCode(code) ? regionPlace(code) : undefined;
}

function byName(
  indexes: { readonly countries: NameIndex; readonly regions: NameIndex },
  text: string,
): ReadPlace {
  const { countries, regions } = indexes;
  const found = [countries.exactly(text), regions.exactly(text)];
  for (const codes of found) {
    const [only = '', ...others] = codes;
    if (others.length > 0) return { kind: 'ambiguous', codes };
    if (only !== '') return only.includes('-') ? regionPlace(only) : countryPlace(only);
  }
  return withinCountry(indexes, text);
}

/** "Punjab, India", and "Korea, Republic of" as registers put it. */
function withinCountry(
  { countries, regions }: { readonly countries: NameIndex; readonly regions: NameIndex },
  text: string,
): ReadPlace {
  const [name = '', ...rest] = text.split(/[,،]/u);
  const within = rest.length === 0 ? [] : countries.exactly(rest.join(' '));
  const there = regions.exactly(name).filter((code) => within.includes(code.slice(0, 2)));
  const [only, ...others] = there;
  const [turned] = rest.length === 1 ? countries.exactly(`${rest.join(' ')} ${name}`) : [];
  if (only === undefined) return turned === undefined ? { kind: 'unknown' } : countryPlace(turned);
  return others.length > 0 ? { kind: 'ambiguous', codes: there } : regionPlace(only);
}

function countryPlace(country: string): ReadPlace {
  return { kind: 'place', place: { kind: 'country', country } };
}

function regionPlace(region: string): ReadPlace {
  return { kind: 'place', place: { kind: 'region', region } };
}

function keyed(text: string): string {
  return text === '*' ? text : keyOfName(text);
}
