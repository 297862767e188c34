import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { SweepLedger, Unfinished } from '#src/dispatch/sweep.ts';

import type { Database, Tx } from './database.ts';
import { isHeld } from './held.ts';
import { triesToSweep } from './locks.ts';
import { recallFromAbsent } from './recall.ts';

export function createSweepLedger(db: Database): SweepLedger {
  return {
    unfinished: () =>
      db.transaction().execute(async (tx) => {
        if (!(await triesToSweep(tx))) return undefined;
        await recallFromAbsent(tx);
        return unfinished(tx);
      }),
  };
}

/** Within a lane in any order: where not all can be woken at once, each has its turn. */
async function unfinished(tx: Tx): Promise<Unfinished> {
  const { rows } = await sql<{
    publications: number[];
    mail: { id: number; lane: Lane }[];
    calls: number[];
    events: number[];
  }>`
    select
      array(select p.id from publications p where ${isOpen} and p.kind <> 'notices' and (p.planned_at is null or ${hasRest}) order by lane_rank(p.lane), random()) as publications,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'lane', p.lane) order by lane_rank(p.lane), random()), '[]')
        from publications p where ${isOpen} and p.state = 'running' and ${hasDue('email')}) as mail,
      array(select p.id from publications p where ${isOpen} and p.state = 'running' and ${hasDue('webhook')} order by lane_rank(p.lane), random()) as calls,
      array(select e.id from advisory_events e where e.judged_at is null order by random() limit 1000)
        || array(select e.id from advisory_events e join drafts d on d.id = e.draft_id where e.verdict = 'publish' and d.state = 'open' limit 100) as events`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return { publications: [], mail: [], calls: [], advisoryEvents: [] };
  return {
    publications: row.publications.map(Number),
    mail: row.mail.map(({ id, lane }) => ({ publicationId: id, lane })),
    calls: row.calls.map(Number),
    advisoryEvents: row.events.map(Number),
  };
}

export const isOpen = sql`p.closed_at is null`;

/** Rows that will not be sent, or none left at all: the publication wants closing. */
const hasRest = sql`(
  p.state in ('superseded', 'stopped') or p.expires_at <= now()
  or not exists (select from deliveries d where d.publication_id = p.id and d.state = 'pending')
  or exists (select from deliveries d join endpoints e on e.id = d.recipient_id
    where d.publication_id = p.id and d.channel = 'webhook' and d.state = 'pending' and (e.state = 'disabled' or e.valid_until is not null)))`;

/** Rows of a publication `p` that could leave now and that nobody holds. */
export function hasDue(channel: 'email' | 'webhook') {
  return sql`exists (
    select from deliveries d ${channel === 'webhook' ? sql`join endpoints e on e.id = d.recipient_id and e.state = 'active'` : sql``}
    where d.publication_id = p.id and d.channel = ${channel} and d.state = 'pending'
      and d.due_at <= now() and not ${isHeld('d')})`;
}
