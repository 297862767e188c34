import { randomBytes } from 'node:crypto';

import { sql } from 'kysely';

import type { Database } from '#src/store/database.ts';

/** Pings of an endpoint, as they are planned. */
export async function planPings(db: Database, endpoint: string, count: number): Promise<void> {
  for (let made = 0; made < count; made += 1)
    await sql`
      with event as (
        insert into events (public_id, type, at, lane, facts) values (${`evt_${randomBytes(8).toString('hex')}`}, 'test.ping', clock_timestamp(), 'routine', '{"by":"a test"}')
        returning id
      ), line as (
        update lines set last_sequence = last_sequence + 1 where endpoint_id = (select id from endpoints where public_id = ${endpoint})
        returning endpoint_id, last_sequence
      )
      insert into calls (endpoint_id, sequence, event_id, urgency)
      select endpoint_id, last_sequence, event.id, 2 from line, event`.execute(db);
}

/** The first so many have been sent. */
export async function settleCalls(db: Database, endpoint: string, count: number): Promise<void> {
  await sql`
    update calls set state = 'sent', reason = 'http-200', settled_at = now(), attempts = 1, attempted_at = now(), status = 200, response = 'ok'
    where endpoint_id = (select id from endpoints where public_id = ${endpoint}) and sequence <= ${count}`.execute(
    db,
  );
}

/** As retention leaves it. */
export async function forgetThrough(
  db: Database,
  endpoint: string,
  sequence: number,
): Promise<void> {
  await sql`
    with line as (update lines set forgotten_through = ${sequence} where endpoint_id = (select id from endpoints where public_id = ${endpoint}) returning endpoint_id)
    delete from calls c using line where c.endpoint_id = line.endpoint_id and c.sequence <= ${sequence}`.execute(
    db,
  );
}
