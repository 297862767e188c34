import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { countriesNamedIn } from './country-names.ts';
import type { Gazetteer } from './gazetteer.ts';
import { countryOfMissionCity, seatsOfMissions } from './mission-cities.ts';
import type { Sentence } from './sentences.ts';

type Named = Proposal['missions'][number]['value'];

const kind =
  '(?<kind>(?:[Dd]eputy |[Aa]ssistant )?[Hh]igh [Cc]ommissions?|[Ee]mbass(?:y|ies)|[Cc]onsulates?(?: [Gg]eneral)?|[Rr]epresentative [Oo]ffice|(?:[Pp]ermanent |[Dd]iplomatic )?[Mm]issions?|EMBASSY|HIGH COMMISSION|CONSULATE(?: GENERAL)?|REPRESENTATIVE OFFICE)';
const word = String.raw`(?!(?:The|This|All|Advisory|ADVISORY|Notice|NOTICE|In)\b)\p{Lu}[\p{L}'’-]+`;
const city = String.raw`${word}(?: ${word}){0,2}`;
const cities = String.raw`(?<cities>(?:Port of Spain|Dar es Salaam|${city})(?:(?:, | and |, and | & )(?:the )?${city}){0,5})`;
const at = String.raw`(?:,| in| at| ?(?:[-–—|]|::?)|,? \()? ?(?:the )?`;
const patterns = [
  new RegExp(String.raw`\b${kind} (?:of India|OF INDIA)${at}${cities}`, 'gu'),
  new RegExp(
    String.raw`(?<!\b[Nn]o )\b(?:Indian|India[’']s) ${kind}(?: of India)?(?:,| in| at) (?:the )?${cities}`,
    'gu',
  ),
  new RegExp(
    String.raw`\b[Ii]n ${cities},? (?:the|India[’']s) Indian ${kind}(?! (?:of|in|at)\b)`,
    'gu',
  ),
  // In a text about Indians "the Embassy in Dakar" is theirs; "the French Embassy in Dakar" is not.
  new RegExp(String.raw`\b(?:[Tt]he|[Oo]ur|[Ii]ts) ${kind} (?:in|at) (?:the )?${cities}`, 'gu'),
];

/** A mission's name with its city, wherever it stands in a sentence: it says where a mission is, not where something holds. */
export const missionPhrases = patterns;

interface Known {
  readonly directory: readonly Mission[];
  readonly gazetteer: Pick<Gazetteer, 'countryOf'>;
}

/** The missions that a text names by their city; those of the directory by their ids. */
export function missionsIn(sentences: readonly Sentence[], known: Known): Proposal['missions'] {
  const mentions = sentences.flatMap(({ text }) =>
    patterns.flatMap((pattern) =>
      [...text.matchAll(pattern)].flatMap(
        ({ groups: { kind: what = '', cities: list = '' } = {} }) =>
          citiesIn(list, { what, known }).map((where) => ({ text, what, where })),
      ),
    ),
  );
  const found = new Map<string, Found<Named>>();
  for (const { text, what, where } of mentions) {
    const value = missionAt(titleOf(what), where, known);
    const key = value?.city || value?.country;
    if (value === undefined || key === undefined || found.has(key)) continue;
    found.set(key, { value, evidence: text, confidence: surenessOf(value) });
  }
  // "India's missions in Iran and Israel" are those that are named by their cities.
  const all = [...found.values()];
  const isNamed = (country: string | undefined) =>
    all.some(({ value }) => value.city !== '' && value.country === country);
  return all.filter(({ value }) => value.city !== '' || !isNamed(value.country));
}

function surenessOf({ id, country }: Named): number {
  if (id !== undefined) return 0.95;
  return country === undefined ? 0.6 : 0.8;
}

/** One mission stands in one city: only "Consulates in Toronto and Vancouver" are several; what else is listed is no mission. */
function citiesIn(
  list: string,
  { what, known }: { readonly what: string; readonly known: Known },
): readonly string[] {
  const [first = '', ...others] = list
    .split(/, and | and |, | & /)
    .map((name) => name.replace(/^the |^.*[’']s (?=\p{Lu})/u, ''));
  const areSeveral = /(?:ies|s|s general)$/i.test(what);
  return [first, ...(areSeveral ? others : [])].map((name) => cityOf(name, known));
}

/** "Bamako Monday", "KYIV ADVISORY": the words of a name that are a city's. */
function cityOf(written: string, { gazetteer, directory }: Known): string {
  const name = written === written.toUpperCase() ? titleOf(written) : written;
  const words = name.replace(/[’']s?$/, '').split(' ');
  const isKnown = (one: string) =>
    countryOfMissionCity.has(one) ||
    gazetteer.countryOf(one) !== undefined ||
    directory.some((mission) => Object.values(mission.city).includes(one));
  const lengths = words.map((_, n) => words.length - n);
  const known = lengths.map((n) => words.slice(0, n).join(' ')).find(isKnown);
  return known ?? words.slice(0, 2).join(' ').replace(afterName, '');
}

/** Words with a capital that are no part of a city's name. */
const afterName =
  / (?:On|In|At|The|Has|Is|And|For|With|Said|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)$/u;

function missionAt(
  what: string,
  where: string,
  { directory, gazetteer }: Known,
): Named | undefined {
  if (['', 'India', 'New Delhi'].includes(where)) return undefined;
  const [inCountry] = countriesNamedIn(where);
  const name = `${what} of India, ${where}`;
  const mission = missionOf(directory, { where, inCountry });
  if (mission !== undefined)
    return {
      id: mission.id,
      name: mission.name['en'] ?? name,
      city: mission.city['en'] ?? where,
      country: mission.country,
    };
  const country = countryOfMissionCity.get(where) ?? gazetteer.countryOf(where);
  if (country !== undefined) return { name, city: where, country };
  if (inCountry === undefined) return { name, city: where };
  return atSeat(what, { where, inCountry });
}

/** "The Indian Embassy in Israel" stands in one city; its consulates may be anywhere. */
function atSeat(
  what: string,
  { where, inCountry }: { readonly where: string; readonly inCountry: string },
): Named {
  const seat = /consulate|mission$/i.test(what) ? undefined : seatsOfMissions[inCountry];
  return seat === undefined
    ? { name: `${what} of India in ${where}`, city: '', country: inCountry }
    : { name: `${what} of India, ${seat}`, city: seat, country: inCountry };
}

/** By its city, or as the only one of a country. */
function missionOf(
  directory: readonly Mission[],
  { where, inCountry }: { readonly where: string; readonly inCountry: string | undefined },
): Mission | undefined {
  const inCity = directory.find(({ city: names }) => Object.values(names).includes(where));
  const [only, another] = directory.filter(({ country }) => country === inCountry);
  return inCity ?? (another === undefined ? only : undefined);
}

function titleOf(what: string): string {
  return what
    .toLowerCase()
    .replace(/embassies$/, 'embassy')
    .replace(/(consulate|commission|mission)s/, '$1')
    .replaceAll(/(?<!\p{L})\p{L}/gu, (letter) => letter.toUpperCase());
}
