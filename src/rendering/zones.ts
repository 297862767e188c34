import { iso31661 } from 'iso-3166';

import { currentZone, primaryZone, zonesOf } from '#src/advisory/time-zone.ts';

import type { Option } from './country-options.ts';
import type { Tongue } from './tongue.ts';

/** Which country each zone is in: no zone has two. */
const countryOfZone = new Map(
  iso31661.flatMap(({ alpha2 }) => zonesOf(alpha2).map((zone) => [zone, alpha2] as const)),
);

/** The place whose clock it is, as people name it: a country, and a city where a country has several clocks. */
export function zoneName(zone: string, tongue: Tongue): string {
  const name = primaryZone(zone) ?? zone;
  const country = countryOfZone.get(name);
  if (country === undefined) return name;
  if (zonesOf(country).length === 1) return tongue.country(country);
  return tongue.fill(tongue.t.format.place, {
    region: cityOf(currentZone(name)),
    country: tongue.country(country),
  });
}

/** Zones of one country; where there is only one, it stands by the name of the country alone. */
export interface ZoneGroup {
  readonly label: string;
  readonly zones: readonly Option[];
}

/** Every zone, in the order of the countries' names in this language. One that no country has is offered when it is chosen. */
export function zoneOptions(chosen: string, tongue: Tongue): readonly ZoneGroup[] {
  const { compare } = new Intl.Collator(tongue.t.intl);
  const name = primaryZone(chosen) ?? chosen;
  const option = (zone: string, label: string) => ({
    value: currentZone(zone),
    label,
    isChosen: zone === name,
  });
  const groups = iso31661
    .map(({ alpha2 }) => ({ zones: zonesOf(alpha2), label: tongue.country(alpha2) }))
    .filter(({ zones }) => zones.length > 0)
    .toSorted((one, other) => compare(one.label, other.label))
    .map(({ label, zones }) => ({
      label,
      zones: zones.map((zone) =>
        option(zone, zones.length === 1 ? label : cityOf(currentZone(zone))),
      ),
    }));
  const others = countryOfZone.has(name) ? ['UTC'] : [...new Set(['UTC', name])];
  return [...groups, ...others.map((zone) => ({ label: zone, zones: [option(zone, zone)] }))];
}

function cityOf(zone: string): string {
  return zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');
}
