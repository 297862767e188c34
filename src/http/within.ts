import { setTimeout } from 'node:timers/promises';

/** Waits no longer than this. The work itself goes on: what cannot be stopped must at least not be waited for. */
export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const done = new AbortController();
  try {
    return await Promise.race([work, late(ms, done.signal)]);
  } finally {
    done.abort();
  }
}

async function late(ms: number, signal: AbortSignal): Promise<never> {
  await setTimeout(ms, undefined, { signal, ref: false });
  throw Object.assign(new Error(`No answer within ${ms} ms`), { code: 'ETIMEDOUT' });
}
