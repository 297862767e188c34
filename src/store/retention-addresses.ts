import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { retention } from '#config/retention.ts';

import type { Tx } from './database.ts';
import { makeTombstones } from './erasing.ts';
import { cutFromReceived } from './forgetting-received.ts';
import { daysBefore } from './retention-cut-off.ts';

/**
 * Addresses whose last wish has ended a while ago, or of which no wish is left, as after a trip. Their rows are locked first and judged by a second statement: it sees
 * a sign-up that came in between, and leaves its address alone.
 */
export async function forgetLeft(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows: held } = await sql<{ id: number }>`
    select id from addresses a
    where not subscribed and ciphertext is not null and ended_at is not null and (ended_at < ${daysBefore(now, retention.addressDays)} or not ${hasAnyWish}) and not ${hasOpenWish}
    order by ended_at limit ${limit} for update skip locked`.execute(tx);
  const { rows } = await sql<{ id: number }>`
    select id from addresses a where id = any(${held.map(({ id }) => id)}::bigint[]) and not ${hasOpenWish}`.execute(
    tx,
  );
  await makeTombstones(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

/**
 * Addresses that never had a wish that counted: of a sign-up that nobody confirmed, or of the service's own people, once
 * nothing was mailed to them for a while. Nobody was told anything at them, so nothing of them stays; but whoever had
 * erased themselves, and whose address somebody typed in again, is the tombstone again.
 */
export async function forgetUnanswered(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows: held } = await sql<{ id: number }>`
    select id from addresses a
    where not subscribed and ended_at is null and ciphertext is not null
      and created_at < ${daysBefore(now, policy.confirmLinkDays + retention.unconfirmedMarginDays)} and not ${isUsed(now)}
    order by created_at limit ${limit} for update skip locked`.execute(tx);
  const { rows } = await sql<{ id: number; stays: boolean }>`
    select id, erased_at is not null or suppressed or ${isPointedAt} as stays
    from addresses a where id = any(${held.map(({ id }) => id)}::bigint[]) and not ${isUsed(now)}`.execute(
    tx,
  );
  const [stay, go] = [rows.filter(({ stays }) => stays), rows.filter(({ stays }) => !stays)].map(
    (some) => some.map(({ id }) => id),
  );
  await cutFromReceived(
    tx,
    rows.map(({ id }) => id),
  );
  await sql`update addresses set ciphertext = null, domain = null where id = any(${stay ?? []}::bigint[])`.execute(
    tx,
  );
  await sql`delete from consents where address_id = any(${go ?? []}::bigint[])`.execute(tx);
  await sql`delete from link_tokens where address_id = any(${go ?? []}::bigint[])`.execute(tx);
  await sql`delete from addresses where id = any(${go ?? []}::bigint[])`.execute(tx);
  return rows.length;
}

const hasOpenWish = sql`exists (select from subscriptions s where s.address_id = a.id and s.valid_until is null)`;
const hasAnyWish = sql`exists (select from subscriptions s where s.address_id = a.id)`;
const isMailed = (condition: ReturnType<typeof sql>) => sql`exists (
  select from deliveries_standing d
  where d.publication_id = (select id from publications where kind = 'notices') and d.recipient_id = a.id and ${condition})`;
/** Something is to be asked or said, or was said lately. */
const isUsed = (now: Date) =>
  sql`(${hasOpenWish} or ${isMailed(sql`(d.settled_at is null or d.settled_at > ${daysBefore(now, retention.ownAddressDays)})`)})`;
const isPointedAt = sql`(
  ${isMailed(sql`true`)}
  or exists (select from subscriptions s where s.address_id = a.id) or exists (select from suppressions u where u.address_id = a.id))`;
