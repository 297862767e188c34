import { iso31662 } from 'iso-3166';

import { keyOfName, wordsOfName } from './fold.ts';
import { regionAliases } from './known-names.ts';

/** Every region with its names, the first as ISO 3166-2 spells it. */
export const regionNames: ReadonlyMap<string, readonly string[]> = new Map(
  iso31662.map(({ code, name }) => [code, [name, ...(regionAliases[code] ?? [])]]),
);

const kinds = new Set(
  `region state province governorate district oblast county division prefecture department city municipality emirate
  territory zone of muhafazat wilaya voivodeship krai republic canton capital`.split(/\s+/),
);

const byKey = new Map(
  [...regionNames].flatMap(([code, names]) =>
    names.map((name) => [`${code.slice(0, 2)} ${bareKey(name)}`, code] as const),
  ),
);

/** The ISO 3166-2 code of a country's region by its name, with or without "Region", "State" and the like. */
export function regionNamed(country: string, name: string): string | undefined {
  return byKey.get(`${country} ${bareKey(name)}`);
}

function bareKey(name: string): string {
  const bare = wordsOfName(name.replace(/[;,([/].*$/, '')).filter((word) => !kinds.has(word));
  return bare.join('') || keyOfName(name);
}
