import { sql } from 'kysely';

import { followingWish } from '#src/subscription/companions.ts';
import { isSameWish } from '#src/subscription/same.ts';
import type { OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import { companionsOf } from './companions.ts';
import type { CompanionRow } from './companions.ts';
import type { Tx } from './database.ts';
import { isYetToBeTold, tellWhatIsInForce } from './newcomers.ts';
import { addNotice } from './notices.ts';
import type { WishStore } from './wish-store.ts';
import {
  activateWish,
  endWishes,
  holdAddresses,
  insertWish,
  openWish,
  rewriteUnconfirmed,
} from './wishes.ts';

/** Takes the rows of an owner and of everybody who follows one of their wishes, before any of them is looked at. */
export async function holdWithCompanions(
  tx: Tx,
  addressId: number,
  subscriptionId: number,
): Promise<void> {
  const companions = await companionsOf(tx, subscriptionId);
  await holdAddresses(tx, [addressId, ...companions.map((row) => row.address_id)]);
}

/** Has everybody who came with a wish follow its next version: who confirmed is told, who has not yet is asked for that one. */
export async function letFollow(
  store: WishStore,
  tx: Tx,
  { from, to }: { readonly from: number; readonly to: Pick<OwnSubscription, 'id' | 'wish'> },
): Promise<void> {
  for (const row of await companionsOf(tx, from)) {
    const before = openWish(store.keyring, row.wish);
    const wish = followingWish(to.wish, before);
    if (row.is_confirmed) await follow(store, tx, { row, before, wish, companionOf: to.id });
    else await rewriteUnconfirmed(tx, store.keyring, { id: row.id, wish, companionOf: to.id });
  }
}

/** Has everybody who came with one version of a wish belong to another, which asks for the same. */
export async function pointCompanionsTo(
  tx: Tx,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<void> {
  await sql`update subscriptions set companion_of = ${to} where companion_of = ${from}`.execute(tx);
}

interface Follower {
  readonly row: CompanionRow;
  readonly before: Wish;
  readonly wish: Wish;
  readonly companionOf: number;
}

async function follow(
  store: WishStore,
  tx: Tx,
  { row, before, wish, companionOf }: Follower,
): Promise<void> {
  const { address_id: addressId, id: replaces } = row;
  if (isSameWish(before, wish)) {
    await sql`update subscriptions set companion_of = ${companionOf} where id = ${replaces}`.execute(
      tx,
    );
    return;
  }
  const isUntold = await isYetToBeTold(tx, { addressId, subscriptionId: replaces });
  await endWishes(tx, [replaces], 'change');
  const id = await insertWish(tx, store.keyring, { addressId, wish, replaces, companionOf });
  await activateWish(tx, store.keyring, { id, wish });
  await addNotice(tx, { addressId, purpose: `followed:${id}`, language: wish.language });
  await tellWhatIsInForce(tx, store.inForceOn, {
    id,
    wish,
    addressId,
    ...(isUntold ? {} : { before }),
  });
}
