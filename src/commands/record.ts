import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

import type { Env } from '#config/env.ts';
import { findPostgres } from '#src/embedded/find-postgres.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { AppError } from '#src/errors.ts';
import { createLog } from '#src/log.ts';
import type { Logger } from '#src/log.ts';
import { createDatabase, requireDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { missingMigrations } from '#src/store/migrate.ts';
import { bringUpToDate } from '#src/surroundings.ts';

/** The database as a running service keeps it, lent to a command for its duration. */
export interface DatabaseRecord extends AsyncDisposable {
  readonly env: Env;
  readonly log: Logger;
  readonly databaseUrl: string;
  readonly db: Database;
}

export interface MadeRecord extends DatabaseRecord {
  /** Names of the migrations that the database lacked. */
  readonly applied: readonly string[];
}

/** Nothing is made, nothing is migrated. Undefined when no embedded database was ever made; AppError DATABASE_UNREACHABLE when the one that is named does not answer. */
export async function openRecord(env: Env): Promise<DatabaseRecord | undefined> {
  const isMade = env.DATABASE_URL !== undefined || existsSync(join(folderOf(env), 'cluster'));
  return isMade ? lend(env) : undefined;
}

/** Makes the embedded database where there is none yet, and brings either up to date. */
export async function makeRecord(env: Env): Promise<MadeRecord> {
  await using owned = new AsyncDisposableStack();
  const record = owned.use(await lend(env));
  const { applied } = await bringUpToDate(record);
  owned.move();
  return { ...record, applied };
}

async function lend(env: Env): Promise<DatabaseRecord> {
  await using owned = new AsyncDisposableStack();
  // What a command has to say it says itself.
  const log = createLog({ LOG_LEVEL: 'silent' });
  const databaseUrl = env.DATABASE_URL ?? (await embeddedUrl(env, log, owned));
  const db = owned.use(createDatabase({ url: databaseUrl, log, connections: 4 }));
  await requireDatabase(db, databaseUrl);
  const kept = owned.move();
  return { env, log, databaseUrl, db, [Symbol.asyncDispose]: () => kept.disposeAsync() };
}

/** The same for commands that read what every migration made. */
export async function openCurrentRecord(env: Env): Promise<DatabaseRecord> {
  await using owned = new AsyncDisposableStack();
  const record = await openRecord(env);
  if (record === undefined) throw new AppError('DATABASE_UNREACHABLE', noneYet(env));
  owned.use(record);
  const missing = await missingMigrations(record.db);
  if (missing.length > 0) {
    throw new AppError(
      'DATABASE_UNREACHABLE',
      `The database lacks ${missing.join(', ')}: run npm run migrate`,
    );
  }
  owned.move();
  return record;
}

export function noneYet({ DATA_DIR }: Pick<Env, 'DATA_DIR'>): string {
  return `no database yet in ${DATA_DIR}: npm start makes an embedded one; for production set DATABASE_URL`;
}

function folderOf({ DATA_DIR }: Pick<Env, 'DATA_DIR'>): string {
  return resolve(DATA_DIR, 'postgres');
}

/** The embedded database of a service that runs, or one started for as long as it is lent. */
async function embeddedUrl(env: Env, log: Logger, owned: AsyncDisposableStack): Promise<string> {
  const dataDir = folderOf(env);
  const running = await findPostgres(dataDir);
  return running ?? owned.use(await startPostgres({ dataDir, log })).url;
}
