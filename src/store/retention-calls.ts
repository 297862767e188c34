import { sql } from 'kysely';

import { retention } from '#config/retention.ts';

import type { Tx } from './database.ts';
import { daysBefore } from './retention-cut-off.ts';

/** What endpoints answered: their owners have read it by then, or never will. */
export async function forgetResponses(tx: Tx, now: Date, limit: number): Promise<number> {
  const cutOff = daysBefore(now, retention.responsesDays);
  const { rows } = await sql<{ count: number }>`
    with last as (
      update calls set response = null where (endpoint_id, sequence, round) in (
        select endpoint_id, sequence, round from calls where response is not null and attempted_at < ${cutOff} limit ${limit})
      returning 1
    ), earlier as (
      update call_attempts set response = null where (endpoint_id, sequence, round, number) in (
        select endpoint_id, sequence, round, number from call_attempts where response is not null and at < ${cutOff} limit ${limit})
      returning 1
    )
    select (select count(*) from last) + (select count(*) from earlier) as count`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** Whoever was told of an advisory that has not ended hears its follow-up: those calls stay, and only leave the log. */
const isForgettable = sql`(v.publication_id is null or exists (
  select from publications p where p.id = v.publication_id and p.forgotten_at is not null))`;

/** Calls and, once it has none, an event with all that hangs on it. The line remembers how far its log is gone. */
export async function forgetCalls(tx: Tx, now: Date, limit: number): Promise<number> {
  const cutOff = daysBefore(now, retention.callsDays);
  const { rows } = await sql<{ endpoint_id: number; sequence: number; round: number }>`
    select c.endpoint_id, c.sequence, c.round from events v join calls c on c.event_id = v.id
    where v.at < ${cutOff} and c.state <> 'pending' and ${isForgettable}
    order by v.id, c.endpoint_id limit ${limit}`.execute(tx);
  if (rows.length > 0) await deleteCalls(tx, rows);
  const { numAffectedRows = 0n } = await sql`
    delete from events where id in (
      select v.id from events v where v.at < ${cutOff} and ${isForgettable}
        and not exists (select from calls c where c.event_id = v.id) limit ${limit})`.execute(tx);
  return rows.length + Number(numAffectedRows);
}

async function deleteCalls(
  tx: Tx,
  calls: readonly {
    readonly endpoint_id: number;
    readonly sequence: number;
    readonly round: number;
  }[],
): Promise<void> {
  const endpoints = calls.map(({ endpoint_id }) => endpoint_id);
  const sequences = calls.map(({ sequence }) => sequence);
  const rounds = calls.map(({ round }) => round);
  // In the order in which everybody locks lines, so that nobody waits in a circle.
  await sql`select from lines where endpoint_id = any(${endpoints}::bigint[]) order by endpoint_id for update`.execute(
    tx,
  );
  await sql`
    with gone as (
      delete from calls c using unnest(${endpoints}::bigint[], ${sequences}::bigint[], ${rounds}::smallint[]) as o (endpoint_id, sequence, round)
      where (c.endpoint_id, c.sequence, c.round) = (o.endpoint_id, o.sequence, o.round)
      returning c.endpoint_id, c.sequence
    )
    update lines l set forgotten_through = greatest(l.forgotten_through, g.last)
    from (select endpoint_id, max(sequence) as last from gone group by endpoint_id) g where l.endpoint_id = g.endpoint_id`.execute(
    tx,
  );
}
