import { sql } from 'kysely';

import type { Database, Tx } from '#src/store/database.ts';

/** How many rows of deliveries some work reads, by PostgreSQL's own count: what it costs, whatever the machine. */
export async function rowsRead(db: Database, work: (tx: Tx) => Promise<unknown>): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const before = await readSoFar(tx);
    await work(tx);
    return (await readSoFar(tx)) - before;
  });
}

/** By this connection, since it last reported: not always a whole transaction's count alone. */
async function readSoFar(tx: Tx): Promise<number> {
  const { rows } = await sql<{ read: number }>`
    select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::int as read
    from pg_stat_xact_user_tables where relname like 'deliveries%'`.execute(tx);
  return rows[0]?.read ?? 0;
}
