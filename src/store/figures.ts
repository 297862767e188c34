import { sql } from 'kysely';

import { lanes } from '#src/advisory/lane.ts';
import { waitingKinds } from '#src/dispatch/waiting.ts';
import type { Figures } from '#src/http/figures.ts';

import { createAlarms } from './alarms.ts';
import { currentCrisis } from './crises.ts';
import type { Database } from './database.ts';
import { forgottenSoFar } from './forgotten-counts.ts';
import { dueSince } from './held.ts';
import { faultKinds } from './invariants.ts';
import { isLineDue } from './lines.ts';
import { findOverdue } from './overdue.ts';
import { sumFaults } from './proofs.ts';
import { backlogs, countSuppressed, receivedCounts } from './received-figures.ts';
import { findDueReviews } from './reviews.ts';
import { findWaiting } from './waiting.ts';

/** What /metrics shows of the rows. Counters and partial indexes only: a scrape must not slow an emergency down. */
export function createFigures({
  db,
}: {
  readonly db: Database;
}): Omit<Figures, 'queues' | 'canaries' | 'requests' | 'sources' | 'unbegun'> {
  return {
    async publications() {
      const { rows } = await sql<{ state: string; count: number }>`
        select state, count(*) as count from publications where kind <> 'notices' group by state`.execute(
        db,
      );
      return rows;
    },

    async deliveries() {
      const { rows } = await sql<{ channel: string; outcome: string; count: number }>`
        select channel, outcome, sum(count)::bigint as count from publication_counts group by channel, outcome`.execute(
        db,
      );
      return rows;
    },

    async due() {
      const { rows } = await sql<{ channel: string; count: number; oldestSeconds: number }>`
        select channel, count(*) as count, extract(epoch from now() - min(due_at))::float8 as "oldestSeconds"
        from (
          select d.channel, ${dueSince} as due_at from publications p join deliveries d on d.publication_id = p.id
          where p.closed_at is null and p.state = 'running' and d.state = 'pending' and d.due_at <= now()
          union all
          select 'webhook', greatest(c.due_at, c.created_at) from lines l join calls c on c.endpoint_id = l.endpoint_id
          where ${isLineDue} and c.state = 'pending' and c.due_at <= now()
          limit ${mostCounted}
        ) due group by channel`.execute(db);
      return rows;
    },

    overdue: () => overdueByLane(db),
    dueReviews: () => dueReviewsByLane(db),
    waiting: () => waitingByKind(db),
    received: () => receivedCounts(db),
    backlogs: () => backlogs(db),
    suppressed: () => countSuppressed(db),

    async quiet() {
      return (await createAlarms(db).ringing('queue.quiet')).map(({ subject }) => subject);
    },

    unreadableFilters: () => unreadableFilters(db),

    async invariants() {
      const { faults, unproved } = await sumFaults(db);
      const none = Object.fromEntries(faultKinds.map((kind) => [kind, 0]));
      return { faults: { ...none, ...faults }, unproved };
    },

    forgotten: () => forgottenSoFar(db),
    widening: async () => (await currentCrisis(db, new Date()))?.factor ?? 1,
  };
}

/** Beyond this the figure only says "very many". */
const mostCounted = 200_000;

async function overdueByLane(db: Database) {
  const byLane = Map.groupBy(await findOverdue(db), ({ lane }) => lane);
  return lanes.map((lane) => {
    const late = byLane.get(lane) ?? [];
    return { lane, count: late.length, latestSeconds: late[0]?.lateSeconds ?? 0 };
  });
}

/** As the workers saw them last. */
async function unreadableFilters(db: Database) {
  const ringing = await createAlarms(db).ringing('filter.unreadable');
  return ringing.map(({ subject, count }) => ({ endpoint: subject, parts: count }));
}

async function waitingByKind(db: Database) {
  const waiting = await findWaiting(db);
  return waitingKinds.map((kind) => ({
    kind,
    count: waiting.filter((one) => one.kind === kind).length,
  }));
}

async function dueReviewsByLane(db: Database) {
  const byLane = Map.groupBy(await findDueReviews(db), ({ lane }) => lane);
  return lanes.map((lane) => ({ lane, count: byLane.get(lane)?.length ?? 0 }));
}
