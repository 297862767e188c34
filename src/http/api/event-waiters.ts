import { setTimeout as sleep } from 'node:timers/promises';

import type { EventLog } from '#src/endpoints/event-log.ts';
import { AppError } from '#src/errors.ts';

interface WaitersParts {
  readonly lasts: EventLog['lasts'];
  readonly everyMs: number;
  /** Waiting at once in this process. */
  readonly most: number;
  /** Of these for one endpoint. */
  readonly mostEach: number;
}

export interface EventWaiters {
  /** Resolves when the endpoint has an event after that sequence, or the signal or the server says that nobody waits any more. */
  readonly next: (endpoint: string, after: number, signal: AbortSignal) => Promise<void>;
  /** Sends everybody home, and whoever comes later. */
  readonly close: () => void;
  readonly isClosed: () => boolean;
}

interface Waiter {
  readonly endpoint: string;
  readonly after: number;
  readonly go: () => void;
}

/** One question to the database at a time for all who wait, and none while nobody does. */
export function createEventWaiters({ lasts, everyMs, most, mostEach }: WaitersParts): EventWaiters {
  const waiting = new Set<Waiter>();
  const closing = new AbortController();
  let isLooking = false;

  return {
    async next(endpoint, after, signal) {
      const over = AbortSignal.any([signal, closing.signal]);
      if (over.aborted) return;
      if (waiting.size >= most || waitersOf(endpoint) >= mostEach) throw tooMany();
      const { promise, resolve } = Promise.withResolvers<void>();
      const go = () => resolve();
      const waiter = { endpoint, after, go };
      waiting.add(waiter);
      over.addEventListener('abort', go, { once: true });
      if (!isLooking) void look(); // ends by itself when nobody waits
      await promise;
      over.removeEventListener('abort', go);
      waiting.delete(waiter);
    },
    close: () => closing.abort(),
    isClosed: () => closing.signal.aborted,
  };

  function waitersOf(endpoint: string): number {
    return [...waiting].filter((waiter) => waiter.endpoint === endpoint).length;
  }

  async function look(): Promise<void> {
    isLooking = true;
    while (waiting.size > 0 && !closing.signal.aborted) {
      const known = await lasts([...new Set([...waiting].map(({ endpoint }) => endpoint))]).catch(
        () => new Map<string, number>(), // the database was away: they wait on, as long as they wish
      );
      for (const { endpoint, after, go } of waiting) if ((known.get(endpoint) ?? 0) > after) go();
      await sleep(everyMs, undefined, { signal: closing.signal }).catch(() => {}); // over: the loop's condition says so
    }
    isLooking = false;
  }
}

function tooMany(): AppError {
  return new AppError(
    'WAITERS_TOO_MANY',
    'Expected fewer requests that wait for events at the same time: ask without `wait`, or again in a while',
  );
}
