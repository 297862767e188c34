import { sql } from 'kysely';

import { addFollowers } from './citizens.ts';
import type { Options } from './flags.ts';
import { publishAbout } from './pipeline.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { ratioOf, spreadOf } from './statistics.ts';
import { places } from './warm-up.ts';

/** P4: what matching and writing the ledger cost, beside writing as many rows without asking anything. */
export async function benchPlanning(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  await addFollowers(stage, { country: places.audience, count: recipients }, signal);
  const planned: number[] = [];
  const closed: number[] = [];
  const bare: number[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    const { plannedMs, closedMs } = await plan(stage, recipients, signal);
    planned.push(plannedMs);
    closed.push(closedMs);
    bare.push(await insertBare(stage, recipients));
    say(
      `round ${round}: planned ${Math.round(plannedMs)} ms, bare ${Math.round(bare.at(-1) ?? 0)} ms`,
    );
  }
  const ratio = ratioOf(planned, bare);
  return {
    recipients,
    rounds: options.rounds,
    plannedMs: spreadOf(planned),
    /** Until the planner had nothing left to do: it also looks for what will never be sent. */
    closedMs: spreadOf(closed),
    bareInsertMs: spreadOf(bare),
    rowsPerSecond: spreadOf(planned.map((ms) => (recipients / ms) * 1_000)),
    ratio: ratio.median,
    promises: [atMost(3.5, ratio, { id: 'P4', what: 'planning over a bare INSERT … SELECT' })],
  };
}

/** Publish call to the last window's commit, and to the end of the planner. */
async function plan(stage: Stage, expected: number, signal: AbortSignal) {
  await settleDown(stage);
  const { publicationId, calledAt } = await publishAbout(stage, { country: places.audience });
  await stage.app.plan(publicationId, signal);
  const closedMs = Date.now() - calledAt;
  const progress = await stage.app.publications.find(publicationId);
  if (progress?.plannedAt === undefined || progress.planned !== expected)
    throw new Error(`expected ${expected} planned rows, arrived ${progress?.planned}`);
  return { plannedMs: progress.plannedAt.getTime() - calledAt, closedMs };
}

/** As many rows under the id of a publication that is never planned, in one statement and one commit. */
async function insertBare(stage: Stage, expected: number): Promise<number> {
  const { db } = stage.app;
  const { publicationId } = await publishAbout(stage, { country: places.audience });
  await settleDown(stage);
  const startedAt = performance.now();
  const { numAffectedRows } = await sql`
    insert into deliveries (publication_id, channel, recipient_id, language)
    select ${publicationId}, 'email', id, 'en' from addresses`.execute(db);
  const tookMs = performance.now() - startedAt;
  if (numAffectedRows !== BigInt(expected))
    throw new Error(`expected ${expected} bare rows, arrived ${numAffectedRows}`);
  return tookMs;
}
