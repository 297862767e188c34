import { sql } from 'kysely';
import { Client } from 'pg';

import type { App } from '#src/app.ts';

/**
 * The machine of the database may have its clock set as well. `now()` and `clock_timestamp()` are found by the search
 * path, where ours come before PostgreSQL's own and add a shift. To be called before the database is migrated, so that
 * the tables' defaults are shifted, too.
 */
export async function makeClockMovable(databaseUrl: string): Promise<void> {
  const client = new Client(databaseUrl);
  await client.connect();
  try {
    await client.query(`
      create schema chaos;
      create table chaos.clock (shift interval not null);
      insert into chaos.clock values (interval '0');
      create function chaos.now() returns timestamptz language sql stable
        as 'select pg_catalog.now() + (select shift from chaos.clock)';
      create function chaos.clock_timestamp() returns timestamptz language sql volatile
        as 'select pg_catalog.clock_timestamp() + (select shift from chaos.clock)';
      alter database postgres set search_path = public, chaos, pg_catalog;`);
  } finally {
    await client.end();
  }
}

export async function moveDatabaseClock({ db }: Pick<App, 'db'>, ms: number): Promise<void> {
  await sql`update chaos.clock set shift = ${ms} * interval '1 millisecond'`.execute(db);
}
