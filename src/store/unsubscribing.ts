import { sql } from 'kysely';

import type { LinkUse } from '#src/subscription/subscription.ts';

import { recordConsent } from './consents.ts';
import type { Tx } from './database.ts';
import { pointCompanionsTo } from './following.ts';
import { endedLast, isBack } from './leaving-links.ts';
import type { EndedWish } from './leaving-links.ts';
import { openManageLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import { tellWhatIsInForce } from './newcomers.ts';
import { addNotice } from './notices.ts';
import type { WishStore } from './wish-store.ts';
import {
  activateWish,
  endAddressWithoutWishes,
  endWishes,
  holdAddress,
  insertWish,
} from './wishes.ts';

/**
 * Ends every wish of an address. The epoch stays: people press links in old mails, and these must go on working
 * after they have come back. Only raising the epoch, against abuse, makes old links unknown.
 */
export async function unsubscribe(
  { db, keyring }: WishStore,
  token: string,
): Promise<'ended' | 'unknown'> {
  const claim = keyring.readUnsubscribeToken(token);
  if (claim === undefined) return 'unknown';
  return db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    if (!(await holdsStill(tx, claim))) return 'unknown';
    await leave(tx, claim.addressId);
    return 'ended';
  });
}

/** The same by a manage link, for whoever has that at hand. */
export async function endAll({ db }: Pick<WishStore, 'db'>, token: string): Promise<LinkUse<void>> {
  return db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await openManageLink(tx, token);
    if (link.kind !== 'used') return link;
    await holdAddress(tx, link.value);
    await leave(tx, link.value);
    return { kind: 'used', value: undefined };
  });
}

/** Ends every wish of an address and tells its owner so, once. The caller holds the address, and the lock shared with publishing. */
export async function leave(tx: Tx, addressId: number): Promise<void> {
  const newest = await endAllWishes(tx, addressId, 'unsubscribe');
  if (newest !== undefined)
    await addNotice(tx, {
      addressId,
      purpose: `unsubscribed:${newest.id}`,
      language: newest.language,
    });
}

/** Without a word. Gives the newest of those that it ended. */
export async function endAllWishes(
  tx: Tx,
  addressId: number,
  endedBy: 'unsubscribe' | 'suppression',
): Promise<{ readonly id: number; readonly language: string } | undefined> {
  const live = await liveIds(tx, addressId);
  await endWishes(
    tx,
    live.map(({ id }) => id),
    endedBy,
  );
  await endAddressWithoutWishes(tx, addressId, endedBy);
  return live.at(-1);
}

/** Brings back, as new versions, what the last unsubscribe ended; what has come back or been asked for again is not doubled. */
export async function undoUnsubscribe(
  store: WishStore,
  token: string,
): Promise<'restored' | 'unknown'> {
  const claim = store.keyring.readUndoToken(token);
  if (claim === undefined) return 'unknown';
  return store.db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    if (!(await holdsStill(tx, claim))) return 'unknown';
    const ended = await endedLast(store, tx, claim.addressId);
    for (const wish of ended) await restore(store, tx, { ...wish, addressId: claim.addressId });
    // What came back by an earlier press may have been ended one by one since: nothing is on then.
    const live = ended.length > 0 ? await liveIds(tx, claim.addressId) : [];
    return live.length > 0 ? 'restored' : 'unknown';
  });
}

interface Claim {
  readonly addressId: number;
  readonly epoch: number;
}

async function holdsStill(tx: Tx, { addressId, epoch }: Claim): Promise<boolean> {
  const address = await holdAddress(tx, addressId);
  return address !== undefined && address.epoch === epoch;
}

/** Ids and languages only: to leave, nobody's wishes need to be readable. */
async function liveIds(
  tx: Tx,
  addressId: number,
): Promise<readonly { id: number; language: string }[]> {
  const { rows } = await sql<{ id: number; language: string }>`
    select id, language from subscriptions
    where address_id = ${addressId} and valid_from is not null and valid_until is null order by id`.execute(
    tx,
  );
  return rows;
}

async function restore(
  store: WishStore,
  tx: Tx,
  { id: replaces, wish, companionOf, addressId }: EndedWish & { addressId: number },
): Promise<void> {
  const { keyring, inForceOn, noticeVersion } = store;
  if (await isBack(store, tx, { id: replaces, wish, companionOf, addressId })) return;
  const id = await insertWish(tx, keyring, { addressId, wish, replaces, companionOf });
  await activateWish(tx, keyring, { id, wish });
  await recordConsent(tx, {
    addressId,
    subscriptionId: id,
    purpose: 'alerts',
    basis: 'consent',
    noticeVersion,
    language: wish.language,
    origin: 'undo',
  });
  await pointCompanionsTo(tx, { from: replaces, to: id });
  await tellWhatIsInForce(tx, inForceOn, { id, wish, addressId });
}
