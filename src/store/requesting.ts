import { sql } from 'kysely';

import { mayMailAgain } from '#src/subscription/limits.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { recordConsent } from './consents.ts';
import type { Tx } from './database.ts';
import { addNotice, manageNoticesOf } from './notices.ts';
import type { WishStore } from './wish-store.ts';
import { insertWish } from './wishes.ts';

/** Keeps a wish until it is confirmed. Over the limit nothing more is queued; nobody who asks can tell. */
export async function request(
  { db, keyring, noticeVersion }: WishStore,
  address: string,
  wish: Wish,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const addressId = await findOrCreate(
      tx,
      keyring.lookup(address),
      keyring.seal('address', address),
    );
    const { earlier, now } = await unansweredOf(tx, addressId);
    if (!mayMailAgain(earlier, now)) return;
    const id = await insertWish(tx, keyring, { addressId, wish });
    await recordConsent(tx, {
      addressId,
      subscriptionId: id,
      purpose: 'asked',
      basis: 'request',
      noticeVersion,
      language: wish.language,
      origin: 'form',
    });
    await addNotice(tx, { addressId, purpose: `confirm:${id}`, language: wish.language });
  });
}

/** Mails a manage link to an address with wishes, and takes the same steps for one without. */
export async function requestManageLink(
  { db, keyring }: WishStore,
  address: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await writeAlways(tx);
    const owner = await subscribedOwner(tx, keyring.lookup(address));
    const { addressId, language, now } = owner ?? nobody;
    const earlier = await manageNoticesOf(tx, addressId);
    const goes = owner !== undefined && mayMailAgain(earlier, now);
    await addNotice(tx, { addressId, purpose: `manage:${now.getTime()}`, language, goes });
  });
}

/**
 * A commit that wrote something waits for the disk, one that only read does not, and the difference would tell a
 * known address from an unknown one. This writes a few bytes to the log and to no table.
 */
async function writeAlways(tx: Tx): Promise<void> {
  await sql`select pg_logical_emit_message(true, 'manage-link', '')`.execute(tx);
}

/** Always writes the row, so that known and unknown addresses cost the same; an erased person's address comes back this way only. */
async function findOrCreate(tx: Tx, lookup: Buffer, ciphertext: Buffer): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into addresses (lookup, ciphertext) values (${lookup}, ${ciphertext})
    on conflict (lookup) do update set ciphertext = coalesce(addresses.ciphertext, excluded.ciphertext)
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of an address just written');
  return row.id;
}

/** Requests that nobody has confirmed. What an address's owner has answered was wanted and limits nothing. */
async function unansweredOf(
  tx: Tx,
  addressId: number,
): Promise<{ earlier: readonly Date[]; now: Date }> {
  const { rows } = await sql<{ earlier: Date[]; now: Date }>`
    select coalesce(array_agg(requested_at), '{}') as earlier, clock_timestamp() as now from subscriptions
    where address_id = ${addressId} and valid_from is null and requested_at > now() - interval '8 days'`.execute(
    tx,
  );
  return rows[0] ?? { earlier: [], now: new Date() };
}

interface Owner {
  readonly addressId: number;
  readonly language: string;
  readonly now: Date;
}

const nobody: Owner = { addressId: 0, language: 'en', now: new Date(0) };

/** The address's row is held, so that requests at once are counted one after the other. */
async function subscribedOwner(tx: Tx, lookup: Buffer): Promise<Owner | undefined> {
  const { rows } = await sql<{ address_id: number; language: string; now: Date }>`
    select a.id as address_id, s.language, clock_timestamp() as now
    from addresses a join subscriptions s on s.address_id = a.id
    where a.lookup = ${lookup} and s.valid_from is not null and s.valid_until is null
    order by s.id desc limit 1 for update of a`.execute(tx);
  const row = rows[0];
  return row && { addressId: row.address_id, language: row.language, now: row.now };
}
