import { iso31661 } from 'iso-3166';

import type { Tongue } from './tongue.ts';

/** One of a list to choose from. */
export interface Option {
  readonly value: string;
  readonly label: string;
  readonly isChosen: boolean;
}

/** Every country, in the order of the names in this language. */
export function countryOptions(chosen: string, { t, country }: Tongue): readonly Option[] {
  const { compare } = new Intl.Collator(t.intl);
  return iso31661
    .map(({ alpha2 }) => ({ value: alpha2, label: country(alpha2), isChosen: alpha2 === chosen }))
    .toSorted((a, b) => compare(a.label, b.label));
}
