import { sql } from 'kysely';

import type { Acknowledging } from '#src/endpoints/acknowledgement.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

/** False where nobody was asked. The first answer counts; one to a message that was replaced is kept too. */
export async function acknowledge(db: Database, given: Acknowledging): Promise<boolean> {
  return db.transaction().execute(async (tx) => {
    const { rows } = await sql<{
      endpoint_id: number;
      event_id: number;
      name: string;
      open: boolean;
    }>`
      select a.endpoint_id, a.event_id, e.name, a.acknowledged_at is null as open
      from acknowledgements a join endpoints e on e.id = a.endpoint_id join events v on v.id = a.event_id
      where e.public_id = ${given.endpoint} and v.public_id = ${given.event} and e.valid_until is null
      for update of a`.execute(tx);
    const [row] = rows;
    if (row === undefined) return false;
    if (row.open) await write(tx, row, given);
    return true;
  });
}

interface Row {
  readonly endpoint_id: number;
  readonly event_id: number;
  readonly name: string;
}

async function write(tx: Tx, row: Row, given: Acknowledging): Promise<void> {
  const { by = row.name, means, note, officer, event, endpoint } = given;
  const detail = [note, officer === undefined ? undefined : `noted by ${officer}`]
    .filter((part) => part !== undefined)
    .join(' – ');
  await sql`
    update acknowledgements set acknowledged_at = clock_timestamp(), acknowledged_by = ${by}, means = ${means}, escalates_at = null
    where endpoint_id = ${row.endpoint_id} and event_id = ${row.event_id}`.execute(tx);
  await sql`
    insert into acknowledgement_steps (endpoint_id, event_id, step, detail)
    values (${row.endpoint_id}, ${row.event_id}, 'acknowledged', ${detail === '' ? null : detail})`.execute(
    tx,
  );
  if (officer === undefined) return;
  await appendAudit(tx, {
    at: new Date(),
    officer,
    action: 'acknowledgement.noted',
    subject: `endpoint:${endpoint}`,
    detail: { event },
  });
}
