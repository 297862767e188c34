/**
 * `more` when the slice ended with work left: wake the next one. `busy` when another slice of the same publication is under
 * way, which will be followed by one more.
 */
export type SliceEnd = 'more' | 'idle' | 'busy';

/** Works one publication for a slice of time. */
export type Slice = (publicationId: number, signal: AbortSignal) => Promise<SliceEnd>;

/**
 * Lets one slice of each publication take work at a time: a second one would share the connections of the first and
 * stand in the way of other publications. It ends at once, and the first is followed by another.
 */
export function oneSliceEach(work: Slice): Slice {
  const wokenAgain = new Map<number, boolean>();

  return async function slice(publicationId, signal) {
    if (wokenAgain.has(publicationId)) {
      wokenAgain.set(publicationId, true);
      return 'busy';
    }
    wokenAgain.set(publicationId, false);
    try {
      const end = await work(publicationId, signal);
      return wokenAgain.get(publicationId) === true ? 'more' : end;
    } finally {
      wokenAgain.delete(publicationId);
    }
  };
}
