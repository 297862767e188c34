import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';

const slackMs = 5_000;

/**
 * Whether a worker holds a row. A lease that ends later than any that is given now was given before the database's clock
 * was put back, and counts as ended. One that was recalled is held until others may have the row: its worker may be sending it.
 */
export function isHeld(alias: string, leaseMs: number = delivery.leaseMs) {
  const [leasedUntil, dueAt] = ['leased_until', 'due_at'].map((name) =>
    sql.ref(`${alias}.${name}`),
  );
  return sql`(
    coalesce(${leasedUntil}, '-infinity') > now() and ${leasedUntil} <= now() + ${leaseMs + slackMs} * interval '1 millisecond'
    or coalesce(${leasedUntil} = '-infinity' and ${dueAt} > now(), false))`;
}

/** A lease that ended and was not given back. Its worker may live, so it is recalled before anybody else takes the row. */
export const hasLapsed = sql`(d.leased_until is not null and d.leased_until > '-infinity')`;

/** Ends before any time: the row was recalled, and is due to others once whoever holds it has heard of it. */
export const recalled = {
  leasedUntil: sql`'-infinity'::timestamptz`,
  dueAt: sql`clock_timestamp() + ${delivery.recallMs} * interval '1 millisecond'`,
};

/** What is planned is due from before any time, so that no clock that is put back delays it; shown is when it was published. */
export const dueSince = sql`greatest(d.due_at, p.published_at)`;
