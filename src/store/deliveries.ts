import { sql } from 'kysely';

import type { Claimed, Deliveries, Settlement } from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { createClaims } from './claims.ts';
import type { Database } from './database.ts';

/** The ledger of who was told what. Every guard is in a `where` clause or a key, none in JavaScript. */
export function createDeliveries({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
}): Deliveries {
  return {
    ...createClaims({ db, keyring }),
    settle: (settlements, worker) => settle(db, settlements, worker),

    async release(claimed) {
      await sql`
        update deliveries d set leased_until = null
        from ${keys(claimed)}
        where ${isTheClaimed}`.execute(db);
    },

    async renew(claimed, leaseMs) {
      await sql`
        update deliveries d set leased_until = now() + ${leaseMs} * interval '1 millisecond'
        from ${keys(claimed)}
        where ${isTheClaimed}`.execute(db);
    },

    async stopped(publicationId, since) {
      const { rows } = await sql<{ running: boolean; addresses: number[]; at: Date }>`
        select p.state = 'running' and (p.expires_at is null or p.expires_at > now()) as running, now() as at,
          array(select id from addresses where ended_at >= ${since ?? null}::timestamptz - interval '2 seconds') as addresses
        from publications p where p.id = ${publicationId}`.execute(db);
      const [row] = rows;
      if (row === undefined) return { running: false, addresses: new Set(), at: new Date() };
      return { running: row.running, addresses: new Set(row.addresses.map(Number)), at: row.at };
    },
  };
}

// `settled_at is null` says the same as `state = 'pending'` and cannot tempt the planner away from the primary key.
const isTheClaimed = sql`
  d.publication_id = k.publication_id and d.channel = k.channel and d.recipient_id = k.recipient_id and d.purpose = k.purpose
  and d.fence = k.fence and d.settled_at is null and d.leased_until is not null`;

/** Claimed rows as a table `k`. */
function keys(claimed: readonly Claimed[]) {
  return sql`unnest(
      ${claimed.map((row) => row.publicationId)}::bigint[], ${claimed.map((row) => row.channel)}::text[],
      ${claimed.map((row) => row.recipientId)}::bigint[], ${claimed.map((row) => row.purpose)}::text[],
      ${claimed.map((row) => row.fence)}::int[]
    ) as k (publication_id, channel, recipient_id, purpose, fence)`;
}

/** W5: after five days in which every call failed an endpoint is disabled, visibly. */
const tooLong = sql`e.state = 'active' and e.failing_since < now() - interval '5 days'`;
const failingState = sql`case when ${tooLong} then 'disabled' else e.state end`;
const failingReason = sql`case when ${tooLong} then 'failing-for-five-days' else e.reason end`;

/** One statement for a group: outcomes, counters, and the attempts worth keeping (all but plain successes of mail). */
async function settle(
  db: Database,
  settlements: readonly Settlement[],
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
      update deliveries d set
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
    ), failing as (
      update endpoints e set failing_since = coalesce(e.failing_since, now()), state = ${failingState}, reason = ${failingReason}
      from settled s where s.channel = 'webhook' and s.attempted and s.state = 'pending' and e.id = s.recipient_id
    ), answering as (
      update endpoints e set failing_since = null
      from settled s where s.channel = 'webhook' and s.state = 'sent' and e.id = s.recipient_id and e.failing_since is not null
    ), begun as (
      update publications p set first_sent_at = now()
      where p.first_sent_at is null and p.id in (select publication_id from settled where state = 'sent')
    )
    insert into attempts (publication_id, channel, recipient_id, purpose, outcome, reason)
    select publication_id, channel, recipient_id, purpose, state, reason from settled
    where attempted and (state <> 'sent' or channel = 'webhook')`.execute(db);
}
