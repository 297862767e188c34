import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

import { proposalSchema } from '#src/advisory/proposal.ts';
import type { Proposal } from '#src/advisory/proposal.ts';
import { AppError } from '#src/errors.ts';

import type { Reading } from './thread-entry.ts';

const entry = new URL('thread-entry.ts', import.meta.url);
const withinMs = 30_000;

/**
 * Reads a text in a thread of its own, which takes the names of the world's places with it when it ends: a text that was
 * made to be slow to read holds up nothing. Throws REPORT_UNREADABLE when it takes too long.
 */
export async function readInThread(
  reading: Reading,
  {
    entry: from = entry,
    within = withinMs,
  }: { readonly entry?: URL; readonly within?: number } = {},
): Promise<Proposal> {
  const worker = new Worker(from, { workerData: reading, execArgv: [] });
  try {
    const [message]: unknown[] = await once(worker, 'message', {
      signal: AbortSignal.timeout(within),
    });
    return proposalSchema.parse(message);
  } catch (cause) {
    if (!(cause instanceof Error && cause.name === 'AbortError')) throw cause;
    throw new AppError(
      'REPORT_UNREADABLE',
      'expected a text that can be read within half a minute',
      {
        cause,
      },
    );
  } finally {
    await worker.terminate();
  }
}
