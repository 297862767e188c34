import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { launch } from '#src/embedded/process.ts';
import { cpuSeconds, cpuSecondsOfTree, peakRssMb, rssMb } from '#tests/bench/proc.ts';
import { say } from '#tests/bench/progress.ts';
import type { Round } from '#tests/bench/round.ts';
import type { Stage } from '#tests/bench/stage.ts';
import { startWorker } from '#tests/bench/worker.ts';
import type { WorkerProcess } from '#tests/bench/worker.ts';

import type { Addressee } from './addressees.ts';
import { loopRoundSchema } from './bare-loop.ts';
import type { LoopRound, LoopTask } from './bare-loop.ts';
import { publishToEndpoints, settleCallsDown, untilNothingIsOwed } from './calls.ts';
import type { WebhooksOptions } from './flags.ts';
import { hold, letGo } from './holding.ts';
import type { Sample } from './own-receivers.ts';
import type { Receivers } from './receivers.ts';

export interface Setting {
  readonly stage: Stage;
  readonly receivers: Receivers;
  readonly addressees: readonly Addressee[];
  readonly options: WebhooksOptions;
}

/** A round of the service. */
export interface ServiceRound extends Round {
  /** Resident memory when so many calls had arrived, and at the end. */
  readonly rssAt: { readonly quarter: number; readonly half: number; readonly end: number };
  /** CPU seconds of each process for 1,000 calls. */
  readonly besides: {
    readonly postgres: number;
    readonly redis: number;
    readonly receivers: number;
  };
}

/** Both ways take as many first, unmeasured. */
const warmUpCalls = 5_000;

export const outboundEnv = { OUTBOUND_ALLOW: '127.0.0.0/8' };

/** The service once, in a fresh worker process: from when it is let go to the last settled call. */
export async function measureService(
  { stage, receivers, addressees, options }: Setting,
  signal: AbortSignal,
): Promise<{ readonly round: ServiceRound; readonly samples: readonly Sample[] }> {
  await using worker = await startWorker(
    { stage, profile: options.profile, env: outboundEnv },
    signal,
  );
  const endpoints = addressees.length;
  for (let done = 0; done < Math.min(warmUpCalls, options.events * endpoints); done += endpoints)
    await publishToEndpoints(stage, signal);
  await untilNothingIsOwed(stage, signal);
  await receivers.begin({ dead: false });
  await hold(stage, worker, signal);
  for (let event = 0; event < options.events; event += 1) await publishToEndpoints(stage, signal);
  await settleCallsDown(stage);
  const expected = options.events * endpoints;
  const before = await meter(stage, receivers, worker);
  const startedAt = performance.timeOrigin + performance.now();
  letGo(worker);
  const rssAt = await watch({ receivers, worker, expected }, signal);
  await untilNothingIsOwed(stage, signal);
  const allMs = performance.timeOrigin + performance.now() - startedAt;
  const after = await meter(stage, receivers, worker);
  const { distinct, arrived, firstAt } = await receivers.count();
  if (arrived > distinct) say(`${arrived - distinct} calls came again`);
  const per1000 = (part: keyof typeof after) => ((after[part] - before[part]) / expected) * 1_000;
  const round = {
    recipients: expected,
    firstMs: (firstAt ?? Number.NaN) - startedAt,
    allMs,
    peakRssMb: await peakRssMb(worker.pid),
    cpuSecondsPer1000: per1000('worker'),
    besides: {
      postgres: per1000('postgres'),
      redis: per1000('redis'),
      receivers: per1000('receivers'),
    },
    rssAt: { ...rssAt, end: await rssMb(worker.pid) },
  };
  return { round, samples: await receivers.samples() };
}

interface Watched {
  readonly receivers: Receivers;
  readonly worker: WorkerProcess;
  readonly expected: number;
}

const lookEveryMs = 50;
const patienceMs = 60_000;

/** Until every call has arrived somewhere: what the worker held in memory when a quarter had, and a half. */
async function watch({ receivers, worker, expected }: Watched, signal: AbortSignal) {
  const looks: { readonly distinct: number; readonly rss: number }[] = [];
  let moved = { distinct: -1, at: performance.now() };
  while (moved.distinct < expected) {
    const { distinct } = await receivers.count();
    looks.push({ distinct, rss: await rssMb(worker.pid) });
    if (distinct > moved.distinct) moved = { distinct, at: performance.now() };
    if (performance.now() - moved.at > patienceMs)
      throw new Error(`expected ${expected} calls, ${distinct} arrived and no more for a minute`);
    await sleep(lookEveryMs, undefined, { signal });
  }
  const rssAt = (share: number) =>
    looks.find(({ distinct }) => distinct >= expected * share)?.rss ?? Number.NaN;
  return { quarter: rssAt(1 / 4), half: rssAt(1 / 2) };
}

async function meter({ postgres, redis }: Stage, receivers: Receivers, worker: WorkerProcess) {
  return {
    worker: await cpuSeconds(worker.pid),
    postgres: await cpuSecondsOfTree(postgres.pid()),
    redis: await cpuSeconds(redis.pid),
    receivers: await cpuSeconds(receivers.pid),
  };
}

interface Loop {
  readonly set: Pick<Setting, 'stage' | 'receivers' | 'addressees'>;
  readonly samples: readonly Sample[];
  readonly round: number;
}

const main = resolve(import.meta.dirname, '../main.ts');

/** The bare loop once, in a process of its own, with the bodies that the service sent. */
export async function measureLoop(
  { set: { stage, receivers, addressees }, samples, round }: Loop,
  signal: AbortSignal,
): Promise<LoopRound & { readonly receiversCpuSeconds: number }> {
  await receivers.begin({ dead: false });
  const task: LoopTask = {
    urls: addressees.map(({ url }) => url),
    bodies: samples.map(({ body }) => body),
    round: String(round),
    atOnce: [32, 128, 512],
    trial: Math.min(warmUpCalls, samples.length * addressees.length),
  };
  const file = join(stage.dir, 'loop.json');
  await writeFile(file, JSON.stringify(task));
  const before = await cpuSeconds(receivers.pid);
  const command = [process.execPath, main, 'bare-loop', file];
  const logFile = join(stage.dir, 'loop.log');
  const running = await launch({ command, logFile, dyingSignal: 'TERM' });
  const stop = () => running.kill('SIGTERM');
  signal.addEventListener('abort', stop, { once: true });
  const { clean, how } = await running.ended;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  const said = await running.lastWords();
  if (!clean) throw new Error(`the bare loop ended by ${how}:\n${said}`);
  const receiversCpuSeconds = (await cpuSeconds(receivers.pid)) - before;
  return {
    ...loopRoundSchema.parse(JSON.parse(said.split('\n').at(-1) ?? '')),
    receiversCpuSeconds,
  };
}
