import { sql } from 'kysely';

import type { Draft } from '#src/advisory/draft.ts';
import { shownOf } from '#src/advisory/revision.ts';

import type { Tx } from './database.ts';
import { planEvent } from './plan-event.ts';
import type { PlannedEvent } from './plan-event.ts';

/** What endpoints hear when something was approved. What it would say if it were taken back is not approved to be said now. */
export function approvedEvent(
  { id, advisoryId, content, lane }: Pick<Draft, 'id' | 'advisoryId' | 'content' | 'lane'>,
  { revision, approvedBy }: { readonly revision: number; readonly approvedBy: string },
): PlannedEvent {
  const shown = shownOf(content);
  return {
    type: 'advisory.approved',
    lane,
    draftId: id,
    content: shown,
    facts: { content: shown, advisoryId, revision, approvedBy },
    follows: advisoryId,
  };
}

/** Endpoints hear it in the transaction that approves. */
export async function tellApproved(tx: Tx, draft: Draft, approvedBy: string): Promise<void> {
  const revision = await nextRevision(tx, draft.advisoryId);
  await planEvent(tx, approvedEvent(draft, { revision, approvedBy }));
}

async function nextRevision(tx: Tx, advisoryId: string | undefined): Promise<number> {
  const { rows } = await sql<{ latest: number }>`
    select coalesce(max(number), 0) as latest from revisions where advisory_id = ${advisoryId ?? null}`.execute(
    tx,
  );
  return (rows[0]?.latest ?? 0) + 1;
}
