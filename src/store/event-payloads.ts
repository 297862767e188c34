import { sql } from 'kysely';
import { z } from 'zod';

import type { ComposeEvent } from '#src/dispatch/compose-payload.ts';
import { eventTypes } from '#src/endpoints/event-type.ts';
import type { Payload } from '#src/endpoints/payload.ts';

import type { Database } from './database.ts';
import { eventOf } from './event-rows.ts';

const payloadSchema = z.object({
  type: z.enum(eventTypes),
  timestamp: z.string(),
  data: z.record(z.string(), z.unknown()),
});

/** The payload of an event by its row: composed once, and the same ever after, whatever becomes of templates and missions. */
export function createPayloads({
  db,
  compose,
}: {
  readonly db: Database;
  readonly compose: ComposeEvent;
}): (eventRow: number) => Promise<Payload> {
  return async (eventRow) =>
    (await kept(db, eventRow)) ?? keep(db, eventRow, await compose(await eventOf(db, eventRow)));
}

async function kept(db: Database, eventRow: number): Promise<Payload | undefined> {
  const { rows } = await sql<{ payload: unknown }>`
    select payload from events where id = ${eventRow} and payload is not null`.execute(db);
  return rows[0] && payloadSchema.parse(rows[0].payload);
}

/** Whoever is first says what it is. */
async function keep(db: Database, eventRow: number, payload: Payload): Promise<Payload> {
  const { rows } = await sql<{ payload: unknown }>`
    update events set payload = coalesce(payload, ${JSON.stringify(payload)}::json) where id = ${eventRow} returning payload`.execute(
    db,
  );
  return payloadSchema.parse(rows[0]?.payload ?? payload);
}
