import { readFile, readdir } from 'node:fs/promises';

import { sql } from 'kysely';
import type { Logger } from 'pino';

import { AppError } from '#src/errors.ts';

import { createDatabase, requireDatabase } from './database.ts';
import type { Database, Tx } from './database.ts';
import { aloneForMigrating } from './locks.ts';

const folder = new URL('./migrations/', import.meta.url);

/**
 * Applies the numbered SQL files that a database lacks, in order, in one transaction, under a lock: two at once are
 * one after the other. Forward only; an applied file never changes.
 */
export async function migrate(
  databaseUrl: string,
  log: Logger,
): Promise<{ readonly applied: readonly string[] }> {
  await using db = createDatabase({ url: databaseUrl, log, connections: 1 });
  await requireDatabase(db, databaseUrl);
  const applied = await db.transaction().execute(applyMissing);
  if (applied.length > 0) log.info({ applied }, 'database.migrated');
  return { applied };
}

/** Names of the files that a database still lacks; empty when it is current. */
export async function missingMigrations(db: Database): Promise<readonly string[]> {
  const { rows: known } = await sql<{
    exists: boolean;
  }>`select to_regclass('migrations') is not null as exists`.execute(db);
  const all = await migrationNames();
  if (known[0]?.exists !== true) return all;
  const { rows } = await sql<{ name: string }>`select name from migrations`.execute(db);
  const applied = new Set(rows.map(({ name }) => name));
  return all.filter((name) => !applied.has(name));
}

async function applyMissing(tx: Tx): Promise<readonly string[]> {
  await aloneForMigrating(tx);
  await sql`create table if not exists migrations (name text primary key, applied_at timestamptz not null default now())`.execute(
    tx,
  );
  const missing = await missingMigrations(tx);
  for (const name of missing) await apply(tx, name);
  return missing;
}

async function apply(tx: Tx, name: string): Promise<void> {
  const text = await readFile(new URL(name, folder), 'utf8');
  await sql
    .raw(text)
    .execute(tx)
    .catch((cause: unknown) => {
      const reason = cause instanceof Error ? cause.message : 'unknown';
      throw new AppError(
        'CONFIGURATION_INVALID',
        `Migration ${name} failed and nothing was changed: ${reason}`,
        { cause },
      );
    });
  await sql`insert into migrations (name) values (${name})`.execute(tx);
}

async function migrationNames(): Promise<readonly string[]> {
  const names = await readdir(folder);
  return names.filter((name) => name.endsWith('.sql')).toSorted();
}
