import type { Place } from '#src/advisory/place.ts';

import type { Cities, City } from './cities.ts';
import { allCountryNames } from './country-names.ts';
import type { PlaceNames } from './country-names.ts';
import { keyOfName } from './fold.ts';
import { createNameIndex } from './name-index.ts';
import type { NameIndex } from './name-index.ts';
import { regionNames } from './region-named.ts';

/** A place that somebody may mean; `city` when the name was not the region's own but of what lies there. */
export interface FoundPlace extends Place {
  readonly city?: string;
}

export interface Finding {
  /** The likeliest first. */
  readonly places: readonly FoundPlace[];
  /** There are more of that name: the country beside it would tell which. */
  readonly more: boolean;
}

/** Which place somebody means by a name, in any of our languages and however it is spelled. */
export interface PlaceFinder {
  /** "Bamako", "cote d ivoire", "Paris, France". Cities count. */
  readonly find: (text: string) => Promise<Finding>;
  /** Countries and regions that have this word in one of their names; of a word begun, those that it may become. */
  readonly named: (word: string) => readonly Place[];
}

const most = 8;

interface Indexes {
  readonly countries: NameIndex;
  readonly regions: NameIndex;
  readonly cities: Cities;
  /** Every region with its names, the first as ISO 3166-2 spells it. */
  readonly regionNames: ReadonlyMap<string, readonly string[]>;
}

export function createPlaceFinder(parts: {
  readonly names: PlaceNames;
  readonly cities: Cities;
}): PlaceFinder {
  const { names, cities } = parts;
  const allRegionNames = new Map(
    [...regionNames].map(([code, known]) => [code, [...known, ...names.alsoCalled(code)]]),
  );
  const indexes = {
    countries: createNameIndex(allCountryNames(names)),
    regions: createNameIndex(allRegionNames),
    cities,
    regionNames: allRegionNames,
  };
  return {
    async find(text) {
      const found = await findIn(indexes, text);
      return { places: found.slice(0, most), more: found.length > most };
    },
    named: (word) => [
      ...indexes.countries.beginning(word).map((country) => ({ country })),
      ...indexes.regions.exactly(word).map(regionPlace),
    ],
  };
}

async function findIn(indexes: Indexes, text: string): Promise<readonly FoundPlace[]> {
  const { name, within } = qualified(text, indexes.countries);
  const isThere = ({ country }: Place) => within.length === 0 || within.includes(country);
  for (const way of [exactly, beginning, resembling]) {
    const found = (await way(indexes, name)).filter(isThere);
    if (found.length > 0) return found;
  }
  return [];
}

async function exactly(
  { countries, regions, cities, regionNames: names }: Indexes,
  name: string,
): Promise<readonly FoundPlace[]> {
  const ofCountries = countries.exactly(name).map((country) => ({ country }));
  const ofRegions = regions
    .exactly(name)
    .map((region) => regionCalled(region, name, names.get(region)));
  if (ofCountries.length > 0 || ofRegions.length === 0) return [...ofCountries, ...ofRegions];
  const further = (await cities.named(name)).map(cityPlace);
  return [...ofRegions, ...further.filter((city) => !ofRegions.some((place) => isIn(city, place)))];
}

async function beginning(
  { countries, regions, cities }: Indexes,
  name: string,
): Promise<readonly FoundPlace[]> {
  const ofCountries = countries.beginning(name).map((country) => ({ country }));
  const ofCities = (await cities.named(name)).map(cityPlace);
  if (ofCities.length > 0) return [...ofCountries, ...ofCities];
  return [...ofCountries, ...regions.beginning(name).map(regionPlace)];
}

async function resembling(
  { countries, regions }: Indexes,
  name: string,
): Promise<readonly FoundPlace[]> {
  return [
    ...countries.resembling(name).map((country) => ({ country })),
    ...regions.resembling(name).map(regionPlace),
  ];
}

/** "Paris, France" and "Paris France": what stands last may say in which country. */
function qualified(text: string, countries: NameIndex) {
  if (countries.exactly(text).length > 0) return { name: text, within: [] };
  const [first = '', ...rest] = text.split(/[,،(]/u);
  if (rest.length > 0) return { name: first, within: countries.exactly(rest.join(' ')) };
  const words = text.trim().split(/\s+/u);
  for (const length of [1, 2, 3].filter((one) => one < words.length)) {
    const last = countries.exactly(words.slice(-length).join(' '));
    if (last.length > 0) return { name: words.slice(0, -length).join(' '), within: last };
  }
  return { name: text, within: [] };
}

/** Bangkok is found as a name of Krung Thep Maha Nakhon: who reads only that would not know it again. */
function regionCalled(
  region: string,
  name: string,
  [own = '', ...aliases]: readonly string[] = [],
): FoundPlace {
  const key = keyOfName(name);
  const alias = aliases.find((one) => keyOfName(one) === key);
  const isOwn = alias === undefined || keyOfName(own).includes(key);
  return isOwn ? regionPlace(region) : { ...regionPlace(region), city: alias };
}

function regionPlace(region: string): FoundPlace {
  return { country: region.slice(0, 2), region };
}

function cityPlace({ country, region, name }: City): FoundPlace {
  return { country, city: name, ...(region === undefined ? {} : { region }) };
}

function isIn(place: FoundPlace, { country, region }: Place): boolean {
  return place.country === country && place.region === region;
}
