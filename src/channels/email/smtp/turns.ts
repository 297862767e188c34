/** Lets things go at a rate: virtual scheduling, the generic cell rate algorithm of ITU-T I.371. */
export interface Turns {
  /**
   * Zero: it is its turn, which is taken by that. Else the milliseconds after which to ask again; no two are told the
   * same time, so that a crowd which is put off comes back one by one.
   */
  readonly take: (now: number, perSecond: number) => number;
}

/** `burstMs`: how much of the past may be made up for at once. */
export function createTurns(burstMs: number): Turns {
  let nextFree = Number.NEGATIVE_INFINITY; // when the next one may go, at the earliest
  let lastGiven = Number.NEGATIVE_INFINITY; // the latest turn that somebody was told to come back for

  return {
    take(now, perSecond) {
      const interval = 1_000 / perSecond;
      const free = Math.max(nextFree, now - burstMs);
      if (free <= now) {
        nextFree = free + interval;
        return 0;
      }
      lastGiven = Math.max(lastGiven + interval, free);
      return lastGiven - now;
    },
  };
}
