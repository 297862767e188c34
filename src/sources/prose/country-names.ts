import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };

import { countrySchema } from '#src/advisory/place.ts';
import { countryAliases } from '#src/places/country-aliases.ts';

/**
 * The countries that a text in English names, by ISO 3166-1 code, in order. Names only: no capitals, no adjectives. A name
 * that fits two countries (Congo, Korea) gives both, so that whoever wants exactly one has none. `isMeant` is shown what
 * stands before a name.
 */
export function countriesNamedIn(
  text: string,
  isMeant: (before: string) => boolean = () => true,
): readonly string[] {
  const read = plain(text);
  const found = [...read.matchAll(anyName)].filter(({ index }) =>
    isMeant(read.slice(Math.max(0, index - farthest), index)),
  );
  return [...new Set(found.flatMap(([name]) => codesOf.get(name.toLowerCase()) ?? []))];
}

/** Whether a name in the text fits several countries, so that nobody can tell which is meant. */
export function hasSharedName(text: string): boolean {
  return [...plain(text).matchAll(anyName)].some(
    ([name]) => (codesOf.get(name.toLowerCase())?.length ?? 0) > 1,
  );
}

/** How much of what stands before a name `isMeant` is shown. */
const farthest = 120;

/** Several countries go by these; each is named then. */
const sharedNames: Readonly<Record<string, readonly string[]>> = {
  Congo: ['CD', 'CG'],
  Korea: ['KP', 'KR'],
  'Virgin Islands': ['VG', 'VI'],
};

/** Names that contain a country's name and mean something else, or lie in another country. */
const otherThings: Readonly<Record<string, readonly string[]>> = {
  'Congo River': [],
  'River Congo': [],
  'Gulf of Guinea': [],
  'Gulf of Mexico': [],
  'Gulf of Oman': [],
  'Jordan River': [],
  'River Jordan': [],
  'Jordan Valley': [],
  'Lake Chad': [],
  'Lake Chad Basin': [],
  'New Guinea': [],
  'New Jersey': ['US'],
  'New Mexico': ['US'],
  'Niger Delta': ['NG'],
  'Niger River': [],
  'River Niger': [],
  'Niger State': ['NG'],
  'states of Niger': ['NG'],
  'State of Georgia': ['US'],
  'state of Georgia': ['US'],
  'states of Georgia': ['US'],
  'Atlanta, Georgia': ['US'],
  'Sea of Japan': [],
  'South China Sea': [],
  'East China Sea': [],
  'South Georgia': ['GS'],
};

const names = allNames();
const codesOf = new Map(names.map(([name, codes]) => [name.toLowerCase(), codes]));

/**
 * Longest first, so that "Guinea-Bissau" is not Guinea, "South Sudan" not Sudan and "Niger Delta" not Niger. Names as written
 * and in capitals count, small letters do not: "turkey", "china" and "us" are words.
 */
const anyName = new RegExp(
  `(?<![\\p{L}\\p{N}])(?:${names
    .flatMap(([name]) => [name, name.toUpperCase()])
    .toSorted((a, b) => b.length - a.length)
    .map((name) => RegExp.escape(name))
    .join('|')})(?![\\p{L}\\p{N}])`,
  'gu',
);

/** Later rows win, for a name that stands in several. */
function allNames(): readonly (readonly [name: string, codes: readonly string[]])[] {
  const ofOne = [english.countries, countryAliases]
    .flatMap((table) => Object.entries(table))
    .filter(([code]) => countrySchema.safeParse(code).success)
    .flatMap(([code, spelled]) => [spelled].flat().map((name) => [plain(name), [code]] as const));
  const ofOthers = [sharedNames, otherThings].flatMap((table) => Object.entries(table));
  return [...ofOne, ...ofOthers];
}

/** Without accents, with one kind of apostrophe, hyphen and space. */
function plain(text: string): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[\u2018\u2019\u02BC]/g, "'")
    .replaceAll(/[\u2010-\u2015]/g, '-')
    .replaceAll(/\s+/g, ' ');
}
