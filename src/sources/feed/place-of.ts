import { iso31661 } from 'iso-3166';

import type { Place } from '#src/advisory/place.ts';
import { placesNamed } from '#src/sources/english-names.ts';
import { lineOf } from '#src/sources/lines.ts';
import type { Doubt } from '#src/sources/publisher.ts';

import type { FeedItem } from './feed.ts';
import type { CountryRule } from './options.ts';
import { saidIn } from './said.ts';

interface Found {
  readonly places: readonly Place[];
  readonly doubts: readonly Doubt[];
}

/** An item may name many countries; those that no table knows are for an officer. */
export function placesOf(item: FeedItem, rule: CountryRule): Found {
  if (rule.from === 'fixed') return { places: placesOfCodes(rule.place), doubts: [] };
  const names = saidIn(item, rule);
  const known = names.map((name) => ({ name, places: lookUp(name, rule.names) }));
  const unknown = known.filter(({ places }) => places === undefined).map(({ name }) => name);
  const places = known.flatMap((one) => one.places ?? []);
  if (names.length > 0 && unknown.length === 0) return { places: distinct(places), doubts: [] };
  const wording =
    names.length === 0
      ? 'The item names no country where its source says it would.'
      : `No table knows the place "${lineOf(unknown[0] ?? '', 60)}".`;
  return { places: distinct(places), doubts: [{ rule: 'place-unknown', wording }] };
}

type Names = Exclude<CountryRule, { from: 'fixed' }>['names'];

function lookUp(name: string, names: Names): readonly Place[] | undefined {
  if (names === 'english') return placesNamed(name);
  if (names === 'iso2' || names === 'iso3') {
    const code = name.toUpperCase();
    const found = iso31661.find(
      ({ alpha2, alpha3 }) => (names === 'iso2' ? alpha2 : alpha3) === code,
    );
    return found === undefined ? undefined : [{ country: found.alpha2 }];
  }
  return Object.hasOwn(names, name) ? placesOfCodes(names[name] ?? []) : undefined;
}

function placesOfCodes(codes: string | readonly string[]): readonly Place[] {
  return [codes].flat().map((code) => {
    const country = code.slice(0, 2);
    return code === country ? { country } : { country, region: code };
  });
}

function distinct(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [nameOf(place), place])).values()].slice(0, 300);
}

/** The same for the same place, in a few letters. */
export function nameOf({ country, region }: Place): string {
  return region === undefined ? country : `${country}/${region}`;
}
