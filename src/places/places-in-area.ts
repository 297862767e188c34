import { borders } from '@rapideditor/country-coder';
import { z } from 'zod';

import type { Place } from '#src/advisory/place.ts';

import { placesAt } from './place-at.ts';
import type { Spot } from './place-at.ts';

/** Lines of spots that are looked at in an area, each way. */
const lines = 16;
/** Warnings are drawn with a broad pen: what one touches at its edge only is not meant. */
const leastShare = 0.05;

/** The countries that an area touches, given by its corners: a fair share of it, or an island of theirs lies in it. */
export function placesInPolygon(corners: readonly Spot[]): readonly Place[] {
  const outline = unwrapped(corners);
  const spots = gridIn(outline);
  const found = [...(spots.length < 4 ? outline : spots)].map((spot) => placesAt(wrapped(spot)));
  const hits = found.filter((places) => places.length > 0).length;
  const counted = Map.groupBy(found.flat(), keyOf);
  const shares = [...counted.values()].filter((all) => all.length >= hits * leastShare);
  return each([...shares.map(([place]) => place), ...islandsIn(outline)]);
}

export function placesInCircle(centre: Spot, radiusKm: number): readonly Place[] {
  if (radiusKm < 1) return placesAt(centre);
  return each([...placesAt(centre), ...placesInPolygon(outlineOf(centre, radiusKm))]);
}

function outlineOf([latitude, longitude]: Spot, radiusKm: number): readonly Spot[] {
  // The Earth's half is the most that a radius can mean.
  const degrees = Math.min(radiusKm, 20_000) / 111.2;
  const narrowing = Math.max(0.05, Math.cos((latitude * Math.PI) / 180));
  return Array.from({ length: 25 }, (_, n): Spot => {
    const angle = (n / 24) * 2 * Math.PI;
    const north = Math.max(-90, Math.min(90, latitude + degrees * Math.sin(angle)));
    const east = Math.max(-179, Math.min(179, (degrees / narrowing) * Math.cos(angle)));
    return [north, longitude + east];
  });
}

function gridIn(outline: readonly Spot[]): readonly Spot[] {
  const [south, north] = extent(outline.map(([latitude]) => latitude));
  const [west, east] = extent(outline.map(([, longitude]) => longitude));
  const steps = Array.from({ length: lines }, (_, n) => (n + 0.5) / lines);
  return steps
    .flatMap((up) =>
      steps.map((across): Spot => [south + up * (north - south), west + across * (east - west)]),
    )
    .filter((spot) => isInside(spot, outline));
}

/** Small islands fall through any grid, and are where a storm does the most harm. */
function islandsIn(outline: readonly Spot[]): readonly Place[] {
  const [south, north] = extent(outline.map(([latitude]) => latitude));
  return centres()
    .filter(({ spot: [latitude] }) => latitude >= south && latitude <= north)
    .filter(({ spot: [latitude, longitude] }) =>
      [-360, 0, 360].some((turn) => isInside([latitude, longitude + turn], outline)),
    )
    .flatMap(({ places }) => places);
}

interface Centre {
  readonly spot: Spot;
  readonly places: readonly Place[];
}

let remembered: readonly Centre[] | undefined;

/** Countries made of others have no borders of their own there. */
const bordersSchema = z.object({
  features: z.array(
    z.object({
      geometry: z
        .object({ coordinates: z.array(z.array(z.array(z.array(z.number())))) })
        .nullish()
        .catch(undefined),
    }),
  ),
});

/** The middle of every piece of land of every country. Takes a moment, the first time. */
function centres(): readonly Centre[] {
  remembered ??= bordersSchema
    .parse(borders)
    .features.flatMap(({ geometry }) => geometry?.coordinates ?? [])
    .flatMap(([ring = []]) => {
      const spot: Spot = [mean(ring.map(([, y = 0]) => y)), mean(ring.map(([x = 0]) => x))];
      return ring.length === 0 ? [] : [{ spot, places: placesAt(spot) }];
    });
  return remembered;
}

/** Even and odd: how many edges lie east of the spot. */
function isInside([latitude, longitude]: Spot, outline: readonly Spot[]): boolean {
  return outline.reduce((isIn, [toLatitude, toLongitude], n) => {
    const [fromLatitude, fromLongitude] = outline.at(n - 1) ?? [0, 0];
    if (toLatitude > latitude === fromLatitude > latitude) return isIn;
    const share = (latitude - toLatitude) / (fromLatitude - toLatitude);
    return longitude < toLongitude + share * (fromLongitude - toLongitude) ? !isIn : isIn;
  }, false);
}

/** Over the date line a longitude goes on beyond 180 instead of jumping. */
function unwrapped(corners: readonly Spot[]): readonly Spot[] {
  let turns = 0;
  return corners.map(([latitude, longitude], n) => {
    const before = corners[n - 1]?.[1] ?? longitude;
    if (longitude - before > 180) turns -= 1;
    if (longitude - before < -180) turns += 1;
    return [latitude, longitude + 360 * turns];
  });
}

function wrapped([latitude, longitude]: Spot): Spot {
  return [latitude, ((((longitude + 180) % 360) + 360) % 360) - 180];
}

function extent(numbers: readonly number[]): readonly [number, number] {
  return numbers.reduce<readonly [number, number]>(
    ([low, high], it) => [Math.min(low, it), Math.max(high, it)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, it) => sum + it, 0) / numbers.length;
}

function keyOf({ country, region = '' }: Place): string {
  return `${country} ${region}`;
}

function each(places: readonly (Place | undefined)[]): readonly Place[] {
  const known = places.filter((place) => place !== undefined);
  return [...new Map(known.map((place) => [keyOf(place), place])).values()];
}
