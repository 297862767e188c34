import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import { nobodyKnown } from '#src/lists/deciding.ts';
import type { KnownPerson } from '#src/lists/deciding.ts';
import type { Person } from '#src/lists/list.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';
import { tryWish } from './wishes.ts';
import type { Unreadable } from './wishes.ts';

/** All that a batch says of one address. */
export interface ListedPerson {
  readonly lookup: Buffer;
  readonly address: string;
  readonly wishes: readonly Wish[];
  /** Where each of them stands among the rows of the batch. */
  readonly at: readonly number[];
}

/** In the order of their hashes: all who make several addresses make them in one order, so that none waits for another in turn. */
export function peopleOf(
  keyring: Pick<Keyring, 'lookup'>,
  rows: readonly Person[],
): readonly ListedPerson[] {
  const byLookup = new Map<string, ListedPerson>();
  for (const [at, { address, wish }] of rows.entries()) {
    const lookup = keyring.lookup(address);
    const key = lookup.toString('hex');
    const known = byLookup.get(key) ?? { lookup, address, wishes: [], at: [] };
    byLookup.set(key, { ...known, wishes: [...known.wishes, wish], at: [...known.at, at] });
  }
  return [...byLookup]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([, person]) => person);
}

interface FoundAddress {
  readonly id: number;
  readonly known: KnownPerson;
  /** Its owner never answered, or their trip is over, and the address was forgotten; only its hash is kept. */
  readonly isBare: boolean;
  /** Their wishes that no key opens, of those that the list is held against. */
  readonly unreadable: readonly Unreadable[];
}

export interface HeldAddress extends FoundAddress {
  /** Written by this very batch. */
  readonly isNew: boolean;
}

interface NewAddresses {
  readonly people: readonly ListedPerson[];
  readonly subscribed: boolean;
}

/**
 * The rows of all these addresses, in the order of `people`, made where there were none, and held until the transaction ends.
 * New ones are written as they will be, so that nothing has to be written twice.
 */
export async function holdAddresses(
  tx: Tx,
  keyring: Keyring,
  { listId, ...writing }: NewAddresses & { readonly listId: number },
): Promise<readonly HeldAddress[]> {
  const { people } = writing;
  const made = await insertNew(tx, keyring, writing);
  const others = people.filter(({ lookup }) => !made.has(lookup.toString('hex')));
  const known = await knownPeople(tx, keyring, { people: others, listId, held: true });
  return people.map(({ lookup }) => {
    const key = lookup.toString('hex');
    const id = made.get(key);
    if (id !== undefined)
      return { id, known: nobodyKnown, isBare: false, unreadable: [], isNew: true };
    const found = known.get(key);
    if (found === undefined) throw new Error('expected the row of an address that is known');
    return { ...found, isNew: false };
  });
}

async function insertNew(
  tx: Tx,
  keyring: Keyring,
  { people, subscribed }: NewAddresses,
): Promise<ReadonlyMap<string, number>> {
  const discreet = people.map(({ wishes }) => subscribed && wishes.some((wish) => wish.discreet));
  const { rows } = await sql<{ id: number; lookup: Buffer }>`
    insert into addresses (lookup, ciphertext, domain, subscribed, discreet)
    select lookup, ciphertext, domain, ${subscribed}, discreet from unnest(
      ${people.map(({ lookup }) => lookup)}::bytea[], ${people.map(({ address }) => keyring.seal('address', address))}::bytea[],
      ${people.map(({ address }) => keyring.domain(address))}::bytea[], ${discreet}::boolean[]) as p (lookup, ciphertext, domain, discreet)
    on conflict (lookup) do nothing returning id, lookup`.execute(tx);
  return new Map(rows.map(({ id, lookup }) => [lookup.toString('hex'), id]));
}

interface AddressRow {
  readonly id: number;
  readonly lookup: Buffer;
  readonly is_blocked: boolean;
  readonly is_bare: boolean;
}

/** What is known of those who are known, by the hash of their address. Held by their ids, as by all who hold several. */
export async function knownPeople(
  db: Database | Tx,
  keyring: Keyring,
  {
    people,
    listId,
    held,
  }: {
    readonly people: readonly ListedPerson[];
    readonly listId: number | undefined;
    readonly held: boolean;
  },
): Promise<ReadonlyMap<string, FoundAddress>> {
  if (people.length === 0) return new Map();
  const { rows } = await sql<AddressRow>`
    select a.id, a.lookup, ${isBlocked} as is_blocked, a.ciphertext is null as is_bare
    from addresses a where a.lookup = any(${people.map(({ lookup }) => lookup)}::bytea[])
    order by a.id ${held ? sql`for update of a` : sql``}`.execute(db);
  const wishes = await wishesOf(
    db,
    rows.map(({ id }) => id),
  );
  return new Map(
    rows.map(({ id, lookup, is_blocked, is_bare: isBare }) => {
      const own = wishes.get(id) ?? [];
      const { unreadable, ...wished } = sortedOut(keyring, own, listId);
      const known = { isBlocked: is_blocked, ...wished };
      return [lookup.toString('hex'), { id, known, isBare, unreadable }];
    }),
  );
}

/** Suppressed, erased, or left by themselves; not whoever had a trip that ended by itself, even if they are forgotten by now. */
const isBlocked = sql`(
  a.suppressed or exists (select from suppressions u where u.lookup = a.lookup)
  or ((a.erased_at is not null or (not a.subscribed and a.ended_at is not null)) and a.ended_by is distinct from 'trip-over'))`;

interface WishRow {
  readonly id: number;
  readonly address_id: number;
  readonly wish: Buffer;
  readonly is_live: boolean;
  readonly import_id: number | null;
  readonly asked_at: Date;
}

async function wishesOf(
  db: Database | Tx,
  addressIds: readonly number[],
): Promise<ReadonlyMap<number, readonly WishRow[]>> {
  const { rows } = await sql<WishRow>`
    select s.id, s.address_id, s.wish, s.valid_from is not null as is_live, s.import_id, greatest(s.requested_at, d.due_at) as asked_at
    from subscriptions s cross join publications p left join deliveries_standing d
      on d.publication_id = p.id and d.channel = 'email' and d.recipient_id = s.address_id and d.purpose = 'confirm:' || s.id
    where p.kind = 'notices' and s.address_id = any(${addressIds}::bigint[]) and s.valid_until is null
      and (s.valid_from is not null or s.requested_at > now() - interval '8 days')
    order by s.id`.execute(db);
  return Map.groupBy(rows, ({ address_id: owner }) => owner);
}

function sortedOut(
  keyring: Keyring,
  rows: readonly WishRow[],
  listId: number | undefined,
): Omit<KnownPerson, 'isBlocked'> & Pick<FoundAddress, 'unreadable'> {
  const open = rows.filter(({ is_live: isLive }) => !isLive);
  const isOfList = (row: WishRow) => listId !== undefined && row.import_id === listId;
  const unreadable: Unreadable[] = [];
  const opened = (row: WishRow) => {
    const read = tryWish(keyring, row);
    if ('wish' in read) return [{ id: row.id, wish: read.wish }];
    unreadable.push(read.unreadable);
    return [];
  };
  const waiting = open.filter(isOfList).flatMap(opened);
  const live = rows.filter(({ is_live: isLive }) => isLive).flatMap(opened);
  return {
    live: live.map(({ wish }) => wish),
    waiting,
    // What cannot be opened was asked about all the same.
    askedAt: open
      .filter(({ id }) => !waiting.some((one) => one.id === id))
      .map((row) => row.asked_at),
    unreadable,
  };
}

/** Writes addresses down again whose owners never answered, or were forgotten after a trip. */
export async function restoreAddresses(
  tx: Tx,
  keyring: Pick<Keyring, 'seal' | 'domain'>,
  bare: readonly { readonly id: number; readonly address: string }[],
): Promise<void> {
  if (bare.length === 0) return;
  await sql`
    update addresses a set ciphertext = b.ciphertext, domain = b.domain, erased_at = null
    from unnest(${bare.map(({ id }) => id)}::bigint[], ${bare.map(({ address }) => keyring.seal('address', address))}::bytea[],
      ${bare.map(({ address }) => keyring.domain(address))}::bytea[]) as b (id, ciphertext, domain)
    where a.id = b.id and a.ciphertext is null and (a.erased_at is null or a.ended_by = 'trip-over')`.execute(
    tx,
  );
}
