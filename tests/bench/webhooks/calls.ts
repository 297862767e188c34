import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { publishAbout } from '#tests/bench/pipeline.ts';
import type { Stage } from '#tests/bench/stage.ts';
import { places } from '#tests/bench/warm-up.ts';

/** Publishes an advisory of its own to every endpoint. Nobody follows the place, so that no mail goes out. */
export async function publishToEndpoints(stage: Stage, signal: AbortSignal): Promise<number> {
  const { publicationId } = await publishAbout(stage, { country: places.audience });
  await stage.app.plan(publicationId, signal);
  return publicationId;
}

/** Whether any call waits for its outcome; a look that costs the database nothing. */
async function isOwed({ app: { db } }: Pick<Stage, 'app'>): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`
    select exists (select from calls where state = 'pending') as owed`.execute(db);
  return rows[0]?.owed ?? false;
}

const lookEveryMs = 20;

/** Until the outcome of every call is committed, as an onlooker sees it. */
export async function untilNothingIsOwed(
  stage: Pick<Stage, 'app'>,
  signal: AbortSignal,
): Promise<void> {
  while (await isOwed(stage)) await sleep(lookEveryMs, undefined, { signal });
}

/** Calls by state and reason. */
export async function outcomesOf({
  app: { db },
}: Pick<Stage, 'app'>): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ outcome: string; count: number }>`
    select concat_ws(' ', state, reason) as outcome, count(*)::int as count from calls group by 1 order by 1`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ outcome, count }) => [outcome, count]));
}

/** What a round leaves for the background to do must not slow down the next one. */
export async function settleCallsDown({ app: { db } }: Pick<Stage, 'app'>): Promise<void> {
  await sql`vacuum (analyze) calls, call_attempts, lines, events`.execute(db);
  await sql`checkpoint`.execute(db);
}

/** When the calls about each event were written, the last of them, in milliseconds since 1970: the commit is next. */
export async function writtenAt(
  { app: { db } }: Pick<Stage, 'app'>,
  publications: readonly number[],
): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ id: string; at: number }>`
    select e.public_id as id, extract(epoch from max(c.created_at))::float8 * 1000 as at
    from events e join calls c on c.event_id = e.id
    where e.publication_id = any(${publications}) group by 1`.execute(db);
  return new Map(rows.map(({ id, at }) => [id, at]));
}
