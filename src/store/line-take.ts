import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { CalledType, HeldLine } from '#src/dispatch/line.ts';
import type { EndpointDetail, EndpointFormat, EndpointKind } from '#src/endpoints/endpoint.ts';

import type { Tx } from './database.ts';

interface TakenRow {
  readonly endpoint_id: number;
  readonly public_id: string;
  readonly kind: EndpointKind;
  readonly url: string | null;
  readonly format: EndpointFormat;
  readonly detail: EndpointDetail;
  readonly keys: number[];
  readonly fence: number;
  readonly failures: number;
  readonly too_long: boolean;
  readonly sequence: number;
  readonly round: number;
  readonly event_id: number;
  readonly event: string;
  readonly type: CalledType;
  readonly lane: Lane;
  readonly publication_id: number | null;
  readonly attempts: number;
}

/** Calls of `l` that may leave as far as their publication is concerned: it runs, and has not ended. */
const owed = sql`
  calls c left join publications p on p.id = c.publication_id
  where c.endpoint_id = l.endpoint_id and c.state = 'pending' and (p.id is null or p.state = 'running' and (p.expires_at is null or p.expires_at > now()))`;

/** The first that was not set aside: those behind it wait for it. Replays come after what is new. */
export const head = sql`(select c.* from ${owed} and not c.set_aside order by c.round, c.sequence limit 1)`;

/**
 * The next call of a line `l`. An emergency goes ahead where the last call failed, and of what is less urgent and has waited
 * for long, as after a pause; then the head when it is due; then an emergency whatever waits for a retry; then what was set
 * aside. What comes first is looked for first, and the rest only when there is none.
 */
const next = sql`
  select * from (
    (select c.* from ${owed} and c.urgency = 0 and c.due_at <= now() and (l.failures > 0 or exists (
      select from ${head} h where h.urgency > 0 and h.sequence < c.sequence and h.created_at < now() - ${delivery.overtakenAfterMs} * interval '1 millisecond'
    )) order by c.round, c.sequence limit 1)
    union all (select h.* from ${head} h where h.due_at <= now())
    union all (select c.* from ${owed} and c.urgency = 0 and c.due_at <= now() order by c.round, c.sequence limit 1)
    union all (select c.* from ${owed} and c.set_aside and c.due_at <= now() order by c.round, c.sequence limit 1)
  ) in_turn limit 1`;

/** When the line wants a worker again. */
const dueAgain = sql`least(
  (select h.due_at from ${head} h),
  (select min(c.due_at) from ${owed} and c.set_aside),
  (select min(c.due_at) from ${owed} and c.urgency = 0))`;

/**
 * Takes the next call of each line, which the transaction has locked in an earlier statement: so that this one sees whatever
 * was committed about it. Lines that have none, or whose endpoint is not to be called, are given back.
 */
export async function takeNext(
  tx: Tx,
  endpointIds: readonly number[],
): Promise<ReadonlyMap<number, HeldLine>> {
  if (endpointIds.length === 0) return new Map();
  const { rows } = await sql<TakenRow>`
    with taken as materialized (
      select l.endpoint_id, n.* from lines l
      join endpoints e on e.id = l.endpoint_id and e.state = 'active' and e.valid_until is null
      cross join lateral (select n.sequence, n.round, n.event_id, n.publication_id, n.attempts from (${next}) n) n
      where l.endpoint_id = any(${endpointIds}::bigint[])
    ), moved as (
      update lines l set calling = t.sequence, calling_round = t.round from taken t where l.endpoint_id = t.endpoint_id
      returning t.*, l.fence, l.failures, l.failing_since < now() - ${delivery.failingAtMostDays} * interval '1 day' as too_long
    )
    select m.endpoint_id, m.sequence, m.round, m.event_id, m.publication_id, m.attempts, m.fence, m.failures, coalesce(m.too_long, false) as too_long,
      e.public_id, e.kind, e.url, e.format, e.detail, v.public_id as event, v.type, v.lane,
      array(select s.id from endpoint_secrets s where s.endpoint_id = e.id and (s.ends_at is null or s.ends_at > now()) order by s.id) as keys
    from moved m join endpoints e on e.id = m.endpoint_id join events v on v.id = m.event_id`.execute(
    tx,
  );
  const taken = new Map(rows.map((row) => [row.endpoint_id, lineOf(row)]));
  await giveBack(
    tx,
    endpointIds.filter((id) => !taken.has(id)),
  );
  return taken;
}

/** Lines that are locked are nobody's again, and due when their next call is. */
export async function giveBack(tx: Tx, endpointIds: readonly number[]): Promise<void> {
  if (endpointIds.length === 0) return;
  await sql`
    update lines l set leased_until = null, worker_id = null, calling = null, calling_round = null,
      due_at = coalesce(${dueAgain}, 'infinity'),
      urgency = coalesce((select min(c.urgency) from ${owed}), 2)
    where l.endpoint_id = any(${endpointIds}::bigint[])`.execute(tx);
}

function lineOf(row: TakenRow): HeldLine {
  const { kind, format, detail, fence, failures, sequence, round, type, lane, attempts } = row;
  const endpointId = row.endpoint_id;
  return {
    endpointId,
    endpoint: row.public_id,
    kind,
    url: row.url ?? undefined,
    format,
    detail,
    keys: row.keys.map(Number),
    fence,
    failures,
    hasFailedTooLong: row.too_long,
    next: {
      endpointId,
      sequence,
      round,
      type,
      lane,
      attempts,
      eventRow: row.event_id,
      eventId: row.event,
      publicationId: row.publication_id ?? undefined,
    },
  };
}
