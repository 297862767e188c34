import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type { Progress } from '#src/dispatch/publication.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { publish } from '#tests/support/publishing.ts';

import { cpuSeconds, cpuSecondsOfTree, openSockets, peakRssMb, rssMb } from './proc.ts';
import type { Round } from './round.ts';
import type { Stage } from './stage.ts';
import { places } from './warm-up.ts';
import { startWorker } from './worker.ts';
import type { WorkerProcess } from './worker.ts';

interface Way {
  readonly stage: Stage;
  readonly profile: string | undefined;
  readonly workers?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Whose followers are told. */
  readonly country?: string;
  /** What goes out instead of an alert about that country. */
  readonly begin?: () => Promise<Begun>;
}

/** The real way once, in fresh worker processes: publish call to last settled row. */
export async function measurePipeline(way: Way, signal: AbortSignal): Promise<Round> {
  const { stage, profile, workers = 1, env = {}, country = places.audience } = way;
  const { begin = () => publishAbout(stage, { country }) } = way;
  await using owned = new AsyncDisposableStack();
  const processes: WorkerProcess[] = [];
  for (let n = 0; n < workers; n += 1)
    processes.push(owned.use(await startWorker({ stage, profile, env }, signal)));
  await untilSettled(stage, await publishAbout(stage, { country: places.warmUp }), signal);
  const before = await meter(stage, processes);
  const publication = await begin();
  const { sent, firstMs, allMs } = await untilSettled(stage, publication, signal);
  const after = await meter(stage, processes);
  const sentBy = await countPerWorker(stage, publication);
  const per1000 = (part: keyof typeof after.cpu) =>
    ((after.cpu[part] - before.cpu[part]) / sent) * 1_000;
  const peaks = await Promise.all(processes.map(({ pid }) => peakRssMb(pid)));
  return {
    recipients: sent,
    firstMs,
    allMs,
    peakRssMb: Math.max(...peaks),
    cpuSecondsPer1000: per1000('workers'),
    sentBy,
    sockets: { before: before.sockets, after: after.sockets },
    rssMb: { before: before.rssMb, after: after.rssMb },
    besides: {
      postgres: per1000('postgres'),
      redis: per1000('redis'),
      sink: per1000('sink'),
    },
  };
}

/** How many messages each worker sent, most first. */
async function countPerWorker(
  { app: { db } }: Stage,
  { publicationId }: Begun,
): Promise<readonly number[]> {
  const { rows } = await sql<{ count: number }>`
    select sum(count)::float8 as count from publication_counts
    where publication_id = ${publicationId} and channel = 'email' and outcome = 'sent'
    group by worker order by 1 desc`.execute(db);
  return rows.map(({ count }) => count);
}

/** What the parts have taken so far. */
async function meter({ postgres, redis, sink }: Stage, workers: readonly WorkerProcess[]) {
  const ofWorkers = async (figure: (pid: number) => Promise<number>) =>
    sum(await Promise.all(workers.map(({ pid }) => figure(pid))));
  return {
    sockets: await ofWorkers(openSockets),
    rssMb: await ofWorkers(rssMb),
    cpu: {
      workers: await ofWorkers(cpuSeconds),
      postgres: await cpuSecondsOfTree(postgres.pid()),
      redis: await cpuSeconds(redis.pid),
      sink: await cpuSeconds(sink.pid),
    },
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

interface About {
  readonly country: string;
  readonly lane?: Lane;
}

/** A publication, and when its publish call began, in ms since 1970: PostgreSQL goes by the same clock. */
export interface Begun {
  readonly publicationId: number;
  readonly calledAt: number;
}

/** Publishes a new advisory about one country. */
export async function publishAbout(
  { app }: Pick<Stage, 'app'>,
  { country, lane = 'urgent' }: About,
): Promise<Begun & { readonly advisoryId: string }> {
  const content = aContent({
    appliesTo: [{ country, level: null, levelWording: 'Exercise utmost caution' }],
  });
  const calledAt = Date.now();
  const { publicationId, advisoryId } = await publish(app, { content, lane });
  return { publicationId, advisoryId, calledAt };
}

interface Settled {
  readonly sent: number;
  readonly firstMs: number;
  readonly allMs: number;
}

const lookEveryMs = 100; // times are read from the rows: looking more often would only be more work for the database

/** Waits until every row has its outcome, as an onlooker sees it: after the commit, up to a look late. */
export async function untilSettled(
  stage: Pick<Stage, 'app'>,
  begun: Begun,
  signal: AbortSignal,
): Promise<Settled> {
  await untilProgress({ app: stage.app, begun, holds: isSettled }, signal);
  const allMs = Date.now() - begun.calledAt;
  const { rows } = await sql<{ sent: number; first: number; other: number }>`
    select count(*) filter (where state = 'sent') as sent, count(*) filter (where state <> 'sent') as other,
      extract(epoch from min(settled_at))::float8 * 1000 as first
    from deliveries where publication_id = ${begun.publicationId} and channel = 'email'`.execute(
    stage.app.db,
  );
  const { sent = 0, first = 0, other = 0 } = rows[0] ?? {};
  if (other > 0) throw new Error(`expected every delivery to be sent, ${other} were not`);
  return { sent, firstMs: first - begun.calledAt, allMs };
}

const isSettled = ({ citizensSettled }: Progress) => citizensSettled;

interface Question {
  readonly app: Pick<Stage['app'], 'publications'>;
  readonly begun: Begun;
  readonly holds: (progress: Progress) => boolean;
}

/** Looks at a publication, gently, until what is asked about it holds. */
export async function untilProgress(
  { app: { publications }, begun, holds }: Question,
  signal: AbortSignal,
): Promise<Progress> {
  for (;;) {
    const progress = await publications.find(begun.publicationId);
    if (progress !== undefined && holds(progress)) return progress;
    await sleep(lookEveryMs, undefined, { signal });
  }
}
