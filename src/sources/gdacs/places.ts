import { iso31661 } from 'iso-3166';

import type { Place } from '#src/advisory/place.ts';
import { placeNamed } from '#src/sources/english-names.ts';

export interface Placed {
  readonly places: readonly Place[];
  readonly unplaced: readonly string[];
}

const codes = new Map(iso31661.map(({ alpha2, alpha3 }) => [alpha3, { country: alpha2 }]));

/** Kosovo has no code of ISO 3166-1; its territory has one of 3166-2, which says nothing on its status. */
const ofOwn = new Map<string, Place>(
  ['XKX', 'XKO'].map((code) => [code, { country: 'RS', region: 'RS-KM' }]),
);

/** What GDACS writes where there is no country. */
const nowhere = /^(?:off-?\s?shore|high seas|\[?unknown\]?|n\/a|)$/i;

export function placesByCode(written: readonly string[]): Placed {
  return placed(
    written.map((code) => code.trim()),
    (code) => ofOwn.get(code) ?? codes.get(code),
  );
}

/** Names with commas between, and commas in them: the longest name that is known is taken first. */
export function placesByName(written: string): Placed {
  return placed(namesIn(written), placeOf);
}

/** Each place once. */
export function together(...several: readonly Placed[]): Placed {
  const places = several.flatMap((one) => one.places);
  const byId = new Map(places.map((place) => [place.region ?? place.country, place]));
  return { places: [...byId.values()], unplaced: several.flatMap(({ unplaced }) => unplaced) };
}

function placed(written: readonly string[], find: (one: string) => Place | undefined): Placed {
  const found = written
    .filter((name) => !nowhere.test(name))
    .map((name) => ({ name, place: find(name) }));
  return {
    places: found.flatMap(({ place }) => place ?? []),
    unplaced: found.flatMap(({ name, place }) => (place === undefined ? [name] : [])),
  };
}

function placeOf(name: string): Place | undefined {
  return placeNamed(name) ?? placeNamed(turned(name));
}

/** "Iran, Islamic Republic of" as "Islamic Republic of Iran"; two countries beside each other are left alone. */
function turned(name: string): string {
  return name.replace(/^([^,]+), ([^,]+ of)$/, '$2 $1');
}

/** A name of ISO has at most two commas ("Tanzania, United Republic of"). */
function namesIn(written: string): string[] {
  const parts = written.split(',').map((part) => part.trim());
  const names: string[] = [];
  for (let at = 0; at < parts.length;) {
    const candidates = [3, 2, 1].map((length) => parts.slice(at, at + length).join(', '));
    const known = candidates.find((name) => placeOf(name) !== undefined) ?? parts[at] ?? '';
    names.push(known);
    at += known.split(', ').length;
  }
  return names;
}
