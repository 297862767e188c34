import arabic from 'i18n-iso-countries/langs/ar.json' with { type: 'json' };
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import french from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import hindi from 'i18n-iso-countries/langs/hi.json' with { type: 'json' };
import { iso31661 } from 'iso-3166';

import { countryAliases } from './country-aliases.ts';
import { keyOfName } from './fold.ts';
import { spokenNames } from './known-names.ts';

type Names = Readonly<Record<string, string | readonly string[]>>;

/**
 * Every country with all names that we know. `shown` are those that our pages call it by, in every language: where ISO's list
 * gives such a name to another country (its Hindi calls French Polynesia "French Guiana"), ours holds.
 */
export function allCountryNames(
  shown: (country: string) => readonly string[],
): ReadonlyMap<string, readonly string[]> {
  const codes = iso31661.map(({ alpha2 }) => alpha2);
  const owners = new Map(
    codes.flatMap((code) => shown(code).map((name) => [keyOfName(name), code])),
  );
  const listed = [english, hindi, french, arabic].map(({ countries }): Names => countries);
  return new Map(
    codes.map((code) => {
      const fromLists = listed
        .flatMap((names) => names[code] ?? [])
        .filter((name) => (owners.get(keyOfName(name)) ?? code) === code);
      const further = [...(countryAliases[code] ?? []), ...(spokenNames[code] ?? [])];
      return [code, [...new Set([...shown(code), ...fromLists, ...further])]];
    }),
  );
}
