import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { addFollowers } from './citizens.ts';
import type { Options } from './flags.ts';
import { stopAndClose } from './latency.ts';
import { publishAbout, untilProgress, untilSettled } from './pipeline.ts';
import type { Begun } from './pipeline.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';
import { places, warmUpBefore } from './warm-up.ts';
import { startWorker } from './worker.ts';

const emergency = { country: 'CV', count: 5_000 } as const;

/** P5: an emergency while routine mail goes out at full speed. */
export async function benchOvertake(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  await addFollowers(stage, { country: places.warmUp, count: warmUpBefore(recipients) }, signal);
  await addFollowers(stage, emergency, signal);
  await addFollowers(stage, { country: places.audience, count: recipients }, signal);
  await writeClaimsDown(stage);
  const rounds: Overtaken[] = [];
  for (let round = 1; round <= options.rounds; round += 1) {
    await settleDown(stage);
    const result = await overtakeOnce(stage, options, signal);
    rounds.push(result);
    say(
      `round ${round}: first message after ${result.firstMs} ms, routine lane claimed ${result.claimedBelow}`,
    );
  }
  const of = (part: keyof Overtaken) => spreadOf(rounds.map((round) => round[part]));
  const claimedBelow = of('claimedBelow');
  return {
    recipients,
    emergencyRecipients: emergency.count,
    rounds: options.rounds,
    dueMs: of('dueMs'),
    firstMs: of('firstMs'),
    allMs: of('allMs'),
    claimedBelow,
    /** What the routine lane had claimed before and sent meanwhile. */
    sentBelow: of('sentBelow'),
    promises: [
      atMost(1_000, of('firstMs'), { id: 'P5', what: 'ms to the emergency’s first message' }),
      atMost(0, claimedBelow, {
        id: 'P5',
        what: 'rows that the routine lane claimed while the emergency had due rows',
      }),
    ],
  };
}

/** So much routine mail is out when the emergency is published. */
const underWay = 1_000;

interface Overtaken {
  /** Publish call to its first rows in the ledger. */
  readonly dueMs: number;
  readonly firstMs: number;
  readonly allMs: number;
  readonly claimedBelow: number;
  readonly sentBelow: number;
}

async function overtakeOnce(
  stage: Stage,
  { profile }: Options,
  signal: AbortSignal,
): Promise<Overtaken> {
  await using _worker = await startWorker({ stage, profile }, signal);
  await untilSettled(stage, await publishAbout(stage, { country: places.warmUp }), signal);
  const routine = await publishAbout(stage, { country: places.audience, lane: 'routine' });
  await untilProgress(
    {
      app: stage.app,
      begun: routine,
      holds: ({ outcomes }) => (outcomes.sent ?? 0) >= underWay,
    },
    signal,
  );
  const urgent = await publishAbout(stage, { country: emergency.country, lane: 'emergency' });
  const dueFrom = await firstDueRowSeen(stage, urgent, signal);
  const { firstMs, allMs } = await untilSettled(stage, urgent, signal);
  const below = await countBelow(stage, { routine, urgent, dueFrom });
  const { citizensSettled } = (await stage.app.publications.find(routine.publicationId)) ?? {};
  if (citizensSettled === true)
    throw new Error('expected routine mail to go out meanwhile, it was over: more --recipients');
  await stopAndClose(stage, routine, signal);
  const dueMs = Date.parse(dueFrom) - urgent.calledAt;
  return { dueMs, firstMs: Math.round(firstMs), allMs, ...below };
}

/** Every claim raises its row's fence; when its transaction began is written down, which is what it could see. */
async function writeClaimsDown({ app: { db } }: Stage): Promise<void> {
  await sql`create unlogged table bench_claims (publication_id bigint not null, began timestamptz not null)`.execute(
    db,
  );
  await sql`
    create function bench_note_claim() returns trigger language plpgsql as $$
      begin insert into bench_claims values (new.publication_id, now()); return null; end $$`.execute(
    db,
  );
  await sql`
    create trigger bench_claim after update on deliveries for each row when (new.fence > old.fence)
    execute function bench_note_claim()`.execute(db);
}

/** A moment by the database's clock at which rows of the emergency could be seen by everybody; as text, for a Date loses the microseconds. */
async function firstDueRowSeen(
  { app: { db } }: Stage,
  { publicationId }: Begun,
  signal: AbortSignal,
): Promise<string> {
  for (;;) {
    const { rows } = await sql<{ at: string }>`
      select clock_timestamp()::text as at
      where exists (select from deliveries where publication_id = ${publicationId} and channel = 'email')`.execute(
      db,
    );
    const [row] = rows;
    if (row !== undefined) return row.at;
    await sleep(2, undefined, { signal });
  }
}

interface Meanwhile {
  readonly routine: Begun;
  readonly urgent: Begun;
  readonly dueFrom: string;
}

/** What the routine lane claimed, and what it sent, between the emergency's first due row and its last claim. */
async function countBelow({ app: { db } }: Stage, { routine, urgent, dueFrom }: Meanwhile) {
  const { rows } = await sql<{ claimed: number; sent: number; seen: boolean }>`
    with over as (select max(began) as at from bench_claims where publication_id = ${urgent.publicationId})
    select
      (select at is not null from over) as seen,
      (select count(*) from bench_claims c, over
        where c.publication_id = ${routine.publicationId} and c.began > ${dueFrom}::timestamptz and c.began < over.at) as claimed,
      (select count(*) from deliveries d, over
        where d.publication_id = ${routine.publicationId} and d.settled_at > ${dueFrom}::timestamptz and d.settled_at < over.at) as sent`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined || !row.seen)
    throw new Error('expected claims to be written down, none was');
  return { claimedBelow: row.claimed, sentBelow: row.sent };
}
