import { sql } from 'kysely';

import type { Tx } from './database.ts';

/**
 * Locks lines until the transaction ends. Whoever locks several does so in the order of their endpoints, so that nobody waits in
 * a circle; and a number of an endpoint is never committed before a smaller one. Publications are locked before lines.
 */
export async function aloneWithLines(tx: Tx, endpointIds: readonly number[]): Promise<void> {
  await sql`select from lines where endpoint_id = any(${endpointIds}::bigint[]) order by endpoint_id for update`.execute(
    tx,
  );
}

/** A line `l` that was recalled is due when whoever held it has had the time to hear of it, and not before. */
export const isNotRecalled = sql`(l.leased_until is distinct from '-infinity')`;

/** Lines with calls of a publication that wait are due: it goes on, or no longer holds up what is behind it. */
export async function callAgain(tx: Tx, publicationId: number): Promise<void> {
  await sql`
    with waiting as materialized (
      select l.endpoint_id from lines l
      where l.endpoint_id = any(array(select c.endpoint_id from calls c where c.publication_id = ${publicationId} and c.state = 'pending'))
      order by l.endpoint_id for update
    )
    update lines l set due_at = least(l.due_at, now()) from waiting w where l.endpoint_id = w.endpoint_id and ${isNotRecalled}`.execute(
    tx,
  );
}
