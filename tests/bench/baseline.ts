import { z } from 'zod';

import { jobPerRecipient } from './job-per-recipient.ts';
import { composing, raw } from './pool.ts';
import type { Baseline } from './pool.ts';
import type { Round } from './round.ts';
import { readSample } from './sample.ts';

/** What the benchmark tells the process of a baseline. */
const baselineTaskSchema = z.object({
  name: z.enum(['composing', 'raw', 'jobPerRecipient']),
  recipients: z.int(),
  /** Messages that are sent first, unmeasured. */
  warmUp: z.int(),
  connections: z.int(),
  port: z.int(),
  redisUrl: z.string(),
  sampleFile: z.string(),
});
export type BaselineTask = z.infer<typeof baselineTaskSchema>;

const baselines = { composing, raw, jobPerRecipient } as const satisfies Record<
  BaselineTask['name'],
  Baseline
>;

/** Measures one baseline in this process, which is why it runs in one of its own. */
export async function runBaseline(text: string): Promise<Round> {
  const task = baselineTaskSchema.parse(JSON.parse(text));
  const sample = await readSample(task.sampleFile);
  await using sending = await baselines[task.name]({ ...task, sample });
  await sending.send(addresses(task.warmUp), () => {});
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  let firstMs = Number.NaN;
  await sending.send(addresses(task.recipients), () => {
    if (Number.isNaN(firstMs)) firstMs = performance.now() - startedAt;
  });
  const allMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  return {
    recipients: task.recipients,
    firstMs,
    allMs,
    peakRssMb: process.resourceUsage().maxRSS / 1_024,
    cpuSecondsPer1000: (user + system) / 1_000 / task.recipients,
  };
}

function addresses(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => `citizen-${n}@example.org`);
}
