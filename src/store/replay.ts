import { sql } from 'kysely';

import type { ReplayRequest, Replays } from '#src/dispatch/replay.ts';
import { AppError } from '#src/errors.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

/** Q9: what ended as failed is visible, and goes back to be tried again by one command. */
export function createReplays(db: Database): Replays {
  return {
    async listDeliveries({ publicationId, state, limit }) {
      const { rows } = await sql<{
        publicationId: number;
        channel: string;
        recipientId: number;
        purpose: string;
        reason: string | null;
        attempts: number;
        settledAt: Date | null;
      }>`
        select publication_id as "publicationId", channel, recipient_id as "recipientId", purpose, reason, attempts, settled_at as "settledAt"
        from (
          select publication_id, channel, recipient_id, purpose, reason, attempts, settled_at from deliveries
          where publication_id = ${publicationId} and state = ${state}
          union all
          select c.publication_id, 'webhook', c.endpoint_id, '', c.reason, c.attempts, c.settled_at from events e join calls c on c.event_id = e.id
          where e.publication_id = ${publicationId} and c.publication_id = ${publicationId} and c.state = ${state}
        ) every_one order by channel, recipient_id, purpose limit ${limit}`.execute(db);
      return rows.map(({ reason, settledAt, ...row }) => ({
        ...row,
        reason: reason ?? undefined,
        settledAt: settledAt ?? undefined,
      }));
    },

    async countFailed() {
      const { rows } = await sql<{
        publicationId: number;
        kind: 'revision' | 'notices' | 'digest';
        advisoryId: string | null;
        revision: number | null;
        state: string;
        channel: string;
        count: number;
      }>`
        select p.id as "publicationId", p.kind, p.advisory_id as "advisoryId", p.revision, p.state, c.channel, sum(c.count)::bigint as count
        from publication_counts c join publications p on p.id = c.publication_id
        where c.outcome = 'failed' and p.forgotten_at is null group by p.id, c.channel having sum(c.count) > 0 order by p.id desc, c.channel`.execute(
        db,
      );
      return rows.map(({ advisoryId, revision, ...row }) => ({
        ...row,
        advisoryId: advisoryId ?? undefined,
        revision: revision ?? undefined,
      }));
    },

    replay: (request, by) => db.transaction().execute((tx) => replay(tx, request, by)),
  };
}

async function replay(tx: Tx, request: ReplayRequest, by: string): Promise<number> {
  const { publicationId, reason, recipientId } = request;
  await refuseUnlessCurrent(tx, publicationId);
  const count = (await putBack(tx, request)) + (await putCallsBack(tx, request));
  if (count === 0) return 0;
  await sql`
    update publications set closed_at = null, proved_at = null, checked_at = null, state = case state when 'done' then 'running' else state end
    where id = ${publicationId}`.execute(tx);
  await appendAudit(tx, {
    at: new Date(),
    officer: by,
    action: 'publication.replayed',
    subject: `publication:${publicationId}`,
    detail: { count, reason, recipientId },
  });
  return count;
}

/**
 * A publication that is done does not become superseded by a newer revision, so that is asked for. The row stays locked
 * until the end: a newer revision that is being published waits, and then supersedes what was put back. Locked in a
 * statement of its own: only the next one sees the revision of a publishing that this one waited for.
 */
async function refuseUnlessCurrent(tx: Tx, publicationId: number): Promise<void> {
  await sql`select from publications where id = ${publicationId} for no key update`.execute(tx);
  const { rows } = await sql<{ state: string; is_replaced: boolean; is_over: boolean }>`
    select state, coalesce(expires_at <= now(), false) as is_over,
      exists (select from publications n where n.advisory_id = p.advisory_id and n.revision > p.revision) as is_replaced
    from publications p where id = ${publicationId}`.execute(tx);
  const [row] = rows;
  if (row === undefined)
    throw new AppError('NOT_FOUND', `There is no publication ${publicationId}`);
  const { state, is_replaced: isReplaced, is_over: isOver } = row;
  const is = isReplaced ? 'superseded by a newer revision' : isOver ? 'past its end' : state;
  if (['running', 'paused', 'done'].includes(is)) return;
  throw new AppError(
    'PUBLICATION_CLOSED',
    `Expected a publication that is running, paused or done, arrived one that is ${is}: nobody is told an old text`,
  );
}

/** Who has left or is suppressed meanwhile is settled as such by the next claim. */
async function putBack(
  tx: Tx,
  { publicationId, reason, recipientId }: ReplayRequest,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with back as (
      update deliveries set state = 'pending', reason = null, settled_at = null, leased_until = null, due_at = now(), attempts = 0
      where publication_id = ${publicationId} and state = 'failed'
        and (${reason ?? null}::text is null or starts_with(reason, ${reason ?? null}))
        and (${recipientId ?? null}::bigint is null or recipient_id = ${recipientId ?? null})
      returning channel
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${publicationId}, 'plan', channel, 'failed', -count(*) from back group by channel
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as count from back`.execute(tx);
  return rows[0]?.count ?? 0;
}

/** All in one statement: a line is due again while it is locked, and no other is. */
async function putCallsBack(
  tx: Tx,
  { publicationId, reason, recipientId }: ReplayRequest,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with locked as materialized (
      select l.endpoint_id from lines l where l.endpoint_id in (
        select c.endpoint_id from events e join calls c on c.event_id = e.id
        where e.publication_id = ${publicationId} and c.publication_id = ${publicationId} and c.state = 'failed')
      order by l.endpoint_id for update
    ), back as (
      update calls c set state = 'pending', reason = null, settled_at = null, due_at = '-infinity', attempts = 0, set_aside = false, attempted_at = null
      from locked l, events e
      where e.publication_id = ${publicationId} and c.event_id = e.id and c.endpoint_id = l.endpoint_id and c.state = 'failed' and c.publication_id = ${publicationId}
        and (${reason ?? null}::text is null or starts_with(c.reason, ${reason ?? null}))
        and (${recipientId ?? null}::bigint is null or c.endpoint_id = ${recipientId ?? null})
      returning c.endpoint_id, c.urgency
    ), due as (
      update lines l set due_at = least(l.due_at, now()), urgency = least(l.urgency, b.urgency)
      from (select endpoint_id, min(urgency) as urgency from back group by endpoint_id) b where l.endpoint_id = b.endpoint_id
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${publicationId}::bigint, 'plan', 'webhook', 'failed', -count(*) from back having count(*) > 0
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as count from back`.execute(tx);
  return rows[0]?.count ?? 0;
}
