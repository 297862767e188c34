import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '#src/errors.ts';

/**
 * Gives up on a queue that does not answer: rejects with QUEUE_UNREACHABLE after `ms`. The signal tells the abandoned
 * work that nobody waits any more; its later rejection is swallowed by the race.
 */
export async function within<T>(ms: number, work: (over: AbortSignal) => Promise<T>): Promise<T> {
  const over = new AbortController();
  try {
    return await Promise.race([work(over.signal), rejectAfter(ms, over.signal)]);
  } finally {
    over.abort();
  }
}

async function rejectAfter(ms: number, signal: AbortSignal): Promise<never> {
  await sleep(ms, undefined, { signal });
  throw new AppError(
    'QUEUE_UNREACHABLE',
    `expected an answer of the queue within ${ms} ms, got none`,
  );
}
