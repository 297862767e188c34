import { sql } from 'kysely';

import type { Tx } from './database.ts';

/** What its source says from now on is a new advisory: readers of this one have been told that it is over. */
export async function letGoOfSource(tx: Tx, advisoryId: string): Promise<void> {
  await sql`
    insert into source_endings (source_id, key, after_event, advisory_id)
    select e.source_id, e.key, max(e.id), a.id from advisories a
    join advisory_events e on e.source_id = a.source_id and e.key = a.source_key and e.judged_at is not null
    where a.id = ${advisoryId} group by e.source_id, e.key, a.id
    on conflict do nothing`.execute(tx);
  await sql`update advisories set source_id = null, source_key = null where id = ${advisoryId}`.execute(
    tx,
  );
}
