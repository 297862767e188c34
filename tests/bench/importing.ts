import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';

import * as fc from 'fast-check';
import { sql } from 'kysely';
import { z } from 'zod';

import { anyWish } from '#tests/support/arbitraries.ts';
import { asUrl } from '#tests/support/database-url.ts';

import type { Options } from './flags.ts';
import { followed, writeList } from './list-of-citizens.ts';
import { publishAbout } from './pipeline.ts';
import { peakRssMb } from './proc.ts';
import { say } from './progress.ts';
import { atMost } from './promises.ts';
import { settleDown } from './stage.ts';
import type { Stage } from './stage.ts';
import { spreadOf } from './statistics.ts';

/**
 * A list of citizens brought in by the operator's own command, beside writing the same rows into tables with the same
 * indexes and asking nothing; then what it costs to plan for all of them, and for a handful.
 */
export async function benchImporting(stage: Stage, options: Options, signal: AbortSignal) {
  const [recipients = 0] = options.recipients;
  const path = join(stage.dir, 'citizens.csv');
  await writeList(path, recipients);
  say(`a list of ${recipients} citizens is written`);
  const imported = await bringIn({ stage, path, profile: options.profile }, signal);
  say(`brought in within ${imported.seconds.toFixed(1)} s, at most ${imported.peakRssMb} MB`);
  await sql`vacuum (analyze) addresses, subscriptions, interests, consents`.execute(stage.app.db);
  const bareSeconds = await copyBare(stage);
  say(`the same rows without asking anything: ${bareSeconds.toFixed(1)} s`);
  const all = await plan(stage, followed.all, signal);
  const rare = await plan(stage, followed.rare, signal);
  const lookback = await lookBack(stage, signal);
  if (rare.rows !== followed.rareCount)
    throw new Error(`expected ${followed.rareCount} to follow a rare place, arrived ${rare.rows}`);
  if (all.rows < recipients * 0.9)
    throw new Error(`expected nearly all of ${recipients} to be planned, arrived ${all.rows}`);
  return {
    recipients,
    importSeconds: round(imported.seconds),
    rowsPerSecond: Math.round(recipients / imported.seconds),
    peakRssMb: imported.peakRssMb,
    bareSeconds: round(bareSeconds),
    ratio: round(imported.seconds / bareSeconds),
    planned: { all, rare },
    lookbackMs: lookback,
    promises: [
      atMost(500, spreadOf([rare.firstRowMs]), {
        id: 'P2',
        what: `ms to the first row, ${followed.rareCount} of ${recipients} match`,
      }),
      atMost(300, spreadOf([lookback.p95]), {
        id: 'preview',
        what: 'ms to say what a wish would have brought, p95',
      }),
    ],
  };
}

const words = [
  '--by',
  'the benchmark',
  '--basis',
  'public-task',
  '--because',
  'What the benchmark wants to measure',
  '--yes',
  '--json',
];

const answerSchema = z.object({ outcomes: z.object({ subscribed: z.number() }) });

interface Bringing {
  readonly stage: Stage;
  readonly path: string;
  readonly profile: string | undefined;
}

/** In a process of its own, as it is typed; with a basis, for that does more than asking. */
async function bringIn({ stage, path, profile }: Bringing, signal: AbortSignal) {
  const profiled = profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`];
  const startedAt = performance.now();
  const child = spawn(
    process.execPath,
    [...profiled, 'src/commands/citizens.ts', 'import', path, ...words],
    { env: environment(stage), stdio: ['ignore', 'pipe', 'inherit'], signal },
  );
  const ended = once(child, 'exit');
  const said = text(child.stdout);
  let peak = 0;
  while (child.exitCode === null && child.signalCode === null) {
    const now = await peakRssMb(child.pid ?? 0);
    if (!Number.isNaN(now)) peak = Math.max(peak, now);
    await sleep(100, undefined, { signal });
  }
  const [code] = await ended;
  const seconds = (performance.now() - startedAt) / 1_000;
  if (code !== 0) throw new Error(`the import ended with ${code}`);
  const { outcomes } = answerSchema.parse(JSON.parse(await said));
  return { seconds, peakRssMb: Math.round(peak), subscribed: outcomes.subscribed };
}

function environment({ dir, keyFile, postgres }: Stage): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    DATA_DIR: dir,
    DATABASE_URL: asUrl(postgres.url),
    KEY_FILE: keyFile,
  };
}

const tables = ['addresses', 'subscriptions', 'interests', 'consents', 'deliveries'] as const;

/** The very rows that the import wrote, into tables with the very indexes, a statement each. */
async function copyBare({ app: { db } }: Stage): Promise<number> {
  for (const table of tables) {
    await sql`create table ${sql.table(`bare_${table}`)} (like ${sql.table(table)} including all)`.execute(
      db,
    );
  }
  await sql`checkpoint`.execute(db);
  const startedAt = performance.now();
  for (const table of tables) {
    await sql`insert into ${sql.table(`bare_${table}`)} overriding system value select * from ${sql.table(table)}`.execute(
      db,
    );
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  for (const table of tables) await sql`drop table ${sql.table(`bare_${table}`)}`.execute(db);
  return seconds;
}

/** Publish call to the first row that a worker may claim, and to the last. */
async function plan(stage: Stage, country: string, signal: AbortSignal) {
  await settleDown(stage);
  const { publicationId, calledAt } = await publishAbout(stage, { country });
  const planning = stage.app.plan(publicationId, signal);
  const firstRowMs = (await untilFirstRow(stage, publicationId, signal)) - calledAt;
  await planning;
  const progress = await stage.app.publications.find(publicationId);
  if (progress?.plannedAt === undefined) throw new Error('expected a publication that is planned');
  return {
    rows: progress.planned,
    firstRowMs,
    allRowsMs: progress.plannedAt.getTime() - calledAt,
  };
}

const lookEveryMs = 5;

async function untilFirstRow(
  { app: { db } }: Stage,
  publicationId: number,
  signal: AbortSignal,
): Promise<number> {
  for (;;) {
    const { rows } =
      await sql`select from deliveries where publication_id = ${publicationId} limit 1`.execute(db);
    if (rows.length > 0) return Date.now();
    await sleep(lookEveryMs, undefined, { signal });
  }
}

const lookbacks = 200;
const publishedInAYear = 300;

/** What each of many random wishes would have brought in a year, asked one after the other beside all that is there. */
async function lookBack({ app }: Stage, signal: AbortSignal) {
  for (let n = 0; n < publishedInAYear; n += 1) await publishAbout({ app }, { country: 'SN' });
  const wishes = fc.sample(anyWish, { numRuns: lookbacks, seed: 1 });
  const tookMs: number[] = [];
  for (const wish of wishes) {
    signal.throwIfAborted();
    const startedAt = performance.now();
    await app.lookbacks.of(wish);
    tookMs.push(performance.now() - startedAt);
  }
  const sorted = tookMs.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
  return { wishes: lookbacks, p50: at(0.5), p95: at(0.95), most: at(1) };
}

function round(value: number): number {
  return Number(value.toFixed(2));
}
