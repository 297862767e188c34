import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { CallReplays, WhatToReplay } from '#src/endpoints/event-log.ts';
import { AppError } from '#src/errors.ts';

import { canaryEndpointId } from './canary-recipients.ts';
import type { Database, Tx } from './database.ts';
import { noteEndpointAct } from './endpoint-acts.ts';
import { isNotRecalled } from './line-locks.ts';

/** At once. Who needs more has the event log. */
const most = 10_000;

export function createCallReplays({
  db,
  now = () => new Date(),
}: {
  readonly db: Database;
  readonly now?: () => Date;
}): CallReplays {
  return {
    replay: (endpoint, what, by) =>
      db.transaction().execute(async (tx) => {
        const id = await lockedLine(tx, endpoint);
        const counts = await plan(tx, id, conditionOf(what));
        if (counts.replayed > 0)
          await noteEndpointAct(tx, now(), {
            by,
            action: 'replayed',
            id: endpoint,
            detail: { what, ...counts },
          });
        return counts;
      }),
  };
}

/** Two who ask at once come one after the other, and the second finds what the first has asked for. */
async function lockedLine(tx: Tx, endpoint: string): Promise<number> {
  const { rows } = await sql<{ id: number; state: string }>`
    select e.id, e.state from endpoints e join lines l on l.endpoint_id = e.id
    where e.public_id = ${endpoint} and e.public_id <> ${canaryEndpointId} and e.valid_until is null for update of l`.execute(
    tx,
  );
  const [row] = rows;
  if (row === undefined) throw new AppError('NOT_FOUND', `There is no endpoint ${endpoint}`);
  if (row.state === 'active' || row.state === 'paused') return row.id;
  throw new AppError(
    'ENDPOINT_NOT_ACTIVE',
    `Expected an endpoint that is called, arrived one that is ${row.state}: verify or resume it first, or read its log at /api/v1/events`,
  );
}

function conditionOf(what: WhatToReplay): RawBuilder<unknown> {
  if ('sequence' in what) return sql`c.sequence = ${what.sequence}`;
  if ('after' in what) return sql`c.sequence > ${what.after}`;
  return sql`v.at >= ${what.from} and v.at <= ${what.to}`;
}

type Counts = Awaited<ReturnType<CallReplays['replay']>>;

/** What an officer stopped is not told again; nor what was replaced, to a mailbox: people there see no mark of a replay. */
async function plan(tx: Tx, endpointId: number, condition: RawBuilder<unknown>): Promise<Counts> {
  const { rows } = await sql<Found>`
    select c.sequence, max(c.round) as round, bool_or(c.state = 'pending') as is_waiting,
      coalesce(bool_or(c.reason = 'stopped'), false) or bool_or(e.kind = 'mail' and exists (
        select from publications p join publications n on n.advisory_id = p.advisory_id and n.revision > p.revision
        where p.id = v.publication_id)) as is_left_out
    from calls c join events v on v.id = c.event_id join endpoints e on e.id = c.endpoint_id
    where c.endpoint_id = ${endpointId} and ${condition}
    group by c.sequence order by c.sequence limit ${most + 1}`.execute(tx);
  if (rows.length > most)
    throw new AppError(
      'INPUT_INVALID',
      `Expected at most ${most} events at once, arrived more: ask for a shorter stretch of time, or read the log at /api/v1/events`,
    );
  const settled = rows.filter(({ is_waiting }) => !is_waiting);
  const again = settled.filter(({ is_left_out }) => !is_left_out);
  await insert(tx, endpointId, again);
  return {
    replayed: again.length,
    waiting: rows.length - settled.length,
    leftOut: settled.length - again.length,
  };
}

interface Found {
  readonly sequence: number;
  readonly round: number;
  readonly is_waiting: boolean;
  readonly is_left_out: boolean;
}

async function insert(
  tx: Tx,
  endpointId: number,
  settled: readonly { readonly sequence: number; readonly round: number }[],
): Promise<void> {
  if (settled.length === 0) return;
  await sql`
    with again as (
      insert into calls (endpoint_id, sequence, round, event_id, urgency)
      select c.endpoint_id, c.sequence, c.round + 1, c.event_id, c.urgency
      from calls c join unnest(${settled.map(({ sequence }) => sequence)}::bigint[], ${settled.map(({ round }) => round)}::smallint[]) as s (sequence, round)
        on (c.sequence, c.round) = (s.sequence, s.round)
      where c.endpoint_id = ${endpointId}
      returning urgency
    )
    update lines l set due_at = case when ${isNotRecalled} then least(due_at, now()) else due_at end, urgency = least(urgency, (select min(urgency) from again))
    where endpoint_id = ${endpointId}`.execute(tx);
}
