import { sql } from 'kysely';

import { isSameWish } from '#src/subscription/same.ts';
import type { LinkUse, Wish } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';
import { findLink, markUsed } from './link-tokens.ts';
import type { FoundLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import { tellWhatIsInForce } from './newcomers.ts';
import type { WishStore } from './wish-store.ts';
import { activateWish, holdAddress, liveWishes, openWish } from './wishes.ts';

/** What a confirm link would confirm; changes nothing, whoever or whatever opens it. */
export async function peekConfirm(store: WishStore, token: string): Promise<LinkUse<Wish>> {
  const link = await findLink(store.db, 'confirm', token);
  const asked = await askedBy(store, store.db, link);
  if (link === undefined || asked === undefined) return { kind: 'unknown' };
  return isOver(link) ? { kind: 'expired' } : { kind: 'used', value: asked.wish };
}

/** Confirms under the lock shared with publishing. Pressing twice, or a link mailed twice, answers as the first time. */
export async function confirm(store: WishStore, token: string): Promise<LinkUse<Wish>> {
  return store.db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await findLink(tx, 'confirm', token);
    if (link === undefined) return { kind: 'unknown' };
    if (isOver(link)) return { kind: 'expired' };
    await holdAddress(tx, link.addressId);
    const asked = await askedBy(store, tx, link);
    if (asked === undefined) return { kind: 'unknown' };
    if (!link.used && !asked.isConfirmed)
      await begin(store, tx, { ...asked, addressId: link.addressId });
    await markUsed(tx, token);
    return { kind: 'used', value: asked.wish };
  });
}

interface Asked {
  readonly id: number;
  readonly wish: Wish;
  readonly isConfirmed: boolean;
}

/** A wish that its owner has already, asked for again, stays one wish. */
async function begin(
  store: WishStore,
  tx: Tx,
  { id, wish, addressId }: Asked & { addressId: number },
): Promise<void> {
  const live = await liveWishes(tx, store.keyring, addressId);
  if (live.some((known) => isSameWish(known.wish, wish))) return;
  await activateWish(tx, store.keyring, { id, wish });
  await tellWhatIsInForce(tx, store.inForceOn, { id, wish, addressId });
}

async function askedBy(
  { keyring }: WishStore,
  db: Database,
  link: FoundLink | undefined,
): Promise<Asked | undefined> {
  if (link?.subscriptionId === undefined) return undefined;
  const { rows } = await sql<{ id: number; wish: Buffer; is_confirmed: boolean }>`
    select id, wish, valid_from is not null as is_confirmed from subscriptions where id = ${link.subscriptionId}`.execute(
    db,
  );
  const row = rows[0];
  return row && { id: row.id, wish: openWish(keyring, row.wish), isConfirmed: row.is_confirmed };
}

function isOver(link: FoundLink): boolean {
  return link.expired && !link.used;
}
