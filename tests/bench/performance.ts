import { benchDelivery } from './delivery.ts';
import { benchDigest } from './digest.ts';
import type { BenchmarkName, Options } from './flags.ts';
import { benchImporting } from './importing.ts';
import { benchLatency } from './latency.ts';
import { benchMemory } from './memory.ts';
import { onStage } from './on-stage.ts';
import { benchOvertake } from './overtake.ts';
import { benchPlanning } from './planning.ts';
import { benchSameness } from './sameness.ts';
import { benchScaleOut } from './scale-out.ts';
import type { Stage } from './stage.ts';
import { benchWithdrawal } from './withdrawal.ts';

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

export async function perform(options: Options, signal: AbortSignal): Promise<void> {
  const latencyMs = options.name === 'scale-out' ? relayLatencyMs : 0;
  await onStage(
    { ...options, latencyMs },
    (stage) => benchmarks[options.name](stage, options, signal),
    signal,
  );
}

/** P6. */
const relayLatencyMs = 20;
