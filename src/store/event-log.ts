import { sql } from 'kysely';

import type { CallState, EventLog, LoggedEvent } from '#src/endpoints/event-log.ts';
import type { Payload } from '#src/endpoints/payload.ts';

import { canaryEndpointId } from './canary-recipients.ts';
import type { Database } from './database.ts';

interface EventLogParts {
  readonly db: Database;
  readonly payloadOf: (eventRow: number) => Promise<Payload>;
}

/** What each endpoint was to be told, numbered without a gap. */
export function createEventLog({ db, payloadOf }: EventLogParts): EventLog {
  return {
    async read(endpoint, { after, limit, types }) {
      const head = await headOf(db, endpoint);
      if (head === undefined) return undefined;
      const { last_sequence: last, forgotten_through: forgotten } = head;
      // What is written meanwhile is behind `last`, and stands on the next page.
      const { rows } = await sql<Row>`
        select c.sequence, c.state, c.event_id, v.public_id,
          exists (select from acknowledgements a where (a.endpoint_id, a.event_id) = (c.endpoint_id, c.event_id)) as is_asked
        from calls c join events v on v.id = c.event_id
        where c.endpoint_id = ${head.id} and c.round = 0 and c.sequence > ${after ?? forgotten} and c.sequence <= ${last}
          and ${types === undefined ? sql`true` : sql`v.type = any(${types}::text[])`}
        order by c.sequence limit ${limit}`.execute(db);
      const events: LoggedEvent[] = [];
      for (const row of rows)
        events.push({
          id: row.public_id,
          sequence: row.sequence,
          call: row.state,
          isAsked: row.is_asked,
          payload: await payloadOf(row.event_id),
        });
      return { events, last, oldest: forgotten + 1 };
    },

    async lasts(endpoints) {
      const { rows } = await sql<{ public_id: string; last_sequence: number }>`
        select e.public_id, l.last_sequence from endpoints e join lines l on l.endpoint_id = e.id
        where e.public_id = any(${endpoints}::text[])`.execute(db);
      return new Map(rows.map((row) => [row.public_id, row.last_sequence]));
    },
  };
}

interface Row {
  readonly sequence: number;
  readonly state: CallState;
  readonly event_id: number;
  readonly public_id: string;
  readonly is_asked: boolean;
}

interface Head {
  readonly id: number;
  readonly last_sequence: number;
  readonly forgotten_through: number;
}

async function headOf(db: Database, endpoint: string): Promise<Head | undefined> {
  const { rows } = await sql<Head>`
    select e.id, l.last_sequence, l.forgotten_through from endpoints e join lines l on l.endpoint_id = e.id
    where e.public_id = ${endpoint} and e.public_id <> ${canaryEndpointId} and e.valid_until is null`.execute(
    db,
  );
  return rows[0];
}
