import { createRequire } from 'node:module';

import isoCountries from 'i18n-iso-countries';
import { iso31661 } from 'iso-3166';
import { z } from 'zod';

import { countryAliases } from './country-aliases.ts';
import { keyOfName } from './fold.ts';
import { spokenNames } from './known-names.ts';

/** What the languages offered call places. */
export interface PlaceNames {
  readonly languages: readonly string[];
  /** What our pages call a country, in every language. */
  readonly shown: (country: string) => readonly string[];
  /** What people call a country or region besides. */
  readonly alsoCalled: (code: string) => readonly string[];
}

const listSchema = z.object({
  countries: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
});
type List = z.infer<typeof listSchema>['countries'];

/**
 * Every country with all names that we know. Where ISO's list gives a name that our pages show to another country (its Hindi
 * calls French Polynesia "French Guiana"), ours holds.
 */
export function allCountryNames({
  languages,
  shown,
  alsoCalled,
}: PlaceNames): ReadonlyMap<string, readonly string[]> {
  const codes = iso31661.map(({ alpha2 }) => alpha2);
  const owners = new Map(
    codes.flatMap((code) => shown(code).map((name) => [keyOfName(name), code])),
  );
  const lists = languages.flatMap(listsIn);
  return new Map(
    codes.map((code) => {
      const fromLists = lists
        .flatMap((names) => names[code] ?? [])
        .filter((name) => (owners.get(keyOfName(name)) ?? code) === code);
      const further = [...(countryAliases[code] ?? []), ...(spokenNames[code] ?? [])];
      return [code, [...new Set([...shown(code), ...alsoCalled(code), ...fromLists, ...further])]];
    }),
  );
}

const require = createRequire(import.meta.url);

/** ISO's names and Unicode's: the pages show some countries under another. */
function listsIn(language: string): readonly List[] {
  const unicode = new Intl.DisplayNames([language], { type: 'region', fallback: 'none' });
  const names = iso31661.flatMap(({ alpha2 }) => {
    const name = unicode.of(alpha2);
    return name === undefined ? [] : [[alpha2, name] as const];
  });
  const lists = [Object.fromEntries(names)];
  if (!isoCountries.getSupportedLanguages().includes(language)) return lists;
  const iso: unknown = require(`i18n-iso-countries/langs/${language}.json`);
  return [...lists, listSchema.parse(iso).countries];
}
