import { sql } from 'kysely';

import { isSameWish } from '#src/subscription/same.ts';
import type { Leaving } from '#src/subscription/subscription.ts';

import type { Database } from './database.ts';
import type { WishStore } from './wish-store.ts';
import { liveWishes, openWish } from './wishes.ts';
import type { LiveWish } from './wishes.ts';

/** Looks at an unsubscribe link without changing anything. */
export async function peekUnsubscribe(
  { db, keyring }: WishStore,
  token: string,
): Promise<Exclude<Leaving, 'over'>> {
  const claim = keyring.readUnsubscribeToken(token);
  const address = claim && (await addressOf(db, claim));
  if (claim === undefined || address === undefined) return 'unknown';
  if (address.erased) return 'erased';
  return address.subscribed ? 'on' : 'ended';
}

/** Looks at an undo link without changing anything: `ended` where it would bring something back. */
export async function peekUndo(store: WishStore, token: string): Promise<Leaving> {
  const claim = store.keyring.readUndoToken(token);
  const address = claim && (await addressOf(store.db, claim));
  if (claim === undefined || address === undefined) return 'unknown';
  if (address.erased) return 'erased';
  const { addressId } = claim;
  for (const wish of await endedLast(store, store.db, addressId))
    if (!(await isBack(store, store.db, { ...wish, addressId }))) return 'ended';
  return address.subscribed ? 'on' : 'over';
}

interface Claim {
  readonly addressId: number;
  readonly epoch: number;
}

async function addressOf(
  db: Database,
  { addressId, epoch }: Claim,
): Promise<{ readonly subscribed: boolean; readonly erased: boolean } | undefined> {
  const { rows } = await sql<{ subscribed: boolean; erased: boolean }>`
    select subscribed, erased_at is not null as erased from addresses where id = ${addressId} and epoch = ${epoch}`.execute(
    db,
  );
  return rows[0];
}

export type EndedWish = Omit<LiveWish, 'since'>;

/** What the last unsubscribe of an address ended, while that can be undone. */
export async function endedLast(
  { keyring, undoDays }: WishStore,
  db: Database,
  addressId: number,
): Promise<readonly EndedWish[]> {
  const { rows } = await sql<{ id: number; wish: Buffer; companion_of: number | null }>`
    select id, wish, companion_of from subscriptions
    where address_id = ${addressId} and ended_by = 'unsubscribe' and valid_until > now() - make_interval(days => ${undoDays})
      and valid_until = (select max(valid_until) from subscriptions where address_id = ${addressId} and ended_by = 'unsubscribe')
    order by id`.execute(db);
  return rows.map(({ id, wish, companion_of: companionOf }) => ({
    id,
    wish: openWish(keyring, wish),
    companionOf: companionOf ?? undefined,
  }));
}

/** Has a wish that was ended come back, or been asked for again? */
export async function isBack(
  { keyring }: WishStore,
  db: Database,
  { id, wish, addressId }: EndedWish & { readonly addressId: number },
): Promise<boolean> {
  const { rows: restored } =
    await sql`select from subscriptions where address_id = ${addressId} and replaces = ${id}`.execute(
      db,
    );
  if (restored.length > 0) return true;
  const live = await liveWishes(db, keyring, addressId);
  return live.some((known) => isSameWish(known.wish, wish));
}
