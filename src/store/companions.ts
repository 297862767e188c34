import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { masked } from '#src/subscription/companions.ts';
import type { Accompanied, Adding, Companion, Companions } from '#src/subscription/companions.ts';
import { isRepeated, nextMailAt } from '#src/subscription/limits.ts';
import type { Turn } from '#src/subscription/pacing.ts';
import type { LinkUse, Wish } from '#src/subscription/subscription.ts';

import { recordConsent } from './consents.ts';
import type { Tx } from './database.ts';
import { openManageLink } from './link-tokens.ts';
import { addNotice } from './notices.ts';
import { findOrCreate, later, mailedAtOf, unansweredOf } from './requesting.ts';
import type { WishStore } from './wish-store.ts';
import { insertWish, liveWishes, openWish } from './wishes.ts';

/** Several addresses on one wish: each confirms, and leaves, by itself. */
export function createCompanions({
  noticesQueued = () => {},
  ...store
}: Store & { readonly noticesQueued?: () => void }): Companions {
  const inTransaction = <T>(
    token: string,
    work: (tx: Tx, ownerId: number) => Promise<LinkUse<T>>,
  ): Promise<LinkUse<T>> =>
    store.db.transaction().execute(async (tx) => {
      const link = await openManageLink(tx, token);
      return link.kind === 'used' ? work(tx, link.value) : link;
    });
  return {
    list: (token) =>
      inTransaction(token, async (tx, ownerId) => ({
        kind: 'used',
        value: await accompanied(store, tx, ownerId),
      })),
    async add(token, companion) {
      const added = await inTransaction(token, (tx, ownerId) =>
        add(store, tx, { ...companion, ownerId }),
      );
      noticesQueued();
      return added;
    },
    takeBack: (token, companion) =>
      inTransaction(token, (tx, ownerId) => takeBack(tx, { ...companion, ownerId })),
  };
}

type Store = Pick<WishStore, 'db' | 'keyring' | 'noticeVersion'>;

interface ToAdd {
  readonly ownerId: number;
  readonly subscriptionId: number;
  readonly address: string;
  readonly language: string;
  readonly turn: Turn;
}

/**
 * The same steps whoever's address it is, and the same answer. One that may not be mailed now is listed all the same, or the
 * list would tell that somebody else has written to it lately.
 */
async function add(
  { keyring, noticeVersion }: Store,
  tx: Tx,
  { ownerId, subscriptionId, address, language, turn }: ToAdd,
): Promise<LinkUse<Adding>> {
  const addressId = await findOrCreate(tx, keyring, address);
  const sealed = await holdOwnWish(tx, { ownerId, subscriptionId });
  if (sealed === undefined) return { kind: 'unknown' };
  if (addressId === ownerId) return { kind: 'used', value: 'own-address' };
  const known = await companionsOf(tx, subscriptionId);
  const listed = new Set(known.map((row) => row.address_id));
  if (!listed.has(addressId) && listed.size >= policy.mostCompanions)
    return { kind: 'used', value: 'too-many' };
  const wish: Wish = { ...openWish(keyring, sealed), language };
  const isConfirmed = known.some((row) => row.address_id === addressId && row.is_confirmed);
  if (!isConfirmed)
    await ask({ keyring, noticeVersion }, tx, {
      addressId,
      wish,
      companionOf: subscriptionId,
      turn,
      isListed: listed.has(addressId),
    });
  return { kind: 'used', value: 'asked' };
}

interface ToAsk {
  readonly addressId: number;
  readonly wish: Wish;
  readonly companionOf: number;
  readonly turn: Turn;
  readonly isListed: boolean;
}

async function ask(
  { keyring, noticeVersion }: Pick<Store, 'keyring' | 'noticeVersion'>,
  tx: Tx,
  { addressId, wish, companionOf, turn, isListed }: ToAsk,
): Promise<void> {
  const { earlier, now } = await unansweredOf(tx, addressId);
  const mailedAt = mailedAtOf(earlier);
  const dueAt = nextMailAt(mailedAt, later(now, turn.waitMs));
  if (isListed && (dueAt === undefined || isRepeated(mailedAt, now))) return;
  const { language } = wish;
  const id = await insertWish(tx, keyring, { addressId, wish, companionOf });
  await recordConsent(tx, {
    addressId,
    subscriptionId: id,
    purpose: 'asked',
    basis: 'request',
    noticeVersion,
    language,
    origin: 'companion',
  });
  await addNotice(tx, {
    addressId,
    purpose: `added:${id}`,
    language,
    goes: dueAt !== undefined && !turn.isDropped,
    dueAt: dueAt ?? now,
  });
}

/** The owner's live wish, held so that it cannot change meanwhile; undefined for one that follows somebody else's itself. */
async function holdOwnWish(
  tx: Tx,
  { ownerId, subscriptionId }: Pick<ToAdd, 'ownerId' | 'subscriptionId'>,
): Promise<Buffer | undefined> {
  const { rows } = await sql<{ wish: Buffer }>`
    select wish from subscriptions
    where id = ${subscriptionId} and address_id = ${ownerId} and companion_of is null and valid_from is not null and valid_until is null
    for no key update`.execute(tx);
  return rows[0]?.wish;
}

export interface CompanionRow {
  readonly id: number;
  readonly address_id: number;
  readonly wish: Buffer;
  readonly is_confirmed: boolean;
  /** Null in the tombstone of an erased person. */
  readonly ciphertext: Buffer | null;
}

/** Who was asked and may still confirm, and who has confirmed and follows; of each address what says most comes first. */
export async function companionsOf(
  tx: Tx,
  subscriptionId: number,
): Promise<readonly CompanionRow[]> {
  const { rows } = await sql<CompanionRow>`
    select s.id, s.address_id, s.wish, s.valid_from is not null as is_confirmed, a.ciphertext
    from subscriptions s join addresses a on a.id = s.address_id
    where s.companion_of = ${subscriptionId} and s.valid_until is null and s.withdrawn_at is null
      and (s.valid_from is not null or s.requested_at > now() - make_interval(days => ${policy.confirmLinkDays}))
    order by s.valid_from is null, s.id`.execute(tx);
  return rows;
}

async function accompanied(
  { keyring }: Store,
  tx: Tx,
  ownerId: number,
): Promise<readonly Accompanied[]> {
  const lists: Accompanied[] = [];
  for (const { id, companionOf } of await liveWishes(tx, keyring, ownerId)) {
    const rows = await companionsOf(tx, id);
    const byAddress = Map.groupBy(rows, (row) => row.address_id);
    lists.push({
      subscriptionId: id,
      isFollowing: companionOf !== undefined,
      companions: [...byAddress.values()].flatMap(([first]) => shownCompanion(keyring, first)),
    });
  }
  return lists;
}

function shownCompanion(
  keyring: Pick<Store['keyring'], 'open'>,
  row: CompanionRow | undefined,
): readonly Companion[] {
  if (row === undefined || row.ciphertext === null) return [];
  const maskedAddress = masked(keyring.open('address', row.ciphertext));
  return [{ id: row.id, maskedAddress, state: row.is_confirmed ? 'confirmed' : 'waiting' }];
}

interface ToTakeBack {
  readonly ownerId: number;
  readonly subscriptionId: number;
  readonly companionId: number;
}

async function takeBack(
  tx: Tx,
  { ownerId, subscriptionId, companionId }: ToTakeBack,
): Promise<LinkUse<void>> {
  if ((await holdOwnWish(tx, { ownerId, subscriptionId })) === undefined)
    return { kind: 'unknown' };
  await sql`
    update subscriptions s set
      withdrawn_at = case when s.valid_from is null then coalesce(s.withdrawn_at, clock_timestamp()) end,
      companion_of = case when s.valid_from is null then s.companion_of end
    where s.companion_of = ${subscriptionId} and s.address_id = (select address_id from subscriptions where id = ${companionId})`.execute(
    tx,
  );
  return { kind: 'used', value: undefined };
}
