import { sql } from 'kysely';

import { isSameWish } from '#src/subscription/same.ts';
import type { LinkUse, OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { openManageLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import { isYetToBeTold, tellWhatIsInForce } from './newcomers.ts';
import type { WishStore } from './wish-store.ts';
import {
  activateWish,
  endAddressWithoutWishes,
  endWishes,
  holdAddress,
  insertWish,
  liveWishes,
  openWish,
} from './wishes.ts';

/** A citizen's own wishes. A manage link may be opened as often as its owner likes while it holds. */
export async function manage(
  store: WishStore,
  token: string,
): Promise<LinkUse<readonly OwnSubscription[]>> {
  return store.db.transaction().execute(async (tx) => {
    const link = await openManageLink(tx, token);
    return link.kind === 'used'
      ? { kind: 'used', value: await liveWishes(tx, store.keyring, link.value) }
      : link;
  });
}

export interface Change {
  readonly token: string;
  readonly subscriptionId: number;
  readonly wish: Wish;
}

/** Ends the present version and begins a new one. Asking for the same change twice makes one. */
export async function change(
  store: WishStore,
  { token, ...asked }: Change,
): Promise<LinkUse<void>> {
  return withOwnWishes(store, token, (tx, own) => changeOwn(store, tx, { ...own, ...asked }));
}

/** The same for whoever has shown otherwise that the wish is theirs; the caller holds the address and the lock shared with publishing. */
export async function changeOwn(
  store: WishStore,
  tx: Tx,
  { addressId, live, subscriptionId, wish }: Own & Omit<Change, 'token'>,
): Promise<boolean> {
  const present = live.find(({ id }) => id === subscriptionId);
  if (present === undefined) return becameAlready(store, tx, { addressId, subscriptionId, wish });
  if (isSameWish(present.wish, wish)) return true;
  const before = (await isYetToBeTold(tx, { addressId, subscriptionId }))
    ? {}
    : { before: present.wish };
  await endWishes(tx, [subscriptionId], 'change');
  if (live.some((other) => isSameWish(other.wish, wish))) return true;
  const id = await insertWish(tx, store.keyring, { addressId, wish, replaces: subscriptionId });
  await activateWish(tx, store.keyring, { id, wish });
  await tellWhatIsInForce(tx, store.inForceOn, { id, wish, addressId, ...before });
  return true;
}

/** Ends one wish; with the last one no further message begins. Ending twice is ending once. */
export async function end(
  store: WishStore,
  { token, subscriptionId }: Omit<Change, 'wish'>,
): Promise<LinkUse<void>> {
  return withOwnWishes(store, token, (tx, own) => endOwn(tx, { ...own, subscriptionId }));
}

export async function endOwn(
  tx: Tx,
  { addressId, live, subscriptionId }: Own & Pick<Change, 'subscriptionId'>,
): Promise<boolean> {
  if (!live.some(({ id }) => id === subscriptionId)) return hasEnded(tx, addressId, subscriptionId);
  await endWishes(tx, [subscriptionId], 'manage');
  await endAddressWithoutWishes(tx, addressId);
  return true;
}

interface Own {
  readonly addressId: number;
  readonly live: readonly OwnSubscription[];
}

/** Runs a change of somebody's own wishes under the lock shared with publishing; false means that the wish is not theirs. */
async function withOwnWishes(
  store: WishStore,
  token: string,
  work: (tx: Tx, own: Own) => Promise<boolean>,
): Promise<LinkUse<void>> {
  return store.db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await openManageLink(tx, token);
    if (link.kind !== 'used') return link;
    const addressId = link.value;
    await holdAddress(tx, addressId);
    const live = await liveWishes(tx, store.keyring, addressId);
    return (await work(tx, { addressId, live }))
      ? { kind: 'used', value: undefined }
      : { kind: 'unknown' };
  });
}

/** Has this version been replaced by exactly this wish? Then a button was pressed twice. */
async function becameAlready(
  { keyring }: WishStore,
  tx: Tx,
  { addressId, subscriptionId, wish }: Omit<Change, 'token'> & { addressId: number },
): Promise<boolean> {
  const { rows } = await sql<{ wish: Buffer }>`
    select wish from subscriptions where address_id = ${addressId} and replaces = ${subscriptionId}`.execute(
    tx,
  );
  return rows.some((next) => isSameWish(openWish(keyring, next.wish), wish));
}

async function hasEnded(tx: Tx, addressId: number, subscriptionId: number): Promise<boolean> {
  const { rows } = await sql`
    select from subscriptions where address_id = ${addressId} and id = ${subscriptionId} and ended_by = 'manage'`.execute(
    tx,
  );
  return rows.length > 0;
}
