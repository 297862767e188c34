import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import { lanes } from '#src/advisory/lane.ts';
import { acknowledgementMeans, acknowledgementSteps } from '#src/endpoints/acknowledgement.ts';
import type { Acknowledgement, ListedAcknowledgement } from '#src/endpoints/acknowledgement.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';

import type { Database } from './database.ts';

/** Of endpoints that were not removed, newest first; conditions may name acknowledgements `a`, endpoints `e` and events `v`. */
export async function acknowledgementRows(
  db: Database,
  { where, limit }: { readonly where: RawBuilder<unknown>; readonly limit: number },
): Promise<readonly ListedAcknowledgement[]> {
  const { rows } = await sql`
    select a.*, e.public_id as endpoint, e.name as endpoint_name, v.public_id as event, v.type, v.lane, p.advisory_id,
      (select coalesce(jsonb_agg(jsonb_build_object('at', s.at, 'step', s.step, 'contact', s.contact, 'detail', s.detail) order by s.id), '[]')
        from acknowledgement_steps s where (s.endpoint_id, s.event_id) = (a.endpoint_id, a.event_id)) as trail
    from acknowledgements a join endpoints e on e.id = a.endpoint_id join events v on v.id = a.event_id
      left join publications p on p.id = v.publication_id
    where e.valid_until is null and ${where}
    order by a.event_id desc, a.endpoint_id desc limit ${limit}`.execute(db);
  return rows.map((row) => foundOf(rowSchema.parse(row)));
}

const orNothing = <T extends z.ZodType>(schema: T) =>
  schema.nullable().transform((value) => value ?? undefined);

const rowSchema = z.object({
  endpoint_id: z.number(),
  event_id: z.number(),
  endpoint: z.string(),
  endpoint_name: z.string(),
  event: z.string(),
  type: z.enum(eventTypes),
  lane: z.enum(lanes),
  advisory_id: orNothing(z.string()),
  asked_at: z.date(),
  due_at: z.date(),
  acknowledged_at: orNothing(z.date()),
  acknowledged_by: orNothing(z.string()),
  means: orNothing(z.enum(acknowledgementMeans)),
  replaced_at: z.date().nullable(),
  escalates_at: z.date().nullable(),
  trail: z.array(
    z.object({
      at: z.coerce.date(),
      step: z.enum(acknowledgementSteps),
      contact: orNothing(z.number()),
      detail: orNothing(z.string()),
    }),
  ),
});
type Row = z.infer<typeof rowSchema>;

function foundOf(row: Row): ListedAcknowledgement {
  const { type, lane, endpoint, event, trail, means } = row;
  const state = stateOf(row);
  const acknowledgement: Acknowledgement = {
    endpoint,
    endpointName: row.endpoint_name,
    event,
    type,
    lane,
    advisory: row.advisory_id,
    state,
    askedAt: row.asked_at,
    dueAt: row.due_at,
    acknowledgedAt: row.acknowledged_at,
    acknowledgedBy: row.acknowledged_by,
    means,
    isMissing: state === 'open' && row.escalates_at === null,
    trail,
  };
  return { event: row.event_id, endpoint: row.endpoint_id, acknowledgement };
}

function stateOf({ acknowledged_at, replaced_at }: Row): Acknowledgement['state'] {
  if (acknowledged_at !== undefined) return 'acknowledged';
  return replaced_at === null ? 'open' : 'replaced';
}
