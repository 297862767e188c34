import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { Outcome } from '#src/dispatch/publication.ts';

import type { Database, Tx } from './database.ts';
import { isHeld } from './held.ts';
import { aloneWithLines } from './line-locks.ts';
import { sharedWithPublishing } from './locks.ts';
import { planEvent } from './plan-event.ts';

/** Nothing changes unless it is active. It finds in its log that it was disabled; its contacts are mailed because of that event. */
export async function disableEndpoint(
  db: Database,
  endpointId: number,
  reason: string,
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    await disableWithin(tx, endpointId, reason);
  });
}

/** The same in a transaction that has the lock shared with publishing. */
export async function disableWithin(tx: Tx, endpointId: number, reason: string): Promise<void> {
  const { numAffectedRows } = await sql`
    update endpoints set state = 'disabled', reason = ${reason} where id = ${endpointId} and state = 'active'`.execute(
    tx,
  );
  if (numAffectedRows === 0n) return;
  await planEvent(tx, {
    type: 'endpoint.disabled',
    lane: 'routine',
    only: endpointId,
    facts: { reason },
  });
  await aloneWithLines(tx, [endpointId]);
  await endCallsOfSilent(tx, sql`e.id = ${endpointId}`);
}

/** Whether the call `c` is the one that a worker is at on its line `l`. */
const isUnderWay = sql`(l.calling = c.sequence and l.calling_round = c.round and ${isHeld('l', delivery.lineLeaseMs)})`;

const mostAtOnce = 10_000;

/** What is owed to endpoints that are not called ends; it stays in their logs, to be fetched. */
export function endCallsOfSilent(tx: Tx, which: RawBuilder<unknown> = sql`true`): Promise<number> {
  return endCalls(
    tx,
    sql`
    select c.endpoint_id, c.sequence, c.round,
      case when e.valid_until is null then 'withheld' else 'unsubscribed' end as state,
      case when e.valid_until is null then 'endpoint-' || e.state else 'endpoint-gone' end as reason
    from endpoints e join lines l on l.endpoint_id = e.id join calls c on c.endpoint_id = e.id and c.state = 'pending'
    where ${which} and (e.state in ('disabled', 'unverified') or e.valid_until is not null) and not ${isUnderWay}
    limit ${mostAtOnce} for update of l, c skip locked`,
  );
}

/** The calls of a publication that will not be made: it was superseded, stopped, or has ended. */
export function endCallsOfPublication(
  tx: Tx,
  publicationId: number,
  { state, reason }: { readonly state: Outcome; readonly reason: string },
): Promise<number> {
  return endCalls(
    tx,
    sql`
    select c.endpoint_id, c.sequence, c.round, ${state}::text as state, ${reason}::text as reason
    from calls c join lines l on l.endpoint_id = c.endpoint_id
    where c.publication_id = ${publicationId} and c.state = 'pending' and not ${isUnderWay}
    limit ${mostAtOnce} for update of l, c skip locked`,
  );
}

/** What was behind them may be due: a line that somebody holds finds it by itself, one that waits is woken. */
async function endCalls(tx: Tx, rest: RawBuilder<unknown>): Promise<number> {
  const { rows } = await sql<{ ended: number }>`
    with rest as materialized (${rest}), ended as (
      update calls c set state = rest.state, reason = rest.reason, settled_at = clock_timestamp() from rest
      where c.endpoint_id = rest.endpoint_id and c.sequence = rest.sequence and c.round = rest.round
      returning c.publication_id, c.state
    ), woken as (
      update lines l set due_at = now() from (select distinct endpoint_id from rest) r, endpoints e
      where l.endpoint_id = r.endpoint_id and e.id = l.endpoint_id and e.state = 'active' and e.valid_until is null
        and l.leased_until is null and l.due_at > now()
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, 'plan', 'webhook', state, count(*) from ended where publication_id is not null group by publication_id, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as ended from ended`.execute(tx);
  return rows[0]?.ended ?? 0;
}
