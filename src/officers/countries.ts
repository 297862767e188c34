import type { Content } from '#src/advisory/advisory.ts';

import type { Officer } from './officer.ts';
import type { Refusal } from './rules.ts';

/** An author who writes for some countries neither writes nor releases what concerns another one. */
export function whatLiesOutside(
  { countries }: Pick<Officer, 'countries'>,
  { appliesTo, eventPlaces }: Pick<Content, 'appliesTo' | 'eventPlaces'>,
): Refusal | undefined {
  if (countries === undefined) return undefined;
  const named = [...appliesTo, ...eventPlaces].map(({ country }) => country);
  const outside = [...new Set(named)].filter((country) => !countries.includes(country));
  if (outside.length === 0) return undefined;
  return {
    code: 'FORBIDDEN',
    message: `Expected only countries that the token is made for, ${countries.join(', ')}, arrived ${outside.join(', ')}`,
  };
}
