import { sql } from 'kysely';

import { AppError, codeOf } from '#src/errors.ts';
import type { HeldKeys } from '#src/keyring/sealing.ts';

import type { Database } from './database.ts';
import { aloneWithKeys } from './locks.ts';

/** A process that runs, and the data keys that it holds. */
export interface KeyHolder extends HeldKeys {
  readonly process: string;
}

/** Who has not been seen for this long is taken for gone. */
const goneAfter = sql`interval '30 seconds'`;

/** Says which keys a process holds; asked for every few seconds, by every process that opens or seals anything for long. */
export async function announceKeys(
  db: Database,
  { process, versions, seals }: KeyHolder,
): Promise<void> {
  await sql`
    with gone as (delete from key_holders where seen_at < clock_timestamp() - 2 * ${goneAfter} and process <> ${process})
    insert into key_holders (process, versions, seals) values (${process}, ${[...versions]}::int[], ${seals})
    on conflict (process) do update set versions = excluded.versions, seals = excluded.seals, seen_at = clock_timestamp()`.execute(
    db,
  );
}

export async function withdrawKeys(db: Database, process: string): Promise<void> {
  await sql`delete from key_holders where process = ${process}`.execute(db);
}

export async function keyHolders(db: Database): Promise<readonly KeyHolder[]> {
  const { rows } = await sql<KeyHolder>`
    select process, versions, seals from key_holders where seen_at > clock_timestamp() - ${goneAfter} order by process`.execute(
    db,
  );
  return rows;
}

/** One process at a time brings data keys in or takes them out: two would each make a key of the same number, and one of them would be lost. */
export async function whileNobodyElseKeepsKeys<T>(
  db: Database,
  work: () => Promise<T>,
): Promise<T> {
  return db.connection().execute(async (session) => {
    await using _alone = await aloneWithKeys(session).catch((cause: unknown) => {
      if (codeOf(cause) !== lockNotAvailable) throw cause;
      throw new AppError(
        'KEYS_BUSY',
        'Another process is rotating or retiring the data keys: wait until it has ended. Nothing was changed',
        { cause },
      );
    });
    return await work();
  });
}

const lockNotAvailable = '55P03';

/** Whether anything that was begun before that moment goes on: it may still write what an earlier key sealed. */
export async function goesOnFrom(db: Database, moment: Date): Promise<boolean> {
  const { rows } = await sql`
    select from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and xact_start <= ${moment} and state <> 'idle' and backend_type = 'client backend' limit 1`.execute(
    db,
  );
  return rows.length > 0;
}
