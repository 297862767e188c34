import { z } from 'zod';

/** What the preload is told, by the environment of a worker process. */
export interface Preloading {
  /** Other waits and leases than config/delivery.ts has. */
  readonly policy?: Policy | undefined;
  /** How far the wall clock is off, in milliseconds: at first, and after each SIGUSR2. */
  readonly clock?: readonly number[] | undefined;
  /** The longest that a connection bears silence, in milliseconds. */
  readonly silenceMs?: number | undefined;
}

export interface Policy {
  readonly leaseMs?: number;
  readonly emailRetryMs?: readonly number[];
  readonly webhookRetryMs?: readonly number[];
}

export const preload = new URL('./preload.ts', import.meta.url).href;

const preloadingSchema = z.object({
  policy: z
    .object({
      leaseMs: z.number(),
      emailRetryMs: z.array(z.number()),
      webhookRetryMs: z.array(z.number()),
    })
    .partial()
    .default({}),
  clock: z.array(z.number()).default([]),
  silenceMs: z.number().optional(),
});

export function preloadEnvironment(preloading: Preloading) {
  return { CHAOS_PRELOAD: JSON.stringify(preloading) };
}

export function readPreloading(variables: Readonly<Record<string, string | undefined>>) {
  return preloadingSchema.parse(JSON.parse(variables['CHAOS_PRELOAD'] ?? '{}'));
}
