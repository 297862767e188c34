import { countrySchema } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import { regionNamed } from '#src/places/region-named.ts';
import { lineOf } from '#src/sources/lines.ts';

interface Area {
  readonly areaDesc: string;
  readonly geocode: readonly { readonly valueName: string; readonly value: string }[];
}

/**
 * The country is in the area's code, the region its name: with a code of its own where ISO 3166-2 knows just that name.
 * Undefined for a code of no country.
 */
export function areaPlace({ areaDesc, geocode }: Area): Place | undefined {
  const code = geocode.find(({ valueName }) => /^(?:EMMA_ID|NUTS[1-3]?)$/.test(valueName))?.value;
  const place = placeOfPrefix(code?.slice(0, 2).toUpperCase() ?? '');
  const name = lineOf(areaDesc, 100);
  if (place === undefined || place.region !== undefined || name === '') return place;
  return { ...place, region: regionOf(place.country, name) };
}

/** Prefixes of Meteoalarm's areas that are no codes of ISO 3166-1. Kosovo as everywhere here: the region of ISO 3166-2. */
const prefixes: Readonly<Record<string, Place>> = {
  UK: { country: 'GB' },
  EL: { country: 'GR' },
  XK: { country: 'RS', region: 'RS-KM' },
};

/** By the letters that an area's code begins with. */
export function placeOfPrefix(prefix: string): Place | undefined {
  const listed = Object.hasOwn(prefixes, prefix) ? prefixes[prefix] : undefined;
  if (listed !== undefined) return listed;
  return countrySchema.safeParse(prefix).success ? { country: prefix } : undefined;
}

function regionOf(country: string, name: string): string {
  // "Bergen (coast)" is less than Bergen, and would be taken for it.
  const code = /[;,(/]/.test(name) ? undefined : regionNamed(country, name);
  // A name that looks like a code would be taken for one.
  return code ?? (/^[A-Z]{2}-/.test(name) ? `Area ${name}` : name);
}
