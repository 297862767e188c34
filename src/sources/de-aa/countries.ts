import { iso31661 } from 'iso-3166';

import type { Place } from '#src/advisory/place.ts';

const byAlpha3 = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, alpha2]));
const assigned = new Set(iso31661.map(({ alpha2 }) => alpha2));

/**
 * Where an entry of the Auswärtiges Amt holds, by its two ISO codes: both must mean the same place where both are given.
 * An entry without one, on all the world or on the sea, has no place. All codes of the recorded list were checked by hand.
 */
export function placesFor(alpha2: string, alpha3: string): readonly Place[] | undefined {
  const [one, other] = [alpha2, alpha3].map((code) => placesOf(code.trim().toUpperCase()));
  if (one === undefined || other === undefined) return one ?? other;
  return JSON.stringify(one) === JSON.stringify(other) ? one : undefined;
}

function placesOf(code: string): readonly Place[] | undefined {
  const country = byAlpha3.get(code) ?? code;
  return specialCodes.get(code) ?? (assigned.has(country) ? [{ country }] : undefined);
}

// Not assigned; ISO 3166-2 has a code for the territory, and says nothing on its status.
const kosovo: readonly Place[] = [{ country: 'RS', region: 'RS-KM' }];

const specialCodes: ReadonlyMap<string, readonly Place[]> = new Map([
  ['XK', kosovo],
  ['XKX', kosovo],
  ['KOS', kosovo],
  ['RKS', kosovo],
  ['UK', [{ country: 'GB' }]],
  ['EL', [{ country: 'GR' }]],
]);
