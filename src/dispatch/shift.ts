import { setMaxListeners } from 'node:events';

import { graceAfter } from './grace.ts';

/** The time in which one who works may begin something, and the while after it in which what was begun may end. */
export interface Shift {
  readonly isOver: () => boolean;
  /** Resolves when it is over. */
  readonly over: Promise<void>;
  /** Aborts when even what is under way must end. */
  readonly late: AbortSignal;
}

/** One shift a signal, however many jobs have it: a signal for each call would cost more than the call. */
export function createShifts() {
  const known = new Map<AbortSignal, Shift & { readonly end: () => void }>();

  function begin(stop: AbortSignal) {
    const closing = new AbortController();
    const { signal } = graceAfter(stop);
    signal.addEventListener('abort', () => closing.abort(), { once: true });
    const { promise: over, resolve } = Promise.withResolvers<void>();
    const end = () => {
      known.delete(stop);
      resolve();
    };
    stop.addEventListener('abort', end, { once: true });
    if (stop.aborted) end();
    setMaxListeners(0, closing.signal);
    let isOver = false;
    return {
      over,
      late: closing.signal,
      isOver: () => isOver || stop.aborted,
      end() {
        isOver = true;
        if (!stop.aborted) closing.abort();
        end();
      },
    };
  }

  return {
    of(stop: AbortSignal): Shift {
      const shift = known.get(stop) ?? begin(stop);
      if (!stop.aborted) known.set(stop, shift);
      return shift;
    },
    /** Those that were not told to stop before end at once. */
    end: () => known.values().forEach((shift) => shift.end()),
  };
}
