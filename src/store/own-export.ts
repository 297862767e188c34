import { sql } from 'kysely';

import { readLetter } from '#src/inbound/letter.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Ending } from '#src/subscription/explain.ts';
import type { OwnExport, OwnRow, OwnVersion } from '#src/subscription/own-export.ts';
import { addressSchema } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import { allMailsOf } from './own-mails.ts';
import { ownTables } from './own-tables.ts';
import type { OwnTable } from './own-tables.ts';
import { openReceived } from './received.ts';
import { openWish } from './wishes.ts';

/** Everything that is held on whoever holds an address; undefined for one that has been erased. */
export async function exportOf(
  tx: Tx,
  keyring: Pick<Keyring, 'open' | 'lookup'>,
  addressId: number,
): Promise<OwnExport | undefined> {
  const address = await addressOf(tx, keyring, addressId);
  if (address === undefined) return undefined;
  const records: Record<string, readonly OwnRow[]> = {};
  for (const [name, table] of Object.entries(ownTables))
    records[name] = await rowsOf(tx, keyring, { table, addressId, address });
  return {
    madeAt: await databaseTime(tx),
    address,
    versions: await versionsOf(tx, keyring, addressId),
    mails: await allMailsOf(tx, addressId),
    records,
    leftOut: leftOutReasons(),
  };
}

async function addressOf(
  tx: Tx,
  keyring: Pick<Keyring, 'open'>,
  addressId: number,
): Promise<string | undefined> {
  const { rows } = await sql<{ ciphertext: Buffer | null }>`
    select ciphertext from addresses where id = ${addressId}`.execute(tx);
  const sealed = rows[0]?.ciphertext ?? undefined;
  return sealed && keyring.open('address', sealed);
}

async function databaseTime(tx: Tx): Promise<Date> {
  const { rows } = await sql<{ at: Date }>`select now() as at`.execute(tx);
  return rows[0]?.at ?? new Date();
}

interface Owned {
  readonly table: OwnTable;
  readonly addressId: number;
  readonly address: string;
}

async function rowsOf(
  tx: Tx,
  keyring: Pick<Keyring, 'open' | 'lookup'>,
  { table, addressId, address }: Owned,
): Promise<readonly OwnRow[]> {
  const kept = Object.entries(table.columns).flatMap(([name, how]) =>
    isLeftOut(how) ? [] : [[name, how] as const],
  );
  const columns = sql.join(kept.map(([name]) => sql.ref(`t.${name}`)));
  const { rows } =
    await sql<OwnRow>`select ${columns} from ${table.of(addressId)} order by 1, 2`.execute(tx);
  const told: OwnRow[] = [];
  for (const row of rows) {
    const values: [string, unknown][] = [];
    for (const [name, how] of kept)
      values.push([name, await toldOf(keyring, { how, value: row[name], address })]);
    told.push(Object.fromEntries(values));
  }
  return told;
}

type Kept = Exclude<OwnTable['columns'][string], { readonly leftOut: string }>;

async function toldOf(
  keyring: Pick<Keyring, 'open' | 'lookup'>,
  {
    how,
    value,
    address,
  }: { readonly how: Kept; readonly value: unknown; readonly address: string },
): Promise<unknown> {
  if (how === 'shown') return value;
  if (!Buffer.isBuffer(value)) return null;
  return how === 'letter' ? ownLetter(keyring, value, address) : opened(keyring, how, value);
}

/** Our mails are passed on, and whoever answers one is told by its token to have to do with its first reader. */
async function ownLetter(
  keyring: Pick<Keyring, 'open' | 'lookup'>,
  sealed: Buffer,
  address: string,
): Promise<unknown> {
  const { raw } = openReceived(keyring, sealed);
  const { from } = await readLetter(raw);
  const writer = addressSchema.safeParse(from).data;
  const isOwn = writer !== undefined && keyring.lookup(writer).equals(keyring.lookup(address));
  return isOwn ? raw.toString('latin1') : { leftOut: othersLetter };
}

const othersLetter =
  'it was not sent from this address: somebody else wrote it, or a mail system, and it may tell of others';

function isLeftOut(how: OwnTable['columns'][string]): how is { readonly leftOut: string } {
  return typeof how === 'object' && 'leftOut' in how;
}

function opened(
  keyring: Pick<Keyring, 'open'>,
  { sealedAs, is }: { readonly sealedAs: string; readonly is: 'text' | 'json' },
  sealed: Buffer,
): unknown {
  const text = keyring.open(sealedAs, sealed);
  return is === 'json' ? JSON.parse(text) : text;
}

function leftOutReasons(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ownTables).flatMap(([name, { columns }]) =>
      Object.entries(columns).flatMap(([column, how]) =>
        isLeftOut(how) ? [[`${name}.${column}`, how.leftOut]] : [],
      ),
    ),
  );
}

async function versionsOf(
  tx: Tx,
  keyring: Pick<Keyring, 'open'>,
  addressId: number,
): Promise<readonly OwnVersion[]> {
  const { rows } = await sql<{
    wish: Buffer;
    requested_at: Date;
    valid_from: Date | null;
    valid_until: Date | null;
    ended_by: Ending | null;
  }>`
    select wish, requested_at, valid_from, valid_until, ended_by from subscriptions where address_id = ${addressId} order by id`.execute(
    tx,
  );
  return rows.map((row) => ({
    wish: openWish(keyring, row.wish),
    askedAt: row.requested_at,
    confirmedAt: row.valid_from ?? undefined,
    endedAt: row.valid_until ?? undefined,
    endedBy: row.ended_by ?? undefined,
  }));
}
