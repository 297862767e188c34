import { setTimeout as sleep } from 'node:timers/promises';

import { peakRssMb, rssMb } from '#tests/bench/proc.ts';
import { say } from '#tests/bench/progress.ts';
import { ratioOf, spreadOf } from '#tests/bench/statistics.ts';
import type { Spread } from '#tests/bench/statistics.ts';
import { startWorker } from '#tests/bench/worker.ts';

import { publishToEndpoints, settleCallsDown, untilNothingIsOwed, writtenAt } from './calls.ts';
import { outboundEnv } from './throughput.ts';
import type { Setting } from './throughput.ts';

/** Who answers while it is measured: everybody, only those who never die as the others are disabled, only those as the others are dead. */
const phases = ['all', 'alone', 'dead'] as const;
type Phase = (typeof phases)[number];

interface Late {
  readonly p50: number;
  readonly p95: number;
  readonly most: number;
  /** Events whose turn to be published had passed when the one before was written. */
  readonly behind: number;
}

/** W4: how late those hear who answer, while others do not. */
export async function measureLateness(set: Setting, signal: AbortSignal) {
  const { stage, options } = set;
  await settleCallsDown(stage);
  await using worker = await startWorker(
    { stage, profile: options.profile, env: outboundEnv },
    signal,
  );
  await set.receivers.begin({ dead: false });
  await publishToEndpoints(stage, signal);
  await untilNothingIsOwed(stage, signal);
  const found = new Map<Phase, readonly Late[]>();
  const rss = new Map<Phase, number>();
  for (const phase of phases) {
    await prepare(set, phase);
    const rounds: Late[] = [];
    for (let round = 1; round <= options.rounds; round += 1) {
      const late = await once(set, phase, signal);
      rounds.push(late);
      say(`${phase}, round ${round}: p50 ${late.p50.toFixed(1)} ms, p95 ${late.p95.toFixed(1)} ms`);
    }
    found.set(phase, rounds);
    rss.set(phase, await rssMb(worker.pid));
  }
  const p95 = (phase: Phase) => (found.get(phase) ?? []).map((late) => late.p95);
  return {
    dead: options.dead,
    pace: options.pace,
    phases: Object.fromEntries(phases.map((phase) => [phase, summaryOf(found.get(phase) ?? [])])),
    /** p95 in each round over the one before it, where nothing had changed: what a rise of chance is like. */
    chance: chanceIn(p95('all')),
    overAll: ratioOf(p95('dead'), p95('all')),
    overAlone: ratioOf(p95('dead'), p95('alone')),
    rssMb: Object.fromEntries([...rss].map(([phase, mb]) => [phase, Math.round(mb)])),
    peakRssMb: Math.round(await peakRssMb(worker.pid)),
  };
}

async function prepare({ stage, receivers, addressees }: Setting, phase: Phase): Promise<void> {
  const { endpoints } = stage.app;
  const mortal = addressees.filter(({ isMortal }) => isMortal);
  for (const { id } of phase === 'all' ? [] : mortal) {
    if (phase === 'alone') await endpoints.disable(id, 'disabled-by-operator', 'the benchmark');
    else await endpoints.resume(id, 'the benchmark');
  }
  await receivers.begin({ dead: phase === 'dead' });
}

/** Publishes at a steady pace, and waits until those who answer have heard everything. */
async function once(set: Setting, phase: Phase, signal: AbortSignal): Promise<Late> {
  const { stage, receivers, addressees, options } = set;
  const healthy = addressees.filter(({ isMortal }) => !isMortal);
  const reached = phase === 'all' ? addressees.length : healthy.length;
  const everyMs = 1_000 / options.pace;
  const publications: number[] = [];
  let behind = 0;
  const startedAt = performance.now();
  await receivers.begin({ dead: phase === 'dead' });
  for (let event = 0; event < options.pace * options.seconds; event += 1) {
    const waitMs = startedAt + event * everyMs - performance.now();
    if (waitMs < 0) behind += 1;
    await sleep(Math.max(0, waitMs), undefined, { signal });
    publications.push(await publishToEndpoints(stage, signal));
  }
  while ((await receivers.count()).distinct < publications.length * reached)
    await sleep(50, undefined, { signal });
  const from = await writtenAt(stage, publications);
  const isHealthy = new Set(healthy.map(({ number }) => number));
  const times = Object.entries(await receivers.arrivals()).flatMap(([id, arrivals]) =>
    arrivals.flatMap(([endpoint, at]) =>
      isHealthy.has(endpoint) ? [at - (from.get(id) ?? Number.NaN)] : [],
    ),
  );
  const sorted = times.filter((ms) => !Number.isNaN(ms)).toSorted((a, b) => a - b);
  const share = (part: number) => sorted[Math.ceil(sorted.length * part) - 1] ?? Number.NaN;
  return { p50: share(0.5), p95: share(0.95), most: share(1), behind };
}

function summaryOf(rounds: readonly Late[]) {
  const of = (part: keyof Late) =>
    spreadOf(
      rounds.map((late) => late[part]),
      1,
    );
  return { p50: of('p50'), p95: of('p95'), most: of('most'), behind: of('behind') };
}

function chanceIn(p95: readonly number[]): Spread {
  return ratioOf(p95.slice(1), p95.slice(0, -1));
}
