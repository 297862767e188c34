import { sql } from 'kysely';

import type { Judgement } from '#src/advisory/event.ts';
import { isNews } from '#src/advisory/hold.ts';

import type { Tx } from './database.ts';

/**
 * Puts an event that a storm holds to the storm of its poll, which the first of them opens; whoever is second finds it.
 * Gives what the event is there: held, or what an officer has already decided for the whole storm. One that was released
 * meanwhile stays unjudged, and is judged again without the storm. Undefined for what no storm holds.
 *
 * A source that takes back what a storm holds of it, and says again what people were told, makes no item beside the storm.
 */
export async function shelterFrom(
  tx: Tx,
  { event, decision: { verdict, told } }: Judgement,
): Promise<'held' | 'released' | 'dismissed' | undefined> {
  if (verdict.kind !== 'review') return undefined;
  if (!isNews(told) && (await isTakenBack(tx, event.id))) return 'held';
  if (verdict.reason !== 'storm') return undefined;
  const storm = (await stormOf(tx, event.id)) ?? (await openStorm(tx, event.id));
  if (storm === undefined) return undefined; // what was pushed came alone
  const state = storm.state === 'open' ? 'held' : storm.state;
  await sql`update advisory_events set storm_id = ${storm.id}, storm_state = ${state} where id = ${event.id}`.execute(
    tx,
  );
  return state;
}

interface Storm {
  readonly id: number;
  readonly state: 'open' | 'released' | 'dismissed';
}

async function openStorm(tx: Tx, eventId: number): Promise<Storm | undefined> {
  await sql`
    insert into storms (source_id, poll) select source_id, poll from advisory_events where id = ${eventId} and poll is not null
    on conflict do nothing`.execute(tx);
  return stormOf(tx, eventId);
}

/** Shared with others who judge; an officer who settles it waits for them, or they for the officer. */
async function stormOf(tx: Tx, eventId: number): Promise<Storm | undefined> {
  const { rows } = await sql<Storm>`
    select s.id, s.state from storms s join advisory_events e on e.source_id = s.source_id and e.poll = s.poll
    where e.id = ${eventId} for share of s`.execute(tx);
  return rows[0];
}

/** True once the event stands in an open storm in the place of what that held of the same key. */
async function isTakenBack(tx: Tx, eventId: number): Promise<boolean> {
  const { rows } = await sql<{ id: number; held_id: number }>`
    select s.id, held.id as held_id from advisory_events e
    join advisory_events held on held.source_id = e.source_id and held.key = e.key and held.id < e.id and held.storm_state = 'held'
    join storms s on s.id = held.storm_id and s.state = 'open'
    where e.id = ${eventId} order by held.id desc limit 1 for share of s`.execute(tx);
  const [storm] = rows;
  if (storm === undefined) return false;
  const { numAffectedRows } = await sql`
    update advisory_events set storm_state = 'superseded' where id = ${storm.held_id} and storm_state = 'held'`.execute(
    tx,
  );
  if (numAffectedRows !== 1n) return false; // an officer has just let it go
  await sql`update advisory_events set storm_id = ${storm.id}, storm_state = 'held' where id = ${eventId}`.execute(
    tx,
  );
  return true;
}
