import { sql } from 'kysely';

import { stillFollows } from '#src/subscription/companions.ts';
import { isSameWish } from '#src/subscription/same.ts';
import type { LinkUse, OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { holdWithCompanions, letFollow } from './following.ts';
import { openManageLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import { isYetToBeTold, tellWhatIsInForce } from './newcomers.ts';
import type { WishStore } from './wish-store.ts';
import {
  activateWish,
  endAddressWithoutWishes,
  endWishes,
  insertWish,
  liveWishes,
  openWish,
} from './wishes.ts';
import type { LiveWish } from './wishes.ts';

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
  return withOwnWishes(store, { token, subscriptionId: asked.subscriptionId }, (tx, own) =>
    changeOwn(store, tx, { ...own, ...asked }),
  );
}

/** The same for whoever has shown otherwise that the wish is theirs; the caller holds the addresses concerned and the lock shared with publishing. */
export async function changeOwn(
  store: WishStore,
  tx: Tx,
  { addressId, live, subscriptionId, wish }: Own & Omit<Change, 'token'>,
): Promise<boolean> {
  const present = live.find(({ id }) => id === subscriptionId);
  if (present === undefined) return becameAlready(store, tx, { addressId, subscriptionId, wish });
  if (isSameWish(present.wish, wish)) return true;
  const other = live.find((it) => isSameWish(it.wish, wish));
  if (other === undefined) await replace(store, tx, { addressId, present, wish });
  else await mergeInto(store, tx, { present, other });
  return true;
}

interface Replacement {
  readonly addressId: number;
  readonly present: LiveWish;
  readonly wish: Wish;
}

async function replace(
  store: WishStore,
  tx: Tx,
  { addressId, present, wish }: Replacement,
): Promise<void> {
  const { id: replaces } = present;
  const isUntold = await isYetToBeTold(tx, { addressId, subscriptionId: replaces });
  const companionOf = stillFollows(present.wish, wish) ? present.companionOf : undefined;
  await endWishes(tx, [replaces], 'change');
  const id = await insertWish(tx, store.keyring, { addressId, wish, replaces, companionOf });
  await activateWish(tx, store.keyring, { id, wish });
  await tellWhatIsInForce(tx, store.inForceOn, {
    id,
    wish,
    addressId,
    ...(isUntold ? {} : { before: present.wish }),
  });
  await letFollow(store, tx, { from: replaces, to: { id, wish } });
}

/** Two wishes that ask for the same become one. */
async function mergeInto(
  store: WishStore,
  tx: Tx,
  { present, other }: { readonly present: LiveWish; readonly other: LiveWish },
): Promise<void> {
  await endWishes(tx, [present.id], 'change');
  await letFollow(store, tx, { from: present.id, to: other });
}

/** Ends one wish; with the last one no further message begins. Ending twice is ending once. */
export async function end(
  store: WishStore,
  { token, subscriptionId }: Omit<Change, 'wish'>,
): Promise<LinkUse<void>> {
  return withOwnWishes(store, { token, subscriptionId }, (tx, own) =>
    endOwn(tx, { ...own, subscriptionId }),
  );
}

export async function endOwn(
  tx: Tx,
  { addressId, live, subscriptionId }: Own & Pick<Change, 'subscriptionId'>,
): Promise<boolean> {
  if (!live.some(({ id }) => id === subscriptionId)) return hasEnded(tx, addressId, subscriptionId);
  await endWishes(tx, [subscriptionId], 'manage');
  await endAddressWithoutWishes(tx, addressId, 'manage');
  return true;
}

interface Own {
  readonly addressId: number;
  readonly live: readonly LiveWish[];
}

/** Runs a change of somebody's own wishes under the lock shared with publishing; false means that the wish is not theirs. */
async function withOwnWishes(
  store: WishStore,
  { token, subscriptionId }: Omit<Change, 'wish'>,
  work: (tx: Tx, own: Own) => Promise<boolean>,
): Promise<LinkUse<void>> {
  return store.db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await openManageLink(tx, token);
    if (link.kind !== 'used') return link;
    const addressId = link.value;
    await holdWithCompanions(tx, addressId, subscriptionId);
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
