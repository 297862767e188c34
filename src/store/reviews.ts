import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { DueReview } from '#src/dispatch/watch.ts';

import type { Database } from './database.ts';

/** Advisories in force that an officer was to look at again by now, the longest due first. */
export async function findDueReviews(db: Database): Promise<readonly DueReview[]> {
  const { rows } = await sql<{ id: string; lane: Lane; late_seconds: number }>`
    select a.id, r.lane, extract(epoch from now() - (r.content->>'reviewBy')::timestamptz)::float8 as late_seconds
    from advisories a join revisions r on r.advisory_id = a.id and r.number = a.latest
    where r.content->>'status' = 'actual' and r.content->'relation'->>'kind' not in ('cancel', 'all-clear')
      and (r.content->>'reviewBy')::timestamptz <= now()
      and (r.content->>'expiresAt' is null or (r.content->>'expiresAt')::timestamptz > now())
    order by late_seconds desc`.execute(db);
  return rows.map(({ id, lane, late_seconds }) => ({
    advisoryId: id,
    lane,
    lateSeconds: Math.round(late_seconds),
  }));
}
