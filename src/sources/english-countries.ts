import { allCountryNames } from '#src/places/country-names.ts';
import { createNameIndex } from '#src/places/name-index.ts';

/** The country that goes by exactly this name in English; undefined for none, and for a name of several. */
export type EnglishCountry = (name: string) => string | undefined;

/** By the names of ISO 3166-1 and Unicode and those in common use: for publishers of events, who name any place there is. */
export function createEnglishCountries(): EnglishCountry {
  const names = allCountryNames({ languages: ['en'], shown: () => [], alsoCalled: () => [] });
  const index = createNameIndex(names);
  return (name) => {
    const [code, ...others] = index.exactly(name);
    return others.length === 0 ? code : undefined;
  };
}
