import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { OpenList } from '#src/lists/list.ts';
import { labelsOfCategories, labelsOfFollowed } from '#src/subscription/match.ts';
import { activeDuring } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { asksForDiscretion, firstDayOf, zoneOf } from './wishes.ts';

export interface AddedWish {
  readonly addressId: number;
  readonly wish: Wish;
}

interface NumberedWish extends AddedWish {
  readonly id: number;
}

interface Keeping {
  readonly list: Pick<OpenList, 'id' | 'basis'>;
  readonly wishes: readonly NumberedWish[];
}

/**
 * Keeps many wishes in one statement, as `insertWish` keeps one; with a basis they count from one moment, as by `activateWish`.
 * The caller then holds the lock shared with publishing.
 */
export async function insertWishes(
  tx: Tx,
  keyring: Keyring,
  {
    list,
    added,
  }: { readonly list: Pick<OpenList, 'id' | 'basis'>; readonly added: readonly AddedWish[] },
): Promise<readonly NumberedWish[]> {
  const { rows } = await sql<{ id: number }>`
    select nextval(pg_get_serial_sequence('subscriptions', 'id')) as id from generate_series(1, ${added.length}::int)`.execute(
    tx,
  );
  const wishes = added.map((one, n) => ({ ...one, id: rows[n]?.id ?? 0 }));
  await keepWishes(tx, keyring, { list, wishes });
  if (list.basis !== undefined) await followPlaces(tx, keyring, wishes);
  return wishes;
}

async function keepWishes(
  tx: Tx,
  keyring: Keyring,
  { list: { id, basis }, wishes }: Keeping,
): Promise<void> {
  const active = wishes.map(({ wish }) => activeDuring(wish.stay));
  await sql`
    insert into subscriptions (id, address_id, wish, language, stay, active_from, active_until, begins_on, rhythm, zone, discreet, import_id, valid_from)
    overriding system value
    select w.id, address_id, wish, language, stay, coalesce(active_from, '-infinity'), coalesce(active_until, 'infinity'), begins_on, rhythm, zone, discreet,
      ${id}, case when ${basis !== undefined} then moment.at end
    from (select clock_timestamp() as at offset 0) moment, unnest(
      ${wishes.map((one) => one.id)}::bigint[], ${wishes.map(({ addressId }) => addressId)}::bigint[],
      ${wishes.map(({ wish }) => keyring.seal('wish', JSON.stringify(wish)))}::bytea[],
      ${wishes.map(({ wish }) => wish.language)}::text[], ${wishes.map(({ wish }) => wish.stay.kind)}::text[],
      ${active.map((days) => days?.from ?? null)}::timestamptz[], ${active.map((days) => days?.until ?? null)}::timestamptz[],
      ${wishes.map(({ wish }) => firstDayOf(wish))}::date[],
      ${wishes.map(({ wish }) => wish.rhythm.every)}::text[], ${wishes.map(({ wish }) => zoneOf(keyring, wish))}::bytea[],
      ${wishes.map(({ wish }) => wish.discreet)}::boolean[]
    ) as w (id, address_id, wish, language, stay, active_from, active_until, begins_on, rhythm, zone, discreet)`.execute(
    tx,
  );
}

/**
 * What planning reads of these wishes. A statement of its own, so that each is found by its key: joined to rows that the
 * same statement writes, every place would be held against every wish. Lists in a row of a list are read from their text,
 * for PostgreSQL takes no arrays of unequal arrays.
 */
async function followPlaces(
  tx: Tx,
  keyring: Keyring,
  wishes: readonly NumberedWish[],
): Promise<void> {
  const token = rememberedTokens(keyring);
  const interests = wishes.flatMap(({ id, wish }) => {
    const categories = labelsOfCategories(wish.categories).map(
      (label) => `"\\\\x${token(label).toString('hex')}"`,
    );
    return [...new Set(wish.places.flatMap(labelsOfFollowed))].map((label) => ({
      id,
      label: token(label),
      threshold: wish.threshold,
      kinds: `{${wish.kinds.join(',')}}`,
      categories: `{${categories.join(',')}}`,
    }));
  });
  await sql`
    insert into interests (label, address_id, subscription_id, threshold, kinds, categories, residence, rhythm, active_from, active_until, language, valid_from)
    select i.label, s.address_id, s.id, i.threshold, i.kinds::text[], i.categories::bytea[], s.stay = 'residence', s.rhythm, s.active_from, s.active_until, s.language, s.valid_from
    from unnest(
      ${interests.map(({ id }) => id)}::bigint[], ${interests.map(({ label }) => label)}::bytea[], ${interests.map(({ threshold }) => threshold)}::smallint[],
      ${interests.map(({ kinds }) => kinds)}::text[], ${interests.map(({ categories }) => categories)}::text[]
    ) as i (id, label, threshold, kinds, categories)
    join lateral (select * from subscriptions where id = i.id offset 0) s on true`.execute(tx);
}

function rememberedTokens({ interest }: Pick<Keyring, 'interest'>): (label: string) => Buffer {
  const known = new Map<string, Buffer>();
  return (label) => {
    const token = known.get(label) ?? interest(label);
    known.set(label, token);
    return token;
  };
}

/** Waiting wishes that a later row made wider: their owners have not been asked yet. */
export async function widenWishes(
  tx: Tx,
  keyring: Pick<Keyring, 'seal'>,
  widened: readonly { readonly id: number; readonly wish: Wish }[],
): Promise<void> {
  if (widened.length === 0) return;
  await sql`
    update subscriptions s set wish = w.wish
    from unnest(${widened.map(({ id }) => id)}::bigint[], ${widened.map(({ wish }) => keyring.seal('wish', JSON.stringify(wish)))}::bytea[]) as w (id, wish)
    where s.id = w.id and s.valid_from is null`.execute(tx);
}

/** Addresses that were there before and have a wish that counts now. */
export async function markSubscribed(tx: Tx, addressIds: readonly number[]): Promise<void> {
  if (addressIds.length === 0) return;
  await sql`
    update addresses set subscribed = true, ended_at = null, ended_by = null, erased_at = null, discreet = ${asksForDiscretion}
    where id = any(${addressIds}::bigint[])`.execute(tx);
}
