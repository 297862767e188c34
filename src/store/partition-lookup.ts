import { sql } from 'kysely';

import type { Tx } from './database.ts';

/**
 * Looks deliveries up in their partition, not in all of them, until the transaction ends. Elsewhere this is off, for PostgreSQL
 * has ended where such a statement locks rows (docs/adr/0023): no statement of such a transaction may lock any.
 */
export async function lookUpByPartition(tx: Tx): Promise<void> {
  await sql`set local enable_partition_pruning = on`.execute(tx);
}

/** The same for one statement of a transaction whose others may lock rows. */
export async function whileLookingUpByPartition<T>(tx: Tx, ask: () => Promise<T>): Promise<T> {
  await lookUpByPartition(tx);
  const answer = await ask();
  await sql`set local enable_partition_pruning = off`.execute(tx);
  return answer;
}
