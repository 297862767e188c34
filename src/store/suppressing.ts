import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { SuppressionKind } from '#src/subscription/suppression.ts';

import type { Database, Tx } from './database.ts';
import { holdAddresses } from './wishes.ts';

export interface NewSuppression {
  readonly addressId: number;
  readonly kind: SuppressionKind;
  /** A short code, as `smtp-550-5.1.1` or `hard-5.1.1`. */
  readonly reason: string;
  /** SHA-256 of what it rests on, in hexadecimal. */
  readonly evidence: string;
}

/** What is worse takes the place of what is less; the same said again changes nothing. */
const rank = (kind: string) =>
  sql`case ${sql.ref(kind)} when 'soft' then 0 when 'hard' then 1 else 2 end`;

/**
 * No more mail to an address, with the reason (B6): what is owed to it ends as suppressed when its turn comes. `except` are
 * addresses of the service's own, by their lookup: officers must be told whatever their mailbox says.
 */
export async function suppress(
  db: Database,
  { addressId, kind, reason, evidence }: NewSuppression,
  except: readonly Buffer[] = [],
): Promise<void> {
  const days = kind === 'soft' ? inbound.softExpiresDays : null;
  await sql`
    with suppressed as (
      update addresses set suppressed = true, ended_at = clock_timestamp()
      where id = ${addressId} and lookup is not null and lookup <> all(${[...except]}::bytea[]) returning id, lookup
    )
    insert into suppressions (lookup, address_id, kind, reason, evidence, expires_at)
    select lookup, id, ${kind}, ${reason}, ${evidence}, now() + make_interval(days => ${days}::int) from suppressed
    on conflict (lookup) do update
    set kind = excluded.kind, reason = excluded.reason, evidence = excluded.evidence, at = excluded.at, expires_at = excluded.expires_at
    where ${rank('excluded.kind')} > ${rank('suppressions.kind')}`.execute(db);
}

/** Mail goes to it again, as long as its owner wishes. False when nothing kept it from being mailed. */
export async function liftSuppression(tx: Tx, addressId: number): Promise<boolean> {
  const { rows } = await sql`
    with lifted as (
      delete from suppressions where address_id = ${addressId} returning address_id
    ), counted as (
      delete from soft_bounces where address_id = ${addressId}
    )
    update addresses set suppressed = false, ended_at = case when subscribed then null else ended_at end
    where id in (select address_id from lifted) returning id`.execute(tx);
  return rows.length > 0;
}

const aWhile = sql`make_interval(hours => ${inbound.askAgainHours})`;

/**
 * Somebody asks for a mail to an address, maybe its owner: whether it may go although the address is suppressed, for a row of the notices'
 * publication `p`. One may, and no other for a while; after a complaint at once, for the button is easily pressed by mistake. It is
 * only read: what was written for suppressed addresses alone would take its time.
 */
export const isLetThrough = (addressId: number) => sql`(
  exists (select from suppressions s where s.address_id = ${addressId} and (s.kind = 'complaint' or s.at <= now() - ${aWhile}))
  and not exists (
    select from deliveries_standing e
    where e.publication_id = p.id and e.channel = 'email' and e.recipient_id = ${addressId} and e.let_through_at > now() - ${aWhile}))`;

/** Those whose time is over; gives how many that were. */
export async function endExpiredSuppressions(db: Database): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{ address_id: number }>`
      select address_id from suppressions where expires_at <= now() order by address_id limit 1000`.execute(
      tx,
    );
    // The address first, as whoever suppresses it holds it first; then one that was suppressed anew meanwhile stays.
    await holdAddresses(
      tx,
      rows.map(({ address_id }) => address_id),
    );
    const { rows: expired } = await sql<{ address_id: number }>`
      select address_id from suppressions where address_id = any(${rows.map(({ address_id }) => address_id)}::bigint[]) and expires_at <= now()`.execute(
      tx,
    );
    for (const { address_id } of expired) await liftSuppression(tx, address_id);
    return expired.length;
  });
}
