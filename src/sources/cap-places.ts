import { isRegionCode, placeSchema } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import type { CapArea, CapPair } from '#src/cap/alert.ts';
import { circleIn, pointsIn } from '#src/cap/geometry.ts';
import { placesInCircle, placesInPolygon } from '#src/places/places-in-area.ts';
import { regionNamed } from '#src/places/region-named.ts';

import { lineOf } from './lines.ts';
import { statesOf } from './nws-areas.ts';

interface Found {
  readonly places: readonly Place[];
  /** An area that lies nowhere we know. */
  readonly unknownPlace: string | undefined;
}

/** An alert for more areas than that is for the countries they lie in. */
const mostAreas = 200;

/** Where a warning holds: by its codes and its shapes, else where the source is configured to be. */
export function placesOf(areas: readonly CapArea[], configured: string | undefined): Found {
  const found = areas.map((area) => ({ area, places: placesOfArea(area, configured) }));
  const unknown = found.find(({ places }) => places.length === 0);
  const everywhere = configured === undefined ? [] : [{ country: configured }];
  const places = areas.length === 0 ? everywhere : found.flatMap((it) => it.places);
  const isUnsaid = areas.length === 0 && configured === undefined;
  return {
    places: each(places.length > mostAreas ? places.map(withoutName) : places),
    unknownPlace: unknown?.area.description ?? (isUnsaid ? 'no area at all' : undefined),
  };
}

/**
 * A code says which region it is. A shape says only which countries: the name beside it is kept as a name, for some services
 * name one region and draw another, and a name is heard by all who follow the country.
 */
function placesOfArea(area: CapArea, configured: string | undefined): readonly Place[] {
  const coded = each(area.geocodes.flatMap((code) => placesOfCode(code, area.description)));
  const drawn = countriesIn(area).filter(
    ({ country }) => !coded.some((place) => place.country === country),
  );
  const shaped = drawn.map((place) => named(place, area.description));
  if (coded.length + shaped.length > 0) return [...coded, ...shaped];
  if (configured === undefined) return [];
  const region = regionNamed(configured, area.description);
  return [
    region === undefined
      ? named({ country: configured }, area.description)
      : { country: configured, region },
  ];
}

function countriesIn({ polygons, circles }: CapArea): readonly Place[] {
  const inPolygons = polygons.flatMap((text) => placesInPolygon(pointsIn(text) ?? []));
  const inCircles = circles.flatMap((text) => {
    const circle = circleIn(text);
    return circle === undefined ? [] : placesInCircle(circle.centre, circle.radiusKm);
  });
  return each([...inPolygons, ...inCircles]);
}

/** Provinces by the first figures of the Standard Geographical Classification, which Canada's profile of CAP uses. */
const provinces: Readonly<Record<string, string>> = {
  10: 'NL',
  11: 'PE',
  12: 'NS',
  13: 'NB',
  24: 'QC',
  35: 'ON',
  46: 'MB',
  47: 'SK',
  48: 'AB',
  59: 'BC',
  60: 'YT',
  61: 'NT',
  62: 'NU',
};

/** Meteoalarm's areas begin with the country; the European Union's letters for two of them are its own. */
const european: Readonly<Record<string, string>> = { EL: 'GR', UK: 'GB' };

type Reads = (value: string, areaDesc: string) => readonly Place[];

/** By the name of the code, the first that fits. */
const codes: readonly (readonly [RegExp, Reads])[] = [
  [/^ISO[ _-]?3166[ _-]?2/i, (value) => known({ country: value.slice(0, 2), region: value })],
  [/^ISO[ _-]?3166(?:[ _-]?1)?/i, (value) => known({ country: value })],
  [/^EMMA_ID$/i, (value, areaDesc) => known(ofMeteoalarm(value)).map((it) => named(it, areaDesc))],
  [/^UGC$/, (value, areaDesc) => statesOf({ areaDesc, ugc: [value], fips: [] }).places],
  [/^(?:SAME|FIPS6)$/, (value, areaDesc) => statesOf({ areaDesc, ugc: [], fips: [value] }).places],
  [/^profile:CAP-CP:Location/i, (value) => inCanada(value)],
];

function placesOfCode({ name, value }: CapPair, areaDesc: string): readonly Place[] {
  const [, read] = codes.find(([form]) => form.test(name)) ?? [];
  return read?.(value, areaDesc) ?? [];
}

function ofMeteoalarm(value: string): Place {
  const letters = value.slice(0, 2);
  return { country: european[letters] ?? letters };
}

function inCanada(value: string): readonly Place[] {
  const province = provinces[value.slice(0, 2)];
  return province === undefined ? [] : [{ country: 'CA', region: `CA-${province}` }];
}

function named(place: Place, areaDesc: string): Place {
  if (place.region !== undefined) return place;
  const region = lineOf(areaDesc, 100);
  const whole = { ...place, region };
  // A name in the form of a code that does not exist is none.
  return placeSchema.safeParse(whole).success ? whole : place;
}

function withoutName({ country, region }: Place): Place {
  return region !== undefined && isRegionCode(region) ? { country, region } : { country };
}

function known(place: Place): readonly Place[] {
  return placeSchema.safeParse(place).success ? [place] : [];
}

function each(places: readonly Place[]): readonly Place[] {
  return [...new Map(places.map((place) => [JSON.stringify(place), place])).values()];
}
