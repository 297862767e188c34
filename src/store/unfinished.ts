import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { SweepLedger, Unfinished } from '#src/dispatch/sweep.ts';

import type { Database, Tx } from './database.ts';
import { isHeld } from './held.ts';
import { endCallsOfSilent } from './line-disabling.ts';
import { isLineDue } from './lines.ts';
import { triesToSweep } from './locks.ts';
import { recallFromAbsent } from './recall.ts';

export function createSweepLedger(db: Database): SweepLedger {
  return {
    unfinished: () =>
      db.transaction().execute(async (tx) => {
        if (!(await triesToSweep(tx))) return undefined;
        await endCallsOfSilent(tx);
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
    calls: boolean;
    events: number[];
  }>`
    select
      array(select p.id from publications p where ${isOpen} and p.kind <> 'notices' and (p.planned_at is null or ${hasRest}) order by lane_rank(p.lane), random()) as publications,
      (select coalesce(jsonb_agg(jsonb_build_object('id', p.id, 'lane', p.lane) order by lane_rank(p.lane), random()), '[]')
        from publications p where ${isOpen} and p.state = 'running' and ${hasDueMail}) as mail,
      exists (select from lines l where ${isLineDue}) as calls,
      array(select e.id from advisory_events e where e.judged_at is null order by random() limit 1000)
        || array(select e.id from advisory_events e join drafts d on d.id = e.draft_id where e.verdict = 'publish' and d.state = 'open' limit 100) as events`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) return { publications: [], mail: [], calls: false, advisoryEvents: [] };
  return {
    publications: row.publications.map(Number),
    mail: row.mail.map(({ id, lane }) => ({ publicationId: id, lane })),
    calls: row.calls,
    advisoryEvents: row.events.map(Number),
  };
}

export const isOpen = sql`p.closed_at is null`;

/** Rows that will not be sent, or none left at all: the publication wants closing. */
const hasRest = sql`(
  p.state in ('superseded', 'stopped') or p.expires_at <= now()
  or not exists (select from deliveries d where d.publication_id = p.id and d.state = 'pending')
    and not exists (select from calls c where c.publication_id = p.id and c.state = 'pending'))`;

/** Calls of a publication `p` that could leave now, and are under way or not. */
export const hasDueCall = sql`exists (
  select from calls c join lines l on l.endpoint_id = c.endpoint_id
  where c.publication_id = p.id and c.state = 'pending' and c.due_at <= now() and ${isLineDue})`;

/** Mail of a publication `p` that could leave now and that nobody holds. */
export const hasDueMail = sql`exists (
  select from deliveries d
  where d.publication_id = p.id and d.channel = 'email' and d.state = 'pending' and d.due_at <= now() and not ${isHeld('d')})`;
