import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import type { Content } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { CalledType } from '#src/dispatch/line.ts';
import { endpointFormats, endpointStates } from '#src/endpoints/endpoint.ts';
import { isSaidIn, isRevisionType, revisionTypes } from '#src/endpoints/event-type.ts';
import { isOfStatus, isWanted, storedFilterSchema } from '#src/endpoints/filter.ts';

import { askAcknowledgements } from './asking.ts';
import { canaryEndpointId } from './canary-recipients.ts';
import type { Database, Tx } from './database.ts';
import { isVerified } from './endpoint-updates.ts';
import { aloneWithLines, isNotRecalled } from './line-locks.ts';
import { head } from './line-take.ts';

export interface PlannedEvent {
  readonly type: CalledType;
  readonly lane: Lane;
  /** What it is about. A revision's calls are superseded and stopped with their publication. */
  readonly publicationId?: number | undefined;
  readonly draftId?: string | undefined;
  /** What it is composed from where no revision says it. */
  readonly facts?: object | undefined;
  /** What the endpoints' filters look at; without it only who is named by `only` is told. */
  readonly content?: Content | undefined;
  /**
   * Who was told of this advisory before is told how it goes on, whatever their filter says but for the status. What comes
   * before a revision, or after it, is only for who asked.
   */
  readonly follows?: string | undefined;
  /** The row of the one endpoint that it concerns. */
  readonly only?: number | undefined;
}

export interface EventPlan {
  /** Its row, and what every call about it is known by. */
  readonly eventRow: number;
  readonly eventId: string;
  /** Endpoints that have it in their log. */
  readonly endpoints: readonly number[];
}

/**
 * Writes an event down and who is to be told of it, each with the next number of its endpoint. Whoever plans wakes the queue
 * `deliver-webhooks` after the commit. An endpoint that is not called now has it in its log all the same, without a gap.
 */
export async function planEvent(tx: Tx, event: PlannedEvent): Promise<EventPlan> {
  const told = await endpointsFor(tx, event);
  await aloneWithLines(tx, told);
  const { id: eventRow, publicId: eventId, at } = await insertEvent(tx, event);
  await insertCalls(tx, { eventRow, event, told });
  const { type, lane } = event;
  if (type !== 'canary')
    await askAcknowledgements(tx, { eventRow, type, lane, at, endpointIds: told });
  return { eventRow, eventId, endpoints: told };
}

const candidateSchema = z.object({
  id: z.number(),
  filter: storedFilterSchema,
  format: z.enum(endpointFormats),
  follows: z.boolean(),
});

/** Whom it would be told, called or not. */
export async function endpointsFor(
  tx: Database,
  event: Omit<PlannedEvent, 'facts'>,
): Promise<readonly number[]> {
  const { only, content, type, lane } = event;
  if (only !== undefined) return [only];
  if (content === undefined || type === 'canary') return [];
  const { rows } = await sql`
    select e.id, e.filter, e.format, e.id = any(array(${toldBefore(event.follows)})) as follows
    from endpoints e where e.valid_until is null and e.public_id <> ${canaryEndpointId} and ${mayKnow(type)} order by e.id`.execute(
    tx,
  );
  return rows
    .map((row) => candidateSchema.parse(row))
    .filter(
      ({ filter, format, follows }) =>
        isSaidIn(format, type) &&
        ((follows && isRevisionType(type) && isOfStatus(filter, content.status)) ||
          isWanted(filter, { type, lane, content })),
    )
    .map(({ id }) => id);
}

/** What is not public yet stands in no log of who has not shown that its address is its own. */
function mayKnow(type: PlannedEvent['type']): RawBuilder<unknown> {
  return type === 'advisory.approved' ? isVerified : sql`true`;
}

function toldBefore(advisoryId: string | undefined) {
  return sql`
    select c.endpoint_id from publications p join events b on b.publication_id = p.id join calls c on c.event_id = b.id
    where p.advisory_id = ${advisoryId ?? null} and b.type = any(${revisionTypes}::text[])`;
}

async function insertEvent(
  tx: Tx,
  { type, lane, publicationId, draftId, only, facts }: PlannedEvent,
): Promise<{ readonly id: number; readonly publicId: string; readonly at: Date }> {
  const publicId = `evt_${randomBytes(16).toString('hex')}`;
  const { rows } = await sql<{ id: number; at: Date }>`
    insert into events (public_id, type, at, lane, publication_id, draft_id, endpoint_id, facts)
    select ${publicId}, ${type}, coalesce((select published_at from publications where id = ${publicationId ?? null}), clock_timestamp()), ${lane},
      ${publicationId ?? null}, ${draftId ?? null}, ${only ?? null}, ${facts === undefined ? null : JSON.stringify(facts)}
    returning id, at`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of a row just written');
  return { ...row, publicId };
}

const silent = endpointStates.filter((state) => state === 'unverified' || state === 'disabled');

/** A line whose head waits for a retry goes on waiting, but for an emergency. */
async function insertCalls(
  tx: Tx,
  {
    eventRow,
    event,
    told,
  }: {
    readonly eventRow: number;
    readonly event: PlannedEvent;
    readonly told: readonly number[];
  },
): Promise<void> {
  const { lane } = event;
  const publicationId = ofRevision(event) ?? null;
  await sql`
    with numbered as (
      update lines l set last_sequence = l.last_sequence + 1,
        urgency = least(l.urgency, lane_rank(${lane})),
        due_at = case when not ${isNotRecalled} then l.due_at
          when lane_rank(${lane}) = 0 or l.due_at = 'infinity' or not exists ${head} then least(l.due_at, now()) else l.due_at end
      from endpoints e
      where l.endpoint_id = any(${told}::bigint[]) and e.id = l.endpoint_id
      returning l.endpoint_id, l.last_sequence as sequence, e.state, e.state = any(${silent}::text[]) as is_silent
    ), planned as (
      insert into calls (endpoint_id, sequence, event_id, publication_id, urgency, state, reason, settled_at)
      select endpoint_id, sequence, ${eventRow}, ${publicationId}, lane_rank(${lane}), case when is_silent then 'withheld' else 'pending' end,
        case when is_silent then 'endpoint-' || state end, case when is_silent then clock_timestamp() end
      from numbered
      returning state
    )
    insert into publication_counts (publication_id, worker, channel, outcome, count)
    select ${publicationId}::bigint, 'plan', 'webhook', outcome, count(*)
    from (select 'planned' as outcome from planned union all select state from planned where state <> 'pending') counted
    where ${publicationId}::bigint is not null group by outcome`.execute(tx);
}

function ofRevision({ type, publicationId }: PlannedEvent): number | undefined {
  return isRevisionType(type) ? publicationId : undefined;
}
