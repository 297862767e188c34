import { sql } from 'kysely';

import { retention } from '#config/retention.ts';
import { newsToNewcomer } from '#src/subscription/in-force.ts';
import { activeDuring, firstMorning, isOver } from '#src/subscription/stay.ts';

import type { Tx } from './database.ts';
import { idsOf, liveStays, openStays, pageOf } from './live-stays.ts';
import type { LiveStay, Page, StaysParts } from './live-stays.ts';
import { addNotice } from './notices.ts';
import { endAddressWithoutWishes, endWishes, holdAddress } from './wishes.ts';

const day = 24 * 3_600_000;

/**
 * When alerts begin for a trip, its traveller is told what holds there by then. Not whoever confirmed later, who was told
 * then, nor whose first morning is less than a day away, who will be.
 */
export async function openTrips(tx: Tx, parts: StaysParts, after: number): Promise<Page> {
  const at = parts.now();
  const rows = await liveStays(
    tx,
    sql`stay = 'trip' and not opened and active_from <= ${at} and id > ${after}`,
  );
  const { stays: trips, unreadable } = openStays(parts.keyring, rows);
  const isUntold = ({ wish, confirmedAt }: LiveStay) => {
    const active = activeDuring(wish.stay);
    const isNear = firstMorningOf({ wish }).getTime() - at.getTime() < day;
    return active !== undefined && confirmedAt < active.from && !isNear;
  };
  const done = await tellWhatHolds(tx, parts, {
    trips: trips.filter(isUntold),
    occasion: 'trip-opens',
  });
  await sql`update subscriptions set opened = true where id = any(${idsOf(trips)}::bigint[])`.execute(
    tx,
  );
  return pageOf(rows, done, unreadable);
}

/** On the morning of a trip's first day. Where that is, only the wish itself knows: whose morning has not come waits. */
export async function beginTrips(tx: Tx, parts: StaysParts, after: number): Promise<Page> {
  const at = parts.now();
  const rows = await liveStays(
    tx,
    sql`stay = 'trip' and not begun and begins_on <= (${at}::timestamptz at time zone 'UTC' + interval '14 hours')::date and id > ${after}`,
  );
  const { stays: trips, unreadable } = openStays(parts.keyring, rows);
  const due = trips.filter((trip) => firstMorningOf(trip) <= at);
  const untold = due.filter((trip) => trip.confirmedAt < firstMorningOf(trip));
  const done = await tellWhatHolds(tx, parts, { trips: untold, occasion: 'trip-begins' });
  await sql`update subscriptions set begun = true where id = any(${idsOf(due)}::bigint[])`.execute(
    tx,
  );
  return pageOf(rows, done, unreadable);
}

/** A trip that has long been over ends; with the last wish of an address, no message to it begins any more. */
export async function endTrips(tx: Tx, { now }: StaysParts): Promise<Page> {
  const over = new Date(now().getTime() - retention.tripDays * day);
  const trips = await liveStays(tx, sql`stay = 'trip' and active_until <= ${over}`);
  const owners = [...new Set(trips.map(({ addressId }) => addressId))].toSorted((a, b) => a - b);
  for (const addressId of owners) await holdAddress(tx, addressId);
  await endWishes(tx, idsOf(trips), 'trip-over');
  for (const addressId of owners) await endAddressWithoutWishes(tx, addressId, 'trip-over');
  return pageOf(trips, trips.length);
}

interface Telling {
  readonly trips: readonly LiveStay[];
  readonly occasion: 'trip-opens' | 'trip-begins';
}

/** Nothing in force: nothing is sent. What the mail says is looked up once more when it is composed. */
async function tellWhatHolds(
  tx: Tx,
  { inForceOn, now }: StaysParts,
  { trips, occasion }: Telling,
): Promise<number> {
  const ahead = trips.filter(({ wish }) => !isOver(wish.stay, now()));
  if (ahead.length === 0) return 0;
  const inForce = await inForceOn(tx).inForce({ at: now() });
  const concerned = ahead.filter(({ wish }) => newsToNewcomer(inForce, wish).length > 0);
  for (const { id, addressId, wish } of concerned)
    await addNotice(tx, { addressId, purpose: `${occasion}:${id}`, language: wish.language });
  return concerned.length;
}

function firstMorningOf({ wish }: Pick<LiveStay, 'wish'>): Date {
  const { stay, places } = wish;
  return stay.kind === 'trip' ? firstMorning(stay, places) : new Date(0);
}
