import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';

/** A column that holds what is encrypted; `about` is what its texts are bound to. Its table has a numeric `id`. */
export interface SealedColumn {
  readonly table: string;
  readonly column: string;
  readonly about: string;
}

/** Every one of them: a key is retired only when none holds anything under it. A test holds this list against the schema. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'addresses', column: 'ciphertext', about: 'address' },
  { table: 'subscriptions', column: 'wish', about: 'wish' },
  { table: 'endpoints', column: 'contacts', about: 'endpoint-contacts' },
  { table: 'endpoint_secrets', column: 'secret', about: 'endpoint-secret' },
  { table: 'idempotent_answers', column: 'answer', about: 'idempotent-answer' },
  { table: 'received', column: 'message', about: 'received' },
  { table: 'imports', column: 'organisation', about: 'organisation' },
];

/** A few encrypted addresses, to try a key file on; none in a new database, also one that has not been migrated. */
export async function someSealedAddresses(db: Database): Promise<readonly Buffer[]> {
  const { rows: known } = await sql<{ exists: boolean }>`
    select to_regclass('addresses') is not null as exists`.execute(db);
  if (known[0]?.exists !== true) return [];
  const { rows } = await sql<{ ciphertext: Buffer }>`
    select ciphertext from addresses where ciphertext is not null order by id desc limit 5`.execute(
    db,
  );
  return rows.map(({ ciphertext }) => ciphertext);
}

/** Rows of a column by the version of the key that sealed them. */
export async function countByVersion(
  db: Database,
  { table, column }: SealedColumn,
): Promise<ReadonlyMap<number, number>> {
  const { rows } = await sql<{ version: number; count: number }>`
    select get_byte(${sql.ref(column)}, 0) as version, count(*) as count from ${sql.table(table)}
    where ${sql.ref(column)} is not null group by version order by version`.execute(db);
  return new Map(rows.map(({ version, count }) => [version, count]));
}

export interface Resealing extends SealedColumn {
  /** Ids up to here have been looked at. */
  readonly after: number;
  readonly limit: number;
}

interface Resealed {
  /** Undefined when there are no more rows after these. */
  readonly last: number | undefined;
  readonly resealed: number;
  /** Rows that no key opens: altered, or sealed under a key that is lost. They stay as they are. */
  readonly unreadable: number;
}

/**
 * Seals the next rows anew that are not under the present key. Rows that somebody holds are left for another pass: so this
 * waits for nobody, and nobody waits for it longer than these rows take.
 */
export async function resealSome(
  db: Database,
  keyring: Pick<Keyring, 'seal' | 'open' | 'held'>,
  resealing: Resealing,
): Promise<Resealed> {
  const { seals } = keyring.held();
  return db.transaction().execute(async (tx) => {
    const rows = await takeOthers(tx, resealing, seals);
    const fresh = rows.flatMap(({ id, sealed }) => {
      const text = opened(keyring, resealing.about, sealed);
      return text === undefined ? [] : [{ id, sealed: keyring.seal(resealing.about, text) }];
    });
    await write(tx, resealing, fresh);
    return {
      last: rows.at(-1)?.id,
      resealed: fresh.length,
      unreadable: rows.length - fresh.length,
    };
  });
}

interface SealedRow {
  readonly id: number;
  readonly sealed: Buffer;
}

async function takeOthers(
  tx: Tx,
  { table, column, after, limit }: Resealing,
  seals: number,
): Promise<readonly SealedRow[]> {
  const { rows } = await sql<SealedRow>`
    select id, ${sql.ref(column)} as sealed from ${sql.table(table)}
    where id > ${after} and ${sql.ref(column)} is not null and get_byte(${sql.ref(column)}, 0) <> ${seals}
    order by id limit ${limit} for update skip locked`.execute(tx);
  return rows;
}

async function write(
  tx: Tx,
  { table, column }: SealedColumn,
  rows: readonly SealedRow[],
): Promise<void> {
  await sql`
    update ${sql.table(table)} t set ${sql.id(column)} = fresh.sealed
    from unnest(${rows.map(({ id }) => id)}::bigint[], ${rows.map(({ sealed }) => sealed)}::bytea[]) as fresh (id, sealed)
    where t.id = fresh.id`.execute(tx);
}

function opened(keyring: Pick<Keyring, 'open'>, about: string, sealed: Buffer): string | undefined {
  try {
    return keyring.open(about, sealed);
  } catch {
    return undefined; // counted, and told at the end
  }
}
