import { isRegionCode, placeSchema } from '#src/advisory/place.ts';
import type { Place } from '#src/advisory/place.ts';
import type { CapArea, CapPair } from '#src/cap/alert.ts';
import { circleIn, pointsIn } from '#src/cap/geometry.ts';
import { placesInCircle, placesInPolygon } from '#src/places/places-in-area.ts';
import { regionNamed } from '#src/places/region-named.ts';
import { lineOf } from '#src/sources/lines.ts';
import { placeOfPrefix } from '#src/sources/meteoalarm/areas.ts';
import { statesOf } from '#src/sources/nws/areas.ts';

interface Found {
  readonly places: readonly Place[];
  /** An area that lies nowhere we know. */
  readonly unknownPlace: string | undefined;
}

interface Knowing {
  /** Where the source's alerts hold unless they say so. */
  readonly configured: string | undefined;
  readonly shapes: Shapes;
}

/** Areas of a message that are looked at. */
const looked = 500;

/** An alert for more areas than that is for the countries they lie in. */
const mostAreas = 200;

/**
 * Shapes that one document is worth looking at, however many messages it holds: each costs about a millisecond in which nothing
 * else is done. What several languages or messages repeat is looked at once.
 */
export interface Shapes {
  readonly placesOf: (area: CapArea) => readonly Place[];
  /** Some were not looked at. */
  readonly areTooMany: () => boolean;
}

export function createShapes(): Shapes {
  const found = new Map<string, readonly Place[]>();
  let left = 600;
  const look = (text: string, places: (text: string) => readonly Place[]) => {
    const before = found.get(text);
    if (before === undefined) left -= 1;
    if (before !== undefined || left < 0) return before ?? [];
    const fresh = places(text);
    found.set(text, fresh);
    return fresh;
  };
  return {
    placesOf: ({ polygons, circles }) =>
      each([
        ...polygons.flatMap((text) => look(text, inPolygon)),
        ...circles.flatMap((text) => look(text, inCircle)),
      ]),
    areTooMany: () => left < 0,
  };
}

function inPolygon(text: string): readonly Place[] {
  return placesInPolygon(thinned(pointsIn(text) ?? []));
}

function inCircle(text: string): readonly Place[] {
  const circle = circleIn(text);
  return circle === undefined ? [] : placesInCircle(circle.centre, circle.radiusKm);
}

/** Which countries a shape touches is told by some hundred corners as well as by thousands. */
function thinned<T>(corners: readonly T[]): readonly T[] {
  const step = Math.ceil(corners.length / 500);
  return corners.filter((_, n) => n % step === 0);
}

/** Where a warning holds: by its codes and its shapes, else where the source is configured to be. */
export function placesOf(areas: readonly CapArea[], { configured, shapes }: Knowing): Found {
  const found = areas.slice(0, looked).map((area) => ({
    area,
    places: placesOfArea(area, { configured, shapes }),
  }));
  const everywhere = configured === undefined ? [] : [{ country: configured }];
  const places = areas.length === 0 ? everywhere : found.flatMap((it) => it.places);
  const unplaced = found.find((it) => it.places.length === 0)?.area.description;
  const isTooMuch = shapes.areTooMany() || areas.length > looked;
  return {
    places: each(places.length > mostAreas ? places.map(withoutName) : places),
    unknownPlace:
      unplaced ?? (isTooMuch ? 'more areas than are looked at' : missingIn(places, areas)),
  };
}

function missingIn(places: readonly Place[], areas: readonly CapArea[]): string | undefined {
  return places.length + areas.length === 0 ? 'no area at all' : undefined;
}

/**
 * A code says which region it is. A shape says only which countries: the name beside it is kept as a name, for some services
 * name one region and draw another, and a name is heard by all who follow the country.
 */
function placesOfArea(area: CapArea, { configured, shapes }: Knowing): readonly Place[] {
  const coded = each(area.geocodes.flatMap((code) => placesOfCode(code, area.description)));
  const drawn = ownOrAll(shapes.placesOf(area), configured).filter(
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

/** A national service warns of its own country: what its shapes touch beyond the border, or at sea, is not meant. */
function ownOrAll(places: readonly Place[], configured: string | undefined): readonly Place[] {
  const own = places.filter(({ country }) => country === configured);
  return own.length > 0 ? own : places;
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

type Reads = (value: string, areaDesc: string) => readonly Place[];

/** By the name of the code, the first that fits. */
const codes: readonly (readonly [RegExp, Reads])[] = [
  [/^ISO[ _-]?3166[ _-]?2/i, (value) => known({ country: value.slice(0, 2), region: value })],
  [/^ISO[ _-]?3166(?:[ _-]?1)?/i, (value) => known({ country: value })],
  [/^EMMA_ID$/i, inEurope],
  [/^UGC$/, (value, areaDesc) => statesOf({ areaDesc, ugc: [value], fips: [] }).places],
  [/^(?:SAME|FIPS6)$/, (value, areaDesc) => statesOf({ areaDesc, ugc: [], fips: [value] }).places],
  [/^profile:CAP-CP:Location/i, (value) => inCanada(value)],
];

function placesOfCode({ name, value }: CapPair, areaDesc: string): readonly Place[] {
  const [, read] = codes.find(([form]) => form.test(name)) ?? [];
  return read?.(value, areaDesc) ?? [];
}

function inEurope(value: string, areaDesc: string): readonly Place[] {
  const place = placeOfPrefix(value.slice(0, 2).toUpperCase());
  return place === undefined ? [] : [named(place, areaDesc)];
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
