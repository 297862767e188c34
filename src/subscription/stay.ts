import { zonesOf } from '#src/advisory/time-zone.ts';

import type { FollowedPlace, Stay, Trip } from './subscription.ts';

/** A longer stay is no trip. */
const longestTripDays = 366;
/** A trip that begins later than this is a slip of the hand. */
const farthestDays = 2 * 366;

const hour = 3_600_000;
const day = 24 * hour;

/** While alerts are wanted, `until` excluded. */
interface Active {
  readonly from: Date;
  readonly until: Date;
}

/**
 * When a stay is alerted; undefined for one without dates. A trip: from its first alerted day to the day after its last,
 * whatever part of the earth these days are counted in (UTC+14 to UTC−12): better an alert too many.
 */
export function activeDuring(stay: Stay): Active | undefined {
  if (stay.kind !== 'trip') return undefined;
  const first = Date.parse(stay.from) - stay.daysBefore * day;
  return {
    from: new Date(first - 14 * hour),
    until: new Date(Date.parse(stay.to) + 2 * day + 12 * hour),
  };
}

/** Is a stay alerted at this moment? */
export function isActive(stay: Stay, at: Date): boolean {
  const active = activeDuring(stay);
  return active === undefined || (active.from <= at && at < active.until);
}

/** Is a trip behind its traveller, and its alerts with it? */
export function isOver(stay: Stay, at: Date): boolean {
  const active = activeDuring(stay);
  return active !== undefined && active.until <= at;
}

/** The first day on which a trip is alerted, as people count it. */
export function alertedFrom({ from, daysBefore }: Trip): string {
  return new Date(Date.parse(from) - daysBefore * day).toISOString().slice(0, 10);
}

/** The last day on which a trip is alerted, as people count it: the one after its own. */
export function alertedUntil({ to }: Trip): string {
  return new Date(Date.parse(to) + day).toISOString().slice(0, 10);
}

/** Days on which a trip is alerted, as people count them: those before, its own, and the one after. */
export function alertedDays({ from, to, daysBefore }: Trip): number {
  return daysBefore + (Date.parse(to) - Date.parse(from)) / day + 2;
}

export type TripProblem = 'trip-order' | 'trip-over' | 'trip-far' | 'trip-long';

/** Why a trip cannot be asked for now; undefined when it can. Its last day counts until it is over everywhere on earth. */
export function tripProblem(
  { from, to }: Pick<Trip, 'from' | 'to'>,
  now: Date,
): TripProblem | undefined {
  const [first, last] = [Date.parse(from), Date.parse(to)];
  if (last < first) return 'trip-order';
  if (last + day + 12 * hour <= now.getTime()) return 'trip-over';
  if (first > now.getTime() + farthestDays * day) return 'trip-far';
  return (last - first) / day >= longestTripDays ? 'trip-long' : undefined;
}

/** Where the day begins last on earth. */
const lastOnEarth = 'Etc/GMT+12';
const morning = '06:00';

/**
 * Six in the morning of a trip's first day, where that comes last among its places: nobody is mailed about it while it is
 * still night there. For a trip to everywhere, where it comes last on earth.
 */
export function firstMorning({ from }: Pick<Trip, 'from'>, places: readonly FollowedPlace[]): Date {
  const zones = places.flatMap((place) =>
    place.kind === 'everywhere' ? [lastOnEarth] : zonesOf(countryOf(place)),
  );
  const moment = Temporal.PlainDateTime.from(`${from}T${morning}`);
  const mornings = (zones.length === 0 ? [lastOnEarth] : zones).map(
    (zone) => moment.toZonedDateTime(zone).epochMilliseconds,
  );
  return new Date(Math.max(...mornings));
}

function countryOf(place: Exclude<FollowedPlace, { kind: 'everywhere' }>): string {
  return place.kind === 'country' ? place.country : place.region.slice(0, 2);
}
