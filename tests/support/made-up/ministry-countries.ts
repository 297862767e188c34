import type { Place } from '#src/advisory/place.ts';

/** The ministry's own numbers, which look like telephone codes. */
export const placesByNumber: ReadonlyMap<string, readonly Place[]> = new Map([
  ['0047', [{ country: 'NO' }]],
  ['0223', [{ country: 'ML' }]],
  // ISO 3166-1 has no code for it (XK is not assigned); ISO 3166-2 has one for the territory, and says nothing on its status.
  ['0383', [{ country: 'RS', region: 'RS-KM' }]],
]);
