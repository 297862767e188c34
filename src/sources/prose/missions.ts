import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import type { Gazetteer } from './gazetteer.ts';
import type { Sentence } from './sentences.ts';

type Named = Proposal['missions'][number]['value'];

const kind = '([Ee]mbassy|High [Cc]ommission|Consulate(?: [Gg]eneral)?|EMBASSY|HIGH COMMISSION)';
const city = String.raw`(\p{Lu}[\p{L}'’-]+(?: \p{Lu}[\p{L}'’-]+)?)`;
const patterns = [
  new RegExp(
    String.raw`\b${kind} (?:of India|OF INDIA)(?:,| in| at|,? \()? ?(?:the )?${city}`,
    'gu',
  ),
  new RegExp(String.raw`\bIndian ${kind}(?:,| in| at) ${city}`, 'gu'),
];

/** A mission's name with its city, wherever it stands in a sentence: it says where a mission is, not where something holds. */
export const missionPhrases = patterns;

/** The missions that a text names by their city; those of the directory by their ids. */
export function missionsIn(
  sentences: readonly Sentence[],
  known: {
    readonly directory: readonly Mission[];
    readonly gazetteer: Pick<Gazetteer, 'countryOf'>;
  },
): Proposal['missions'] {
  const mentions = sentences.flatMap(({ text }) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].map(([, what = '', where = '']) => ({ text, what, where })),
    ),
  );
  const found = new Map<string, Found<Named>>();
  for (const { text, what, where } of mentions) {
    const value = missionAt(titleOf(what), trimmed(where), known);
    if (value === undefined || found.has(value.name)) continue;
    const confidence = value.id === undefined ? 0.8 : 0.95;
    found.set(value.name, { value, evidence: text, confidence });
  }
  return [...found.values()];
}

function missionAt(
  what: string,
  where: string,
  { directory, gazetteer }: Parameters<typeof missionsIn>[1],
): Named | undefined {
  if (where === '' || where === 'India' || where === 'New Delhi') return undefined;
  const name = `${what} of India, ${where}`;
  const mission = directory.find((one) => Object.values(one.city).includes(where));
  if (mission !== undefined)
    return {
      id: mission.id,
      name: mission.name['en'] ?? name,
      city: where,
      country: mission.country,
    };
  const country = meant.get(where) ?? gazetteer.countryOf(where);
  return { name, city: where, ...(country === undefined ? {} : { country }) };
}

/** "Bamako Monday" and the like: a word that is no part of a city's name ends it. */
function trimmed(where: string): string {
  return where
    .replace(
      / (?:On|In|At|The|Has|Is|And|For|With|Said|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/u,
      '',
    )
    .replace(/[’']s?$/, '');
}

function titleOf(what: string): string {
  return what.toLowerCase().replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

/** Cities with a mission of India whose name several countries have, or that are spelt in another way; by the country that is meant. */
const cities: Readonly<Record<string, readonly string[]>> = {
  AE: ['Dubai'],
  AF: ['Kabul'],
  AO: ['Luanda'],
  AR: ['Buenos Aires'],
  AT: ['Vienna'],
  AU: ['Sydney', 'Melbourne', 'Perth'],
  BD: ['Dhaka', 'Chittagong'],
  BE: ['Brussels'],
  BO: ['La Paz'],
  BR: ['Sao Paulo'],
  CA: ['Ottawa', 'Toronto', 'Vancouver'],
  CG: ['Brazzaville'],
  CH: ['Berne', 'Geneva'],
  CL: ['Santiago'],
  CO: ['Bogota'],
  CR: ['San Jose'],
  CU: ['Havana'],
  CY: ['Nicosia'],
  CZ: ['Prague'],
  DE: ['Berlin', 'Frankfurt', 'Hamburg'],
  DO: ['Santo Domingo'],
  EG: ['Cairo'],
  ES: ['Madrid', 'Barcelona'],
  FR: ['Paris'],
  GB: ['London', 'Birmingham', 'Edinburgh'],
  GR: ['Athens'],
  GW: ['Bissau'],
  GY: ['Georgetown'],
  ID: ['Medan', 'Bali'],
  IE: ['Dublin'],
  IT: ['Rome', 'Milan'],
  JM: ['Kingston'],
  LK: ['Colombo'],
  LR: ['Monrovia'],
  LY: ['Tripoli'],
  MA: ['Rabat'],
  MM: ['Rangoon'],
  MN: ['Ulaanbaatar'],
  MU: ['Port Louis'],
  MV: ['Male'],
  MX: ['Mexico City'],
  NG: ['Lagos'],
  NP: ['Birgunj'],
  NZ: ['Wellington'],
  PA: ['Panama City'],
  PE: ['Lima'],
  PH: ['Manila'],
  PL: ['Warsaw'],
  PT: ['Lisbon'],
  PY: ['Asuncion'],
  QA: ['Doha'],
  RS: ['Belgrade'],
  RU: ['Moscow', 'Kazan'],
  SA: ['Riyadh'],
  SC: ['Victoria'],
  SL: ['Freetown'],
  SV: ['San Salvador'],
  SY: ['Damascus'],
  TD: ['Ndjamena'],
  UA: ['Kiev'],
  US: ['Washington', 'Houston', 'San Francisco'],
  UY: ['Montevideo'],
};
const meant = new Map(
  Object.entries(cities).flatMap(([country, names]) =>
    names.map((name) => [name, country] as const),
  ),
);
