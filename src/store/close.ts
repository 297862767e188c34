import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Tx } from './database.ts';
import { isHeld } from './held.ts';
import { endCallsOfPublication } from './line-disabling.ts';

/** How rows end that will not be sent. */
interface End {
  readonly state: 'superseded' | 'expired';
  readonly reason: string;
}

interface Rest {
  readonly publicationId: number;
  readonly limit: number;
}

/**
 * Settles what of a publication will not be sent: superseded by a newer revision, stopped by an officer, or past its end.
 * Rows under a live lease, and calls that are under way, are left to their worker. Closes the publication when every row has
 * its outcome.
 */
export async function closeRest(
  tx: Tx,
  publicationId: number,
  limit: number,
): Promise<'more' | 'open' | 'closed'> {
  const end = await endOf(tx, publicationId);
  if (end !== undefined && (await endRest(tx, end, { publicationId, limit })) > 0) return 'more';
  return (await closeIfFinished(tx, publicationId)) ? 'closed' : 'open';
}

async function endRest(tx: Tx, end: End, rest: Rest): Promise<number> {
  return (
    (await settleAs(tx, end, allOf(rest))) +
    (await endCallsOfPublication(tx, rest.publicationId, end))
  );
}

/** Undefined while the publication runs or is paused. */
async function endOf(tx: Tx, publicationId: number): Promise<End | undefined> {
  const { rows } = await sql<End>`
    select
      case state when 'superseded' then 'superseded' else 'expired' end as state,
      case state when 'superseded' then 'newer-revision' when 'stopped' then 'stopped' else 'advisory-expired' end as reason
    from publications where id = ${publicationId} and (state in ('superseded', 'stopped') or expires_at <= now())`.execute(
    tx,
  );
  return rows[0];
}

function allOf({ publicationId, limit }: Rest) {
  return sql`
    select d.publication_id, d.channel, d.recipient_id, d.purpose from deliveries d
    where d.publication_id = ${publicationId} and d.state = 'pending' and not ${isHeld('d')}
    limit ${limit} for update skip locked`;
}

async function settleAs(
  tx: Tx,
  { state, reason }: End,
  rest: RawBuilder<unknown>,
): Promise<number> {
  const { rows } = await sql<{ closed: number }>`
    with rest as materialized (${rest}), closed as (
      update deliveries d set
        state = ${state}, reason = ${reason}, settled_at = now(), leased_until = null,
        possibly_sent = d.possibly_sent or d.leased_until is not null
      from rest
      where (d.publication_id, d.channel, d.recipient_id, d.purpose) = (rest.publication_id, rest.channel, rest.recipient_id, rest.purpose)
      returning d.publication_id, d.channel, d.state
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, 'plan', channel, state, count(*) from closed group by publication_id, channel, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as closed from closed`.execute(tx);
  return rows[0]?.closed ?? 0;
}

async function closeIfFinished(tx: Tx, publicationId: number): Promise<boolean> {
  // In a statement of its own: only the next one sees what a replay that this one waited for has put back.
  await sql`select from publications where id = ${publicationId} and closed_at is null for no key update`.execute(
    tx,
  );
  const { numAffectedRows } = await sql`
    update publications p set closed_at = clock_timestamp(), state = case when state in ('running', 'paused') then 'done' else state end
    where p.id = ${publicationId} and p.kind <> 'notices' and p.closed_at is null and p.planned_at is not null
      and not exists (select from deliveries d where d.publication_id = p.id and d.state = 'pending')
      and not exists (select from calls c where c.publication_id = p.id and c.state = 'pending')`.execute(
    tx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}
