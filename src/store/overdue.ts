import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { Overdue } from '#src/dispatch/watch.ts';

import type { Database } from './database.ts';

/**
 * Published and not delivered (Q12): a publication `p` past its time that citizens are still owed, or whose recipients
 * are still being found. What is stopped or replaced is owed to nobody; calls to endpoints are retried for days and do
 * not count. Metric, log event, doctor and the API ask this one question.
 */
export const isOverdue = sql`(
  p.kind <> 'notices' and p.closed_at is null and p.state in ('running', 'paused') and p.deliver_by < now()
  and (p.planned_at is null
    or exists (select from deliveries d where d.publication_id = p.id and d.channel = 'email' and d.state = 'pending')))`;

/** The one that is latest first. */
export async function findOverdue(db: Database): Promise<readonly Overdue[]> {
  const { rows } = await sql<{
    id: number;
    lane: Lane;
    state: 'running' | 'paused';
    late_seconds: number;
  }>`
    select p.id, p.lane, p.state, extract(epoch from now() - p.deliver_by)::float8 as late_seconds
    from publications p where ${isOverdue} order by p.deliver_by`.execute(db);
  return rows.map(({ id, lane, state, late_seconds }) => ({
    publicationId: id,
    lane,
    state,
    lateSeconds: Math.round(late_seconds),
  }));
}
