import { sql } from 'kysely';

import type { LinkUse } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { cutFromReceived } from './forgetting-received.ts';
import { countForgotten } from './forgotten-counts.ts';
import { findLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import type { WishStore } from './wish-store.ts';
import { endAddressWithoutWishes, endWishesOf, holdAddress } from './wishes.ts';

/**
 * Everything held on a person goes at once, with their wishes; what is left is a tombstone without a word about them. The
 * link that asked for it holds until its time is over, so that pressing twice is erasing once.
 */
export async function erase({ db }: Pick<WishStore, 'db'>, token: string): Promise<LinkUse<void>> {
  return db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await findLink(tx, 'manage', token);
    if (link === undefined) return { kind: 'unknown' };
    if (link.expired) return { kind: 'expired' };
    const { addressId } = link;
    await holdAddress(tx, addressId);
    await endWishesOf(tx, addressId, 'erasure');
    await endAddressWithoutWishes(tx, addressId, 'erasure');
    if (await isKept(tx, addressId)) await countForgotten(tx, 'erased', 1);
    await makeTombstones(tx, [addressId]);
    await sql`
      delete from link_tokens where address_id = ${addressId} and (purpose <> 'manage' or expires_at <= now())`.execute(
      tx,
    );
    return { kind: 'used', value: undefined };
  });
}

/**
 * Cuts addresses, none of which has a wish that counts, from everything that says something about them. The row stays with
 * its keyed hash, for deliveries point at it, and nobody but its owner may bring the address back. Deliveries that are
 * still owed end when they are claimed: there is nothing to mail them to.
 */
export async function makeTombstones(tx: Tx, addressIds: readonly number[]): Promise<void> {
  await deleteWishes(tx, await wishesOf(tx, addressIds));
  await sql`delete from consents where address_id = any(${addressIds}::bigint[])`.execute(tx);
  await sql`delete from briefings where recipient_id = any(${addressIds}::bigint[])`.execute(tx);
  await cutFromReceived(tx, addressIds);
  await sql`
    update addresses set ciphertext = null, domain = null, discreet = false, erased_at = coalesce(erased_at, clock_timestamp()), cut_at = clock_timestamp()
    where id = any(${addressIds}::bigint[])`.execute(tx);
}

/** Versions of wishes, with all that planning reads of them and the links that would confirm them. */
export async function deleteWishes(tx: Tx, ids: readonly number[]): Promise<void> {
  await sql`delete from interests where subscription_id = any(${ids}::bigint[])`.execute(tx);
  await sql`delete from link_tokens where subscription_id = any(${ids}::bigint[])`.execute(tx);
  await sql`delete from subscriptions where id = any(${ids}::bigint[])`.execute(tx);
}

async function wishesOf(tx: Tx, addressIds: readonly number[]): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from subscriptions where address_id = any(${addressIds}::bigint[])`.execute(tx);
  return rows.map(({ id }) => id);
}

async function isKept(tx: Tx, addressId: number): Promise<boolean> {
  const { rows } = await sql`
    select from addresses where id = ${addressId} and ciphertext is not null`.execute(tx);
  return rows.length > 0;
}
