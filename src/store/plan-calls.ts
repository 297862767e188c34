import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { Draft } from '#src/advisory/draft.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';

import type { Tx } from './database.ts';
import { isHeld } from './held.ts';
import { aloneWithLines } from './line-locks.ts';
import { endpointsFor, planEvent } from './plan-event.ts';
import type { PlannedEvent } from './plan-event.ts';
import { approvedEvent } from './tell-approved.ts';

interface Revision {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
  readonly draft: Draft;
  /** Who released it alone: approved and published in one. */
  readonly aloneBy?: string | undefined;
}

/** Endpoints are few: their calls are written with the publication, so that who was eligible is exact. */
export async function planCalls(tx: Tx, planned: Revision): Promise<void> {
  const { publicationId, advisoryId, revision, draft, aloneBy } = planned;
  const { content, lane } = draft;
  const type = revisionTypeOf({ number: revision, content });
  const event = { type, lane, publicationId, content, follows: advisoryId };
  if (aloneBy !== undefined) {
    const approved = approvedEvent(draft, { revision, approvedBy: aloneBy });
    await aloneWithLinesOf(tx, [approved, event]);
    await planEvent(tx, approved);
  }
  const { endpoints } = await planEvent(tx, event);
  if (revision > 1) await endReplaysOfOlder(tx, planned, endpoints);
  await sql`update publications set endpoints_eligible = ${endpoints.length} where id = ${publicationId}`.execute(
    tx,
  );
}

/** A replay that waits comes after what is new: it would tell the old text last. One that is under way is left to its worker. */
async function endReplaysOfOlder(
  tx: Tx,
  { publicationId, advisoryId }: Revision,
  endpoints: readonly number[],
): Promise<void> {
  await sql`
    update calls c set state = 'superseded', reason = 'newer-revision', settled_at = clock_timestamp()
    from lines l, events v, publications p
    where c.endpoint_id = any(${endpoints}::bigint[]) and c.state = 'pending' and c.round > 0
      and l.endpoint_id = c.endpoint_id and v.id = c.event_id and p.id = v.publication_id
      and p.advisory_id = ${advisoryId} and p.id <> ${publicationId}
      and not coalesce(l.calling = c.sequence and l.calling_round = c.round and ${isHeld('l', delivery.lineLeaseMs)}, false)`.execute(
    tx,
  );
}

/** At once: one event after the other, they would not be locked in the order of their endpoints. */
async function aloneWithLinesOf(tx: Tx, events: readonly PlannedEvent[]): Promise<void> {
  const told: number[] = [];
  for (const event of events) told.push(...(await endpointsFor(tx, event)));
  await aloneWithLines(tx, told);
}
