import { isDeepStrictEqual } from 'node:util';

import { sql } from 'kysely';

import type { Progress } from '#src/dispatch/publication.ts';
import type { ProgressFacts } from '#src/endpoints/event.ts';

import type { Database, Tx } from './database.ts';
import { triesToTellProgress } from './locks.ts';
import { planEvent } from './plan-event.ts';
import { createPublications } from './publications.ts';
import { revisionOfPublication } from './revisions.ts';

interface TellingProgress {
  readonly db: Database;
  /** Counts of people below this are not told. */
  readonly smallestShownCount: number;
}

/**
 * Who asked for it hears how far publications came, at most once a minute and at the end. Gives how many were told of. Each
 * publication in a transaction of its own: with the lines of two, whoever settles them would be waited for in a circle.
 */
export async function tellProgress({ db, smallestShownCount }: TellingProgress): Promise<number> {
  let told = 0;
  for (const { id } of await unfinishedWord(db)) {
    const isTold = await db.transaction().execute(async (tx) => {
      if (!(await triesToTellProgress(tx))) return false;
      const [word] = await unfinishedWord(tx, id);
      return word !== undefined && tellOf(tx, { id, before: word.facts, smallestShownCount });
    });
    if (isTold) told += 1;
  }
  return told;
}

interface Word {
  readonly id: number;
  /** Undefined before the first. */
  readonly facts: object | null;
}

/** Publications of the last days whose end was not told, and of which nothing was told in the last minute; of one alone when it is given. */
async function unfinishedWord(db: Database, only?: number): Promise<readonly Word[]> {
  const { rows } = await sql<Word>`
    select p.id, last.facts from publications p
    left join lateral (
      select v.facts, v.at from events v where v.publication_id = p.id and v.type = 'publication.progress' order by v.id desc limit 1) last on true
    where ${only === undefined ? sql`true` : sql`p.id = ${only}`} and p.kind = 'revision' and p.published_at > now() - interval '2 days'
      and exists (select from endpoints e where e.valid_until is null and e.filter->'types' ? 'publication.progress')
      and coalesce(last.at <= now() - interval '1 minute' and not (last.facts->>'isDone')::boolean, true)
    order by p.id`.execute(db);
  return rows;
}

async function tellOf(
  tx: Tx,
  {
    id,
    before,
    smallestShownCount,
  }: { id: number; before: object | null; smallestShownCount: number },
): Promise<boolean> {
  const progress = await createPublications(tx).find(id);
  const revision = await revisionOfPublication(tx, id);
  if (progress === undefined || revision === undefined) return false;
  const facts = factsOf(progress, smallestShownCount);
  if (isDeepStrictEqual(before, JSON.parse(JSON.stringify(facts)))) return false;
  await planEvent(tx, {
    type: 'publication.progress',
    lane: progress.lane,
    publicationId: id,
    content: revision.content,
    facts,
  });
  return true;
}

function factsOf(progress: Progress, smallest: number): ProgressFacts {
  const { state, planned, outcomes, citizensSettled } = progress;
  const shown = (count: number) => (count > 0 && count < smallest ? undefined : count);
  return {
    state,
    planned: shown(planned),
    sent: shown(outcomes.sent ?? 0),
    isDone: citizensSettled || state === 'stopped' || state === 'superseded',
  };
}
