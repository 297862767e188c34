import { sql } from 'kysely';

import { digestPurpose } from '#src/dispatch/delivery.ts';
import type { Settlement } from '#src/dispatch/delivery.ts';

import type { Database } from './database.ts';
import { groupsOf } from './whereabouts.ts';
import type { Group, PartitionOf } from './whereabouts.ts';

// `settled_at is null` says the same as `state = 'pending'` and cannot tempt the planner away from the primary key.
/** The row `d` is as `k` claimed it: under its fence, and not settled yet. */
export const isTheClaimed = sql`
  d.publication_id = k.publication_id and d.channel = k.channel and d.recipient_id = k.recipient_id and d.purpose = k.purpose
  and d.fence = k.fence and d.settled_at is null and d.leased_until is not null`;

interface SettlingParts {
  readonly db: Database;
  readonly partitionOf: PartitionOf;
}

/**
 * Writes outcomes. Alerts and digests that were accepted, nearly all there are, have a statement of their own that says once what is
 * the same for all of them. Each statement may be run again: a row that is settled is nobody's any more.
 */
export async function settle(
  { db, partitionOf }: SettlingParts,
  settlements: readonly Settlement[],
  worker: string,
): Promise<void> {
  const groups = await groupsOf(settlements, ({ claimed }) => claimed, partitionOf);
  await Promise.all(
    groups.flatMap(({ rows, ...where }) => {
      const accepted = Map.groupBy(rows.filter(isAcceptedByMany), ({ claimed }) => claimed.purpose);
      const rest = rows.filter((settlement) => !isAcceptedByMany(settlement));
      return [
        ...[...accepted.values()].map((alike) =>
          settleAccepted(db, { ...where, rows: alike }, worker),
        ),
        ...(rest.length === 0 ? [] : [settleAny(db, { ...where, rows: rest }, worker)]),
      ];
    }),
  );
}

function isAcceptedByMany({ claimed: { purpose }, next }: Settlement): boolean {
  return ['', digestPurpose].includes(purpose) && next.state === 'sent';
}

/** All of one purpose. */
async function settleAccepted(
  db: Database,
  { publicationId, partition, rows }: Group<Settlement>,
  worker: string,
): Promise<void> {
  await sql`
    with settled as (
      update ${partition} d set
        state = 'sent', reason = 'accepted', settled_at = now(), leased_until = null, attempts = d.attempts + 1
      from (
        select ${publicationId}::bigint as publication_id, 'email' as channel, recipient_id, ${rows[0]?.claimed.purpose ?? ''} as purpose, fence
        from unnest(${rows.map(({ claimed }) => claimed.recipientId)}::bigint[], ${rows.map(({ claimed }) => claimed.fence)}::int[]) as c (recipient_id, fence)
        offset 0 -- a fence for the planner, or it would read the whole publication to find these
      ) k
      where ${isTheClaimed}
      returning 1
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${publicationId}, ${worker}, 'email', 'sent', count(*) from settled having count(*) > 0
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    update publications p set first_sent_at = now()
    where p.id = ${publicationId} and p.first_sent_at is null and exists (select from settled)`.execute(
    db,
  );
}

/** One statement for a group: outcomes, counters, and the attempts worth keeping (all but plain successes of mail). */
async function settleAny(
  db: Database,
  { partition, rows: settlements }: Group<Settlement>,
  worker: string,
): Promise<void> {
  const rows = settlements.map(({ claimed, next }) => ({
    claimed,
    next,
    dueInMs: next.state === 'pending' ? next.dueInMs : 0,
    possiblySent: next.state === 'pending' && next.possiblySent,
  }));
  await sql`
    with k as (
      select * from unnest(
        ${rows.map(({ claimed }) => claimed.publicationId)}::bigint[], ${rows.map(({ claimed }) => claimed.channel)}::text[],
        ${rows.map(({ claimed }) => claimed.recipientId)}::bigint[], ${rows.map(({ claimed }) => claimed.purpose)}::text[],
        ${rows.map(({ claimed }) => claimed.fence)}::int[],
        ${rows.map(({ next }) => next.state)}::text[], ${rows.map(({ next }) => next.reason)}::text[],
        ${rows.map(({ dueInMs }) => dueInMs)}::float8[], ${rows.map(({ next }) => next.attempted)}::bool[],
        ${rows.map(({ possiblySent }) => possiblySent)}::bool[]
      ) as k (publication_id, channel, recipient_id, purpose, fence, state, reason, due_in_ms, attempted, possibly_sent)
    ), settled as (
      update ${partition} d set
        state = k.state,
        reason = k.reason,
        settled_at = case when k.state <> 'pending' then now() end,
        leased_until = null,
        due_at = case when k.state = 'pending' then now() + k.due_in_ms * interval '1 millisecond' else d.due_at end,
        attempts = d.attempts + k.attempted::int,
        possibly_sent = d.possibly_sent or k.possibly_sent
      from k where ${isTheClaimed}
      returning d.publication_id, d.channel, d.recipient_id, d.purpose, d.state, d.reason, k.attempted
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, ${worker}, channel, state, count(*) from settled where state <> 'pending'
      group by publication_id, channel, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    ), begun as (
      update publications p set first_sent_at = now()
      where p.first_sent_at is null and p.id in (select publication_id from settled where state = 'sent')
    )
    insert into attempts (publication_id, channel, recipient_id, purpose, outcome, reason)
    select publication_id, channel, recipient_id, purpose, state, reason from settled
    where attempted and state <> 'sent'`.execute(db);
}
