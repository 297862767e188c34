import { sql } from 'kysely';

import type { Draft } from '#src/advisory/draft.ts';
import { shownOf } from '#src/advisory/revision.ts';

import type { Tx } from './database.ts';
import { planEvent } from './plan-event.ts';

/**
 * Endpoints hear that something was approved in the transaction that says so. What it would say if it were taken back is
 * not approved to be said now.
 */
export async function tellApproved(
  tx: Tx,
  { id, advisoryId, content, lane }: Pick<Draft, 'id' | 'advisoryId' | 'content' | 'lane'>,
  approvedBy: string,
): Promise<void> {
  const shown = shownOf(content);
  const revision = await nextRevision(tx, advisoryId);
  await planEvent(tx, {
    type: 'advisory.approved',
    lane,
    draftId: id,
    content: shown,
    facts: { content: shown, advisoryId, revision, approvedBy },
    follows: advisoryId,
  });
}

async function nextRevision(tx: Tx, advisoryId: string | undefined): Promise<number> {
  const { rows } = await sql<{ latest: number }>`
    select coalesce(max(number), 0) as latest from revisions where advisory_id = ${advisoryId ?? null}`.execute(
    tx,
  );
  return (rows[0]?.latest ?? 0) + 1;
}
