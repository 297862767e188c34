import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { retention } from '#config/retention.ts';

import type { Tx } from './database.ts';
import { deleteWishes } from './erasing.ts';
import { daysBefore } from './retention-cut-off.ts';

/** Confirm and manage links that have ended a while ago. */
export async function forgetLinks(tx: Tx, now: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from link_tokens where hash in (
      select hash from link_tokens where expires_at < ${daysBefore(now, retention.linkDays)}
      limit ${limit} for update skip locked)`.execute(tx);
  return Number(numAffectedRows);
}

/** Sign-ups that nobody confirmed while their link held. One whose mail is still to go waits for it. */
export async function forgetUnconfirmed(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number; address_id: number }>`
    select id, address_id from subscriptions s
    where valid_from is null and requested_at < ${daysBefore(now, policy.confirmLinkDays + retention.unconfirmedMarginDays)}
      and not exists (select from deliveries_standing d
        where d.publication_id = ${notices} and d.recipient_id = s.address_id and d.channel = 'email' and ${isQuestionOf('d', 's')} and d.state = 'pending')
      and not exists (select from link_tokens t
        where t.subscription_id = s.id and t.expires_at > ${daysBefore(now, retention.unconfirmedMarginDays)})
    order by requested_at limit ${limit} for update skip locked`.execute(tx);
  const ids = rows.map(({ id }) => id);
  const owners = rows.map(({ address_id: owner }) => owner);
  await sql`
    with gone as (select * from unnest(${owners}::bigint[], ${ids}::bigint[]) as t (address_id, id)), tried as (
      delete from attempts a using gone
      where a.publication_id = ${notices} and a.channel = 'email' and a.recipient_id = gone.address_id and ${isQuestionOf('a', 'gone')}
    )
    delete from deliveries_standing d using gone
    where d.publication_id = ${notices} and d.channel = 'email' and d.recipient_id = gone.address_id and ${isQuestionOf('d', 'gone')}`.execute(
    tx,
  );
  await sql`delete from consents where subscription_id = any(${ids}::bigint[])`.execute(tx);
  await deleteWishes(tx, ids);
  return ids.length;
}

/**
 * Wishes that have ended, of people who may have others; a trip when it has long been over, however it ended, and at once where it
 * ended by itself. That they are gone is noted, or a proof would miss them.
 */
export async function forgetEnded(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ id: number; address_id: number }>`
    select id, address_id from subscriptions s
    where valid_until < ${daysBefore(now, retention.addressDays)} or (ended_by = 'trip-over' and valid_until < ${now})
      or (stay = 'trip' and valid_until < ${now} and active_until < ${daysBefore(now, retention.tripDays)})
    order by valid_until limit ${limit} for update skip locked`.execute(tx);
  await sql`
    update addresses set cut_at = clock_timestamp()
    where id in (select id from addresses where id = any(${rows.map(({ address_id: owner }) => owner)}::bigint[]) order by id for update)`.execute(
    tx,
  );
  const ids = rows.map(({ id }) => id);
  await deleteWishes(tx, ids);
  return ids.length;
}

/** Buckets that are not full say nothing about anybody any more. */
export async function forgetPaces(tx: Tx, now: Date, limit: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from paces where bucket in (
      select bucket from paces where full_until < ${now} limit ${limit} for update skip locked)`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

/** Whether a mail asks somebody to confirm a wish: their own, or one that they were added to. */
const isQuestionOf = (mail: string, wish: string) =>
  sql`${sql.ref(`${mail}.purpose`)} in ('confirm:' || ${sql.ref(`${wish}.id`)}, 'added:' || ${sql.ref(`${wish}.id`)})`;

const notices = sql`(select id from publications where kind = 'notices')`;
