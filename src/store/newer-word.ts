import { sql } from 'kysely';

import { AppError } from '#src/errors.ts';

import type { Tx } from './database.ts';

/**
 * A draft of what a source said before its last word would put back what the source has taken back. Whoever means it
 * dismisses the newer draft first, or writes their own: that is saying so.
 */
export async function requireLastWord(tx: Tx, draftId: string): Promise<void> {
  const { rows } = await sql<{ id: number; newer: string | null; state: string | null }>`
    select later.id, d.id as newer, d.state from advisory_events e
    join advisory_events later on later.source_id = e.source_id and later.key = e.key and later.id > e.id
    left join drafts d on d.id = later.draft_id
    where e.draft_id = ${draftId} and later.storm_state is distinct from 'superseded'
      and (d.state in ('open', 'published') or later.storm_state = 'held' or later.change->>'kind' = 'reappeared')
    order by later.id desc limit 1`.execute(tx);
  const [later] = rows;
  if (later === undefined) return;
  const next =
    later.newer !== null && later.state === 'open'
      ? `publish draft ${later.newer}, or dismiss that if this one is right after all`
      : 'dismiss this one, and write a draft of your own if it is right after all';
  throw new AppError(
    'DRAFT_CHANGED',
    `The source has said something newer than draft ${draftId} (decision ${later.id}): ${next}`,
  );
}
