import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';

import type { Tx } from './database.ts';
import { whileLookingUpByPartition } from './partition-lookup.ts';

/**
 * Counts a message that a mailbox could not take; several notices about one message count once. Gives when each that counts
 * was heard of, after forgetting what no longer does.
 */
export async function countSoft(
  tx: Tx,
  { addressId, delivery }: { readonly addressId: number; readonly delivery: Buffer },
): Promise<readonly Date[]> {
  const newest = await newestOf(tx, addressId);
  if (newest !== undefined && (await hasBeenFine(tx, addressId, newest)))
    await forgetSoft(tx, addressId);
  await sql`
    insert into soft_bounces (address_id, delivery) values (${addressId}, ${delivery}) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ at: Date }>`
    select at from soft_bounces
    where address_id = ${addressId} and at > now() - make_interval(days => ${inbound.softKeptDays}) order by at`.execute(
    tx,
  );
  return rows.map(({ at }) => at);
}

export async function forgetSoft(tx: Tx, addressId: number): Promise<void> {
  await sql`delete from soft_bounces where address_id = ${addressId}`.execute(tx);
}

async function newestOf(tx: Tx, addressId: number): Promise<Date | undefined> {
  const { rows } = await sql<{ at: Date | null }>`
    select max(at) as at from soft_bounces where address_id = ${addressId}`.execute(tx);
  return rows[0]?.at ?? undefined;
}

/** A message was accepted since and nothing has come back about it. */
async function hasBeenFine(tx: Tx, addressId: number, newest: Date): Promise<boolean> {
  const { rows } = await whileLookingUpByPartition(tx, () =>
    sql<{ fine: boolean }>`
    select exists (
      select from publications p cross join lateral (
        select from deliveries d
        where d.publication_id = p.id and d.channel = 'email' and d.recipient_id = ${addressId} and d.state = 'sent'
          and d.settled_at > ${newest} and d.settled_at < now() - make_interval(days => ${inbound.softSilenceDays})
        limit 1) sent
      where p.closed_at is null or p.closed_at > ${newest}
    ) as fine`.execute(tx),
  );
  return rows[0]?.fine === true;
}
