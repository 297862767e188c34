import { loadavg, cpus } from 'node:os';

import { benchDelivery } from './delivery.ts';
import { benchDigest } from './digest.ts';
import type { BenchmarkName, Options } from './flags.ts';
import { benchImporting } from './importing.ts';
import { benchLatency } from './latency.ts';
import { takeStock } from './leftovers.ts';
import { benchMemory } from './memory.ts';
import { benchOvertake } from './overtake.ts';
import { benchPlanning } from './planning.ts';
import { benchSameness } from './sameness.ts';
import { benchScaleOut } from './scale-out.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { tableOf } from './table.ts';
import { benchWithdrawal } from './withdrawal.ts';
import { unhandledInWorkers } from './worker.ts';

type Benchmark = (stage: Stage, options: Options, signal: AbortSignal) => Promise<object>;

const benchmarks: Readonly<Record<BenchmarkName, Benchmark>> = {
  delivery: benchDelivery,
  planning: benchPlanning,
  memory: benchMemory,
  overtake: benchOvertake,
  latency: benchLatency,
  'scale-out': benchScaleOut,
  withdrawal: benchWithdrawal,
  digest: benchDigest,
  sameness: benchSameness,
  citizens: benchImporting,
};

/** One benchmark from its own parts' start to their end, and its document on stdout. */
export async function perform(options: Options, signal: AbortSignal): Promise<void> {
  const machine = { cores: cpus().length, loadBefore: loadavg()[0] };
  const stock = await takeStock();
  const { result, sink, unhandled } = await onStage(options, signal);
  const document = {
    benchmark: options.name,
    queue: options.queue,
    sink,
    machine,
    ...result,
    ...(await stock.compare()),
    unhandledRejections: unhandled + stock.unhandledRejections(),
  };
  process.stdout.write(options.json ? `${JSON.stringify(document)}\n` : tableOf(document));
}

async function onStage(options: Options, signal: AbortSignal) {
  const latencyMs = options.name === 'scale-out' ? relayLatencyMs : 0;
  await using stage = await openStage({ latencyMs, queue: options.queue }, signal);
  const result = await benchmarks[options.name](stage, options, signal);
  return { result, sink: stage.sink.name, unhandled: await unhandledInWorkers(stage) };
}

/** P6. */
const relayLatencyMs = 20;
