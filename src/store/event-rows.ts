import { sql } from 'kysely';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import { lanes } from '#src/advisory/lane.ts';
import { revisionTypes } from '#src/endpoints/event-type.ts';
import type { Event } from '#src/endpoints/event.ts';
import { AppError } from '#src/errors.ts';

import type { Database } from './database.ts';

const row = { id: z.string(), at: z.date(), lane: z.enum(lanes) };
const left = z
  .number()
  .optional()
  .transform((value) => value);

const eventSchema = z.discriminatedUnion('type', [
  z.object({ ...row, type: z.enum(revisionTypes), publicationId: z.number() }),
  z.object({
    ...row,
    type: z.literal('advisory.approved'),
    draftId: z.string(),
    facts: z.object({
      content: contentSchema,
      advisoryId: z
        .string()
        .optional()
        .transform((id) => id),
      revision: z.number(),
      approvedBy: z.string(),
    }),
  }),
  z.object({
    ...row,
    type: z.literal('publication.progress'),
    publicationId: z.number(),
    facts: z.object({ state: z.string(), planned: left, sent: left, isDone: z.boolean() }),
  }),
  z.object({
    ...row,
    type: z.literal('endpoint.disabled'),
    facts: z.object({ reason: z.string() }),
  }),
  z.object({ ...row, type: z.literal('test.ping'), facts: z.object({ by: z.string() }) }),
]);

/** An event that endpoints are told of, by its row. */
export async function eventOf(db: Database, eventRow: number): Promise<Event> {
  const { rows } = await sql`
    select public_id as id, type, at, lane, publication_id as "publicationId", draft_id as "draftId", facts from events where id = ${eventRow}`.execute(
    db,
  );
  if (rows[0] === undefined)
    throw new AppError('NOT_FOUND', `There is no event in row ${eventRow}`);
  return eventSchema.parse(rows[0]);
}
