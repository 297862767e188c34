import { findPhoneNumbersInText, isSupportedCountry } from 'libphonenumber-js';

import type { Mission } from '#src/advisory/mission.ts';
import type { Found, Proposal } from '#src/advisory/proposal.ts';

import { withoutDays } from './dates.ts';
import type { Sentence } from './sentences.ts';

type Phone = Proposal['phones'][number]['value'];

const mostPhones = 50;

/**
 * The numbers of a text, compared with the directory's: numbers never come from a text, they are only shown beside. Nobody
 * answers at those of a closed mission, so a text that names one differs.
 */
export function phonesIn(
  sentences: readonly Sentence[],
  {
    countries,
    directory,
  }: { readonly countries: readonly string[]; readonly directory: readonly Mission[] },
): Proposal['phones'] {
  const owners = new Map(
    directory
      .filter(({ closed }) => closed === undefined)
      .flatMap(({ id, phones }) => phones.map(({ number }) => [number, id] as const)),
  );
  const found = new Map<string, Found<Phone>>();
  for (const { text } of sentences) {
    if (!/\d[\d\s().-]{5,}\d/.test(text) || found.size >= mostPhones) continue;
    for (const { number } of numbersIn(text, countries)) {
      const missionId = owners.get(number.number);
      const value = {
        number: number.number,
        differs: missionId === undefined,
        ...(missionId && { missionId }),
      };
      if (!found.has(number.number))
        found.set(number.number, { value, evidence: text, confidence: 0.9 });
    }
  }
  return [...found.values()];
}

/** "00223-77253171" is how many write +223 77 25 31 71. */
function numbersIn(text: string, [country]: readonly string[]) {
  const read = withoutDays(text).replaceAll(/(?<!\d)00(?=[1-9])/g, '+');
  return country !== undefined && isSupportedCountry(country)
    ? findPhoneNumbersInText(read, country)
    : findPhoneNumbersInText(read);
}
