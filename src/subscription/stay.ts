import type { Stay } from './subscription.ts';

export const longestDaysBefore = 60;

const hour = 3_600_000;
const day = 24 * hour;

/** While alerts are wanted, `until` excluded. */
export interface Active {
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
