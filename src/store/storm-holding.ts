import { sql } from 'kysely';

import type { Judgement } from '#src/advisory/event.ts';

import type { Tx } from './database.ts';

/**
 * Puts an event that a storm holds to the storm of its poll, which the first of them opens; whoever is second waits for the
 * first. Gives what the event is there: held, or what an officer has already decided for the whole storm. One that was
 * released meanwhile stays unjudged, and is judged again without the storm. Undefined for what no storm holds.
 */
export async function shelterFrom(
  tx: Tx,
  { event, decision: { verdict } }: Judgement,
): Promise<'held' | 'released' | 'dismissed' | undefined> {
  if (verdict.kind !== 'review' || verdict.reason !== 'storm') return undefined;
  const { rows } = await sql<{ id: number; state: 'open' | 'released' | 'dismissed' }>`
    insert into storms (source_id, poll) select source_id, poll from advisory_events where id = ${event.id} and poll is not null
    on conflict (source_id, poll) do update set poll = excluded.poll
    returning id, state`.execute(tx);
  const [storm] = rows;
  if (storm === undefined) return undefined; // what was pushed came alone
  const state = storm.state === 'open' ? 'held' : storm.state;
  await sql`update advisory_events set storm_id = ${storm.id}, storm_state = ${state} where id = ${event.id}`.execute(
    tx,
  );
  return state;
}
