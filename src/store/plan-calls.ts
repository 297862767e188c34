import { sql } from 'kysely';

import type { Draft } from '#src/advisory/draft.ts';
import { revisionTypeOf } from '#src/endpoints/revision-type.ts';

import type { Tx } from './database.ts';
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
  await sql`update publications set endpoints_eligible = ${endpoints.length} where id = ${publicationId}`.execute(
    tx,
  );
}

/** At once: one event after the other, they would not be locked in the order of their endpoints. */
async function aloneWithLinesOf(tx: Tx, events: readonly PlannedEvent[]): Promise<void> {
  const told: number[] = [];
  for (const event of events) told.push(...(await endpointsFor(tx, event)));
  await aloneWithLines(tx, told);
}
