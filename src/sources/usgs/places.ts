import { iso31662 } from 'iso-3166';

import type { Place } from '#src/advisory/place.ts';
import { placeNamed } from '#src/sources/english-names.ts';

/**
 * The text is for people ("8 km NNW of Oaxaca, Mexico", "southern Iran", "Fiji region"). Its last part is a country or a
 * state of the United States, or the whole is a region of the seismologists' own that begins or ends with one. What lies
 * south of somewhere, or off its coast, lies in the sea: undefined, and an officer looks at the map.
 */
export function placesOfQuake(
  place: string,
  longitude: number | undefined,
): readonly Place[] | undefined {
  const name = lastPart(place);
  // The state and the country have one name, and an ocean between them.
  if (name === 'Georgia') return georgia(longitude);
  const borders = /^(.+?)\s*[-–]\s*(.+?) border region$/i.exec(name)?.slice(1);
  if (borders !== undefined) return all(borders.map(placeOf));
  const region = name.replace(/ region$/i, '');
  return all([placeOf(name) ?? placeOf(region) ?? placeOf(withoutDirection(region))]);
}

function placeOf(name: string): Place | undefined {
  return ofOwn.get(name) ?? placeNamed(name);
}

/** All or none: half of where it was would look like the whole. */
function all(places: readonly (Place | undefined)[]): readonly Place[] | undefined {
  const known = places.flatMap((place) => place ?? []);
  return known.length === places.length ? known : undefined;
}

function georgia(longitude: number | undefined): readonly Place[] | undefined {
  if (longitude === undefined) return undefined;
  return [longitude > 0 ? { country: 'GE' } : { country: 'US', region: 'US-GA' }];
}

/** Great earthquakes are named after themselves: "2024 Noto Peninsula, Japan Earthquake". */
function lastPart(place: string): string {
  const parts = place.replace(/ earthquake$/i, '').split(',');
  return (parts.at(-1) ?? '').trim();
}

const direction = /^(?:(?:(?:north|south|east|west|central)+(?:ern)?)\b[\s-]*)+/i;

function withoutDirection(region: string): string {
  const bare = region.replace(direction, '');
  // "South of Tonga" is a place in the sea; "South Georgia" is neither the country nor the state.
  return /\bof\b/i.test(region) || bare === 'Georgia' ? '' : bare;
}

const states = iso31662
  .filter(({ code }) => /^US-[A-Z]{2}$/.test(code))
  .filter(({ code }) => !['US-AS', 'US-GU', 'US-MP', 'US-PR', 'US-UM', 'US-VI'].includes(code));

/** American states by name and by the two letters of addresses; what else the text names that is no country. */
const ofOwn: ReadonlyMap<string, Place> = new Map<string, Place>([
  ...states.flatMap(({ code, name }): [string, Place][] => [
    [name, { country: 'US', region: code }],
    [code.slice(3), { country: 'US', region: code }],
  ]),
  // Their letters are those of other countries of ISO 3166-1 too, but here they are American.
  ['PR', { country: 'PR' }],
  ['VI', { country: 'VI' }],
  ['CNMI', { country: 'MP' }],
  ['Baja California', { country: 'MX' }],
  ['B.C.', { country: 'CA', region: 'CA-BC' }],
]);
