import { readFile } from 'node:fs/promises';

import { z } from 'zod';

/** A request as its receiver wrote it down before it answered. Times are milliseconds since 1970, of one machine. */
const requestSchema = z.object({
  at: z.number(),
  endpoint: z.int(),
  /** The `webhook-id`. */
  id: z.string(),
  /** Undefined where the body was not read. */
  sequence: z.int().optional(),
  /** By both schemes; undefined where the body was not read. */
  verified: z.boolean().optional(),
  /** `told` is 2xx; the others stand in mischief.ts. */
  did: z.enum(['told', 'status', 'reset', 'half', 'late']),
  /** What it was answered with where that was a refusal, and whether with Retry-After. */
  status: z.int().optional(),
  retryAfter: z.boolean().optional(),
});
export type Request = z.infer<typeof requestSchema>;

/** It was taken, though whoever called may not have heard so. */
export function isTold({ did }: Pick<Request, 'did'>): boolean {
  return did === 'told' || did === 'half';
}

/** In the order in which they came. What was being written when its writer was killed never had an answer. */
export async function readRecord(file: string): Promise<readonly Request[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => requestSchema.parse(JSON.parse(line)));
}
