import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { ClaimRequest } from '#src/dispatch/delivery.ts';

import { hasLapsed, isHeld } from './held.ts';

/**
 * The publication as `p`, if it runs and no higher lane has rows that could be claimed on the same channel, or is about to
 * have more: asked once, not for each row. It is locked for share, so that a newer revision that supersedes it sees every claim made before.
 * What could make a row wait is looked up once a publication.
 */
export const mayBeWorked = (publicationId: number) => sql`
  worked as materialized (
    select w.id, w.id = ${publicationId} as mine, w.advisory_id, ${isBeingPlanned} as grows,
      array(select e.id from publications e where e.advisory_id = w.advisory_id and e.id < w.id and e.closed_at is null) as earlier,
      exists (select from briefings b where b.advisory_id = w.advisory_id) as briefed
    from publications p join publications w on w.id = p.id or (w.closed_at is null and lane_rank(w.lane) < lane_rank(p.lane))
    where p.id = ${publicationId} and ${isRunning('w')}
  ), p as materialized (
    select w.*
    from worked w join publications p on p.id = w.id
    where w.mine and ${isRunning('p')}
      and not exists (
        select from worked h
        where not h.mine and (h.grows or (select true from deliveries d where d.publication_id = h.id and d.channel = 'email' and d.due_at <= now() and ${isClaimable('h')} limit 1)))
    for share of p
  )`;

/** Between two windows of a plan nothing may be due. A plan that does not come to its end holds up nobody for long. */
const isBeingPlanned = sql`(w.planned_at is null and w.published_at > now() - ${delivery.planningMs} * interval '1 millisecond')`;

/** Neither paused nor past its end. */
function isRunning(alias: string) {
  const [state, end] = ['state', 'expires_at'].map((column) => sql.ref(`${alias}.${column}`));
  return sql`${state} = 'running' and (${end} is null or ${end} > now())`;
}

/** A row `d` that is owed, not held by a worker that lives, and whose recipient is free to be told. */
function isClaimable(publication: string) {
  return sql`d.state = 'pending' and not ${isHeld('d')} and ${isFreeToBeTold(publication)}`;
}

/** Nobody is told while an earlier word about the same advisory, or a note of what is in force, is on its way to them. */
function isFreeToBeTold(publication: string) {
  const [earlier, briefed, advisoryId] = ['earlier', 'briefed', 'advisory_id'].map((column) =>
    sql.ref(`${publication}.${column}`),
  );
  return sql`
    (${earlier} = '{}' or not exists (
      select from deliveries c
      where c.publication_id = any(${earlier}) and c.channel = 'email' and c.recipient_id = d.recipient_id and c.purpose = '' and ${isOnItsWay}))
    and (not ${briefed} or not exists (
      select from (
        select b.publication_id, 'email' as channel, b.recipient_id, b.purpose
        from briefings b where b.advisory_id = ${advisoryId} and b.recipient_id = d.recipient_id offset 0
      ) b join deliveries c using (publication_id, channel, recipient_id, purpose)
      where ${isOnItsWay}))`;
}

// `settled_at is null` says the same as `state = 'pending'` and cannot tempt the planner away from the primary key.
const isOnItsWay = sql`c.settled_at is null and ${isHeld('c')}`;

/** A lease that has ended and was not recalled: a range of the index on leases, so that those that hold are not read. */
const isOver = sql`(d.leased_until > '-infinity' and d.leased_until <= now())`;

/**
 * Rows that may be claimed, as `due`: first what a worker held that may have died, then what has been due since some moment
 * (tried before, recalled, a notice), then what was planned and never tried; or the first would wait for a million others.
 * Each is read in the order of an index that holds little else (`byKeys` sorts nothing), whatever the statistics say.
 */
export function dueRows({ publicationId, limit }: ClaimRequest, partition: RawBuilder<unknown>) {
  const rows = (condition: RawBuilder<unknown>, order: string, most: RawBuilder<unknown>) => sql`
    select due.* from p cross join lateral (
      select d.publication_id, d.channel, d.recipient_id, d.purpose, d.let_through_at, ${hasLapsed} as lapsed
      from ${partition} d
      where d.publication_id = ${publicationId} and d.channel = 'email' and ${condition} and ${isClaimable('p')}
      order by ${sql.ref(order)}
      limit ${most}
      for update of d skip locked) due`;
  const isNotOver = sql`${isOver} is not true`;
  return sql`
    lapsed as materialized (${rows(sql`${isOver} and d.due_at <= now()`, 'd.leased_until', sql`${limit}::bigint`)}),
    waited as materialized (${rows(sql`${isNotOver} and d.due_at > '-infinity' and d.due_at <= now()`, 'd.due_at', sql`${limit}::bigint - (select count(*) from lapsed)`)}),
    untried as materialized (${rows(sql`${isNotOver} and d.due_at = '-infinity'`, 'd.due_at', sql`${limit}::bigint - (select count(*) from lapsed) - (select count(*) from waited)`)}),
    due as materialized (select * from lapsed union all select * from waited union all select * from untried)`;
}
