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
  const country = gazetteer.countryOf(where) ?? capitals.get(where);
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

/** Cities of missions that several countries have, by the one that is meant; and spellings that gazetteers lack. */
const capitals = new Map([
  ['Tripoli', 'LY'],
  ['Beirut', 'LB'],
  ['Tehran', 'IR'],
  ['Kabul', 'AF'],
  ['Khartoum', 'SD'],
  ['Port Sudan', 'SD'],
  ['Kyiv', 'UA'],
  ['Kiev', 'UA'],
  ['Niamey', 'NE'],
  ['Yangon', 'MM'],
  ['Rangoon', 'MM'],
  ['Mandalay', 'MM'],
  ['Dhaka', 'BD'],
  ['Kathmandu', 'NP'],
  ['Tel Aviv', 'IL'],
  ['Damascus', 'SY'],
  ['Baghdad', 'IQ'],
  ['Erbil', 'IQ'],
  ['Sanaa', 'YE'],
  ['Doha', 'QA'],
  ['Manama', 'BH'],
  ['Muscat', 'OM'],
  ['Abu Dhabi', 'AE'],
  ['Dubai', 'AE'],
  ['Kuwait', 'KW'],
  ['Riyadh', 'SA'],
  ['Jeddah', 'SA'],
  ['Amman', 'JO'],
  ['Cairo', 'EG'],
  ['Addis Ababa', 'ET'],
  ['Nairobi', 'KE'],
  ['Kinshasa', 'CD'],
  ['Abuja', 'NG'],
  ['Lagos', 'NG'],
  ['Accra', 'GH'],
  ['Abidjan', 'CI'],
  ['Ouagadougou', 'BF'],
  ['Conakry', 'GN'],
  ['Dakar', 'SN'],
  ['Bamako', 'ML'],
  ['Moscow', 'RU'],
  ['Minsk', 'BY'],
  ['Warsaw', 'PL'],
  ['Bucharest', 'RO'],
  ['Budapest', 'HU'],
  ['Bratislava', 'SK'],
  ['Chisinau', 'MD'],
  ['Tashkent', 'UZ'],
  ['Bishkek', 'KG'],
  ['Dushanbe', 'TJ'],
  ['Astana', 'KZ'],
  ['Yerevan', 'AM'],
  ['Baku', 'AZ'],
  ['Tbilisi', 'GE'],
  ['Ankara', 'TR'],
  ['Istanbul', 'TR'],
  ['Islamabad', 'PK'],
  ['Colombo', 'LK'],
  ['Male', 'MV'],
  ['Bangkok', 'TH'],
  ['Phnom Penh', 'KH'],
  ['Vientiane', 'LA'],
  ['Hanoi', 'VN'],
  ['Manila', 'PH'],
  ['Jakarta', 'ID'],
  ['Kuala Lumpur', 'MY'],
  ['Beijing', 'CN'],
  ['Tokyo', 'JP'],
  ['Seoul', 'KR'],
  ['Caracas', 'VE'],
  ['Port of Spain', 'TT'],
  ['Georgetown', 'GY'],
  ['London', 'GB'],
  ['Ottawa', 'CA'],
  ['Washington', 'US'],
  ['Mexico City', 'MX'],
  ['Antananarivo', 'MG'],
  ['Maputo', 'MZ'],
  ['Harare', 'ZW'],
  ['Lusaka', 'ZM'],
  ['Kampala', 'UG'],
  ['Juba', 'SS'],
  ['Asmara', 'ER'],
  ['Algiers', 'DZ'],
  ['Tunis', 'TN'],
  ['Rabat', 'MA'],
]);
