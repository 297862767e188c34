import { loadavg, cpus } from 'node:os';

import type { QueueAt } from './flags.ts';
import { takeStock } from './leftovers.ts';
import { openStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { tableOf } from './table.ts';
import { unhandledInWorkers } from './worker.ts';

interface Showing {
  readonly name: string;
  readonly json: boolean;
  readonly queue: QueueAt;
  /** Every reply of the relay is held back this long. */
  readonly latencyMs?: number;
}

/** One benchmark from its own parts' start to their end, and its document on stdout. */
export async function onStage(
  { name, json, queue, latencyMs = 0 }: Showing,
  measure: (stage: Stage) => Promise<object>,
  signal: AbortSignal,
): Promise<void> {
  const machine = { cores: cpus().length, loadBefore: loadavg()[0] };
  const stock = await takeStock();
  const { result, sink, unhandled } = await withStage();
  const document = {
    benchmark: name,
    queue,
    sink,
    machine,
    ...result,
    ...(await stock.compare()),
    unhandledRejections: unhandled + stock.unhandledRejections(),
  };
  process.stdout.write(json ? `${JSON.stringify(document)}\n` : tableOf(document));

  async function withStage() {
    await using stage = await openStage({ latencyMs, queue }, signal);
    const measured = await measure(stage);
    return {
      result: measured,
      sink: stage.sink.name,
      unhandled: await unhandledInWorkers(stage),
    };
  }
}
