/** `more` when the slice ended with work left: wake the next one. */
export type SliceEnd = 'more' | 'idle';

/** Works one publication for a slice of time. */
export type Slice = (publicationId: number, signal: AbortSignal) => Promise<SliceEnd>;

/**
 * Lets one slice of each publication run at a time: a second one would share the connections of the first and stand in
 * the way of other publications. It ends at once, and the first is followed by another.
 */
export function oneSliceEach(work: Slice): Slice {
  const underWay = new Map<number, { wokenAgain: boolean }>();

  return async function slice(publicationId, signal) {
    const first = underWay.get(publicationId);
    if (first !== undefined) {
      first.wokenAgain = true;
      return 'idle';
    }
    const own = { wokenAgain: false };
    underWay.set(publicationId, own);
    try {
      const end = await work(publicationId, signal);
      return own.wokenAgain ? 'more' : end;
    } finally {
      underWay.delete(publicationId);
    }
  };
}
