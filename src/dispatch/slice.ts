import { delivery } from '#config/delivery.ts';

/** `more` when the slice ended with work left: wake the next one. */
export type SliceEnd = 'more' | 'idle';

/** Works one publication for a slice of time. */
export type Slice = (publicationId: number, signal: AbortSignal) => Promise<SliceEnd>;

interface UnderWay {
  readonly timeIsOverAt: number;
  wokenAgain: boolean;
}

/**
 * Lets one slice of each publication take work at a time: a second one would share the connections of the first and
 * stand in the way of other publications. It ends at once, and the first is followed by another. A slice whose time is
 * over only waits for its last messages: one that hangs must not keep the others waiting.
 */
export function oneSliceEach(work: Slice): Slice {
  const latest = new Map<number, UnderWay>();

  return async function slice(publicationId, signal) {
    const first = latest.get(publicationId);
    if (first !== undefined && performance.now() < first.timeIsOverAt) {
      first.wokenAgain = true;
      return 'idle';
    }
    const own = { timeIsOverAt: performance.now() + delivery.sliceMs, wokenAgain: false };
    latest.set(publicationId, own);
    try {
      const end = await work(publicationId, signal);
      return own.wokenAgain ? 'more' : end;
    } finally {
      if (latest.get(publicationId) === own) latest.delete(publicationId);
    }
  };
}
