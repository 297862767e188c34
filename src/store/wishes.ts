import { sql } from 'kysely';

import { codeOf } from '#src/errors.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { labelOfZone, labelsOfCategories, labelsOfFollowed } from '#src/subscription/match.ts';
import { activeDuring } from '#src/subscription/stay.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';

export type EndedBy = 'change' | 'manage' | 'unsubscribe' | 'suppression' | 'erasure' | 'trip-over';

export interface NewWish {
  readonly addressId: number;
  readonly wish: Wish;
  /** The version that this one continues. */
  readonly replaces?: number;
  /** The wish of somebody else that this one came with and follows. */
  readonly companionOf?: number | undefined;
}

/** Keeps a wish, encrypted; nothing is matched against it until it is activated. */
export async function insertWish(
  tx: Tx,
  keyring: Keyring,
  { addressId, wish, replaces, companionOf }: NewWish,
): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into subscriptions (address_id, replaces, companion_of, ${wishColumns})
    values (${addressId}, ${replaces ?? null}, ${companionOf ?? null}, ${wishValues(keyring, wish)})
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of the subscription just inserted');
  return row.id;
}

/** What somebody was asked to confirm, as it has become meanwhile. Nothing is matched against it yet: the row itself may change. */
export async function rewriteUnconfirmed(
  tx: Tx,
  keyring: Keyring,
  { id, wish, companionOf }: Pick<OwnSubscription, 'id' | 'wish'> & Pick<NewWish, 'companionOf'>,
): Promise<void> {
  await sql`
    update subscriptions set companion_of = ${companionOf ?? null}, (${wishColumns}) = row(${wishValues(keyring, wish)})
    where id = ${id} and valid_from is null`.execute(tx);
}

/** The wish itself, sealed, and of it what rules ask for without opening it. */
const wishColumns = sql`wish, language, stay, active_from, active_until, begins_on, rhythm, zone, discreet`;

function wishValues(keyring: Keyring, wish: Wish) {
  const sealed = keyring.seal('wish', JSON.stringify(wish));
  const active = activeDuring(wish.stay);
  return sql`${sealed}, ${wish.language}, ${wish.stay.kind},
    coalesce(${active?.from ?? null}::timestamptz, '-infinity'), coalesce(${active?.until ?? null}::timestamptz, 'infinity'),
    ${firstDayOf(wish)}::date, ${wish.rhythm.every}, ${zoneOf(keyring, wish)}, ${wish.discreet}`;
}

/**
 * Makes a kept wish count from this very moment. The caller holds the lock shared with publishing; the moment is
 * taken inside the statement, because a Date would cut it to milliseconds and so put it before a publication.
 */
export async function activateWish(
  tx: Tx,
  keyring: Keyring,
  { id, wish }: Pick<OwnSubscription, 'id' | 'wish'>,
): Promise<void> {
  const labels = [...new Set(wish.places.flatMap(labelsOfFollowed))].map((label) =>
    keyring.interest(label),
  );
  const categories = labelsOfCategories(wish.categories).map((label) => keyring.interest(label));
  await sql`update subscriptions set valid_from = clock_timestamp() where id = ${id}`.execute(tx);
  await sql`
    insert into interests (label, address_id, subscription_id, threshold, kinds, categories, residence, rhythm, active_from, active_until, language, valid_from)
    select label, address_id, id, ${wish.threshold}, ${wish.kinds}::text[], ${categories}::bytea[], stay = 'residence', rhythm, active_from, active_until, language, valid_from
    from subscriptions, unnest(${labels}::bytea[]) as label where id = ${id}`.execute(tx);
  await sql`
    update addresses set subscribed = true, ended_at = null, ended_by = null, erased_at = null, discreet = ${asksForDiscretion}
    where id = (select address_id from subscriptions where id = ${id})`.execute(tx);
}

/**
 * Ends live wishes, all at one and the same moment, and everything that planning reads of them. Of whose last wishes asked for
 * discretion the mails that follow keep it.
 */
export async function endWishes(tx: Tx, ids: readonly number[], endedBy: EndedBy): Promise<void> {
  await sql`
    with moment as materialized (select clock_timestamp() as at),
    ended as (
      update subscriptions set valid_until = moment.at, ended_by = ${endedBy} from moment
      where id = any(${ids}::bigint[]) and valid_from is not null and valid_until is null returning id)
    update interests set valid_until = moment.at from moment, ended
    where interests.subscription_id = ended.id and interests.valid_until is null`.execute(tx);
  await sql`
    update addresses set discreet = ${asksForDiscretion}
    where discreet and id in (select address_id from subscriptions where id = any(${ids}::bigint[]))
      and exists (select from subscriptions s where s.address_id = addresses.id and s.valid_from is not null and s.valid_until is null)`.execute(
    tx,
  );
}

/** Does a live wish of an address, row `addresses`, ask for subjects that disclose nothing? */
export const asksForDiscretion = sql`exists (
  select from subscriptions s where s.address_id = addresses.id and s.discreet and s.valid_from is not null and s.valid_until is null)`;

/** Ends all that an address wishes for. */
export async function endWishesOf(tx: Tx, addressId: number, endedBy: EndedBy): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select id from subscriptions
    where address_id = ${addressId} and valid_from is not null and valid_until is null`.execute(tx);
  await endWishes(
    tx,
    rows.map(({ id }) => id),
    endedBy,
  );
}

/**
 * When the last live wish has ended, tells the workers that no further message may begin, and keeps how it ended: who says so
 * when there was nothing left to end has said it all the same.
 */
export async function endAddressWithoutWishes(
  tx: Tx,
  addressId: number,
  endedBy: EndedBy,
): Promise<void> {
  await sql`
    update addresses set subscribed = false, ended_by = ${endedBy}, ended_at = case when subscribed then clock_timestamp() else ended_at end
    where id = ${addressId} and (subscribed or ended_at is not null) and not exists (
      select from subscriptions where address_id = ${addressId} and valid_from is not null and valid_until is null)`.execute(
    tx,
  );
}

/** A wish that counts, and the one that it follows where somebody added its address. */
export interface LiveWish extends OwnSubscription {
  readonly companionOf: number | undefined;
}

/** The wishes of an address that count now, oldest first. */
export async function liveWishes(
  db: Database,
  keyring: Keyring,
  addressId: number,
): Promise<readonly LiveWish[]> {
  const { rows } = await sql<{
    id: number;
    wish: Buffer;
    since: Date;
    companion_of: number | null;
  }>`
    select id, wish, valid_from as since, companion_of from subscriptions
    where address_id = ${addressId} and valid_from is not null and valid_until is null order by id`.execute(
    db,
  );
  return rows.map(({ id, wish, since, companion_of: companionOf }) => ({
    id,
    wish: openWish(keyring, wish),
    since,
    companionOf: companionOf ?? undefined,
  }));
}

/** Takes several addresses' rows, in the one order that keeps two who do so from waiting for each other for ever. */
export async function holdAddresses(tx: Tx, ids: readonly number[]): Promise<void> {
  await sql`select from addresses where id = any(${ids}::bigint[]) order by id for update`.execute(
    tx,
  );
}

/** Takes the address's row for this transaction, so that two requests about one address come one after the other. */
export async function holdAddress(
  tx: Tx,
  addressId: number,
): Promise<{ readonly epoch: number } | undefined> {
  const { rows } = await sql<{
    epoch: number;
  }>`select epoch from addresses where id = ${addressId} for update`.execute(tx);
  return rows[0];
}

export function openWish(keyring: Pick<Keyring, 'open'>, sealed: Buffer): Wish {
  return wishSchema.parse(JSON.parse(keyring.open('wish', sealed)));
}

/** Of a trip, whose traveller is told something on its morning. */
export function firstDayOf({ stay }: Wish): string | null {
  return stay.kind === 'trip' ? stay.from : null;
}

type Opened = { readonly wish: Wish } | { readonly unreadable: Unreadable };

/** A row that no key here opens: it was altered, or sealed under a key that is lost. */
export interface Unreadable {
  readonly id: number;
  readonly code: string;
}

/** For work on many people's wishes: one that cannot be opened holds up nobody else's. */
export function tryWish(
  keyring: Pick<Keyring, 'open'>,
  { id, wish }: { readonly id: number; readonly wish: Buffer },
): Opened {
  try {
    return { wish: openWish(keyring, wish) };
  } catch (error) {
    return { unreadable: { id, code: codeOf(error) } };
  }
}

/** A zone would tell where somebody is: it is kept as a keyed token, and only where a digest needs it. */
export function zoneOf(keyring: Keyring, { rhythm }: Wish): Buffer | null {
  return rhythm.every === 'message' ? null : keyring.interest(labelOfZone(rhythm.timeZone));
}
