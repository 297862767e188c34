import { z } from 'zod';

/** What one contender did in one round. */
export const roundSchema = z.object({
  recipients: z.int(),
  firstMs: z.number(),
  allMs: z.number(),
  /** Of its own process; the largest where there are several. */
  peakRssMb: z.number(),
  cpuSecondsPer1000: z.number(),
  /** Messages of each of its workers, most first. */
  sentBy: z.array(z.int()).readonly().optional(),
  /** Of its own processes together, before and after the measured messages. */
  sockets: z.object({ before: z.int(), after: z.int() }).optional(),
  /** Resident now, as the peak. */
  rssMb: z.object({ before: z.number(), after: z.number() }).optional(),
  /** CPU seconds per 1,000 messages that other processes took for it. */
  besides: z.record(z.string(), z.number()).optional(),
});
export type Round = z.infer<typeof roundSchema>;
