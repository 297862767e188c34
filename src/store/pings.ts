import { sql } from 'kysely';

import { appendAudit } from './audit.ts';
import type { Database } from './database.ts';
import { planEvent } from './plan-event.ts';

interface PingsParts {
  readonly db: Database;
  /** Somebody is to be called. */
  readonly wake: () => void;
  readonly now: () => Date;
}

/** Tells one endpoint `test.ping`, in its order with everything else. */
export function createPings({ db, wake, now }: PingsParts) {
  return async function ping(id: string, by: string) {
    const pinged = await db.transaction().execute(async (tx) => {
      const { rows } = await sql<{ id: number }>`
        select id from endpoints where public_id = ${id} and valid_until is null`.execute(tx);
      const [row] = rows;
      if (row === undefined) return undefined;
      const facts = { by };
      const event = { type: 'test.ping', lane: 'routine', facts, only: row.id } as const;
      const { eventRow, eventId } = await planEvent(tx, event);
      const { rows: calls } = await sql<{ sequence: number }>`
        select sequence from calls where endpoint_id = ${row.id} and event_id = ${eventRow} and round = 0`.execute(
        tx,
      );
      await appendAudit(tx, {
        at: now(),
        officer: by,
        action: 'endpoint.pinged',
        subject: `endpoint:${id}`,
        detail: { event: eventId },
      });
      return calls.map(({ sequence }) => ({ event: eventId, sequence }))[0];
    });
    if (pinged !== undefined) wake();
    return pinged;
  };
}
