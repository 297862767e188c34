import { sql } from 'kysely';

import type { Tx } from './database.ts';
import { isHeld } from './held.ts';

/**
 * Settles what of a publication will not be sent: superseded by a newer revision, stopped by an officer, past its end,
 * or meant for an endpoint that is gone. Rows under a live lease are left to their worker. Closes the publication when
 * every row has its outcome.
 */
export async function closeRest(
  tx: Tx,
  publicationId: number,
  limit: number,
): Promise<'more' | 'open' | 'closed'> {
  const { rows } = await sql<{ closed: number }>`
    with rest as materialized (
      select d.publication_id, d.channel, d.recipient_id, d.purpose,
        case when p.state = 'superseded' then 'superseded' when p.state = 'stopped' or p.expires_at <= now() then 'expired' else 'unsubscribed' end as state,
        case when p.state = 'superseded' then 'newer-revision' when p.state = 'stopped' then 'stopped' when p.expires_at <= now() then 'advisory-expired' else 'endpoint-gone' end as reason
      from publications p join deliveries d on d.publication_id = p.id
      left join endpoints e on d.channel = 'webhook' and e.id = d.recipient_id
      where p.id = ${publicationId} and d.state = 'pending' and not ${isHeld('d')}
        and (p.state in ('superseded', 'stopped') or p.expires_at <= now() or e.state = 'disabled' or e.valid_until is not null)
      limit ${limit} for update of d skip locked
    ), closed as (
      update deliveries d set
        state = rest.state, reason = rest.reason, settled_at = now(), leased_until = null,
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
  if ((rows[0]?.closed ?? 0) > 0) return 'more';
  return (await closeIfFinished(tx, publicationId)) ? 'closed' : 'open';
}

async function closeIfFinished(tx: Tx, publicationId: number): Promise<boolean> {
  const { numAffectedRows } = await sql`
    update publications p set closed_at = clock_timestamp(), state = case when state in ('running', 'paused') then 'done' else state end
    where p.id = ${publicationId} and p.kind = 'revision' and p.closed_at is null and p.planned_at is not null
      and not exists (select from deliveries d where d.publication_id = p.id and d.state = 'pending')`.execute(
    tx,
  );
  return (numAffectedRows ?? 0n) > 0n;
}
