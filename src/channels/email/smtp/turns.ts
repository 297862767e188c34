import type { Urgency } from './urgency.ts';

/** Lets things go at a rate: virtual scheduling, the generic cell rate algorithm of ITU-T I.371. */
export interface Turns {
  /**
   * Zero: it is its turn, which is taken by that. Else the milliseconds after which to ask again; those who are put off
   * are told times one after another, so that a crowd comes back one by one.
   */
  readonly take: (asked: Asked) => number;
}

interface Asked {
  readonly now: number;
  readonly perSecond: number;
  readonly urgency: Urgency;
}

/** Nobody is put off for longer: the rate may have risen by then. A longer queue is spread over this time again and again. */
const LONGEST_WAIT_MS = { ordinary: 900_000, emergency: 15_000 } as const;
/** An emergency that was told to come back may come a little late, and nothing ordinary goes before it. */
const GRACE_MS = 3_000;

/** `burstMs`: how much of the past may be made up for at once. */
export function createTurns(burstMs: number): Turns {
  let nextFree = Number.NEGATIVE_INFINITY; // when the next one may go, at the earliest
  const lastTold = { ordinary: Number.NEGATIVE_INFINITY, emergency: Number.NEGATIVE_INFINITY };

  const givesWay = (urgency: Urgency, now: number) =>
    urgency === 'ordinary' && now < lastTold.emergency + GRACE_MS;

  return {
    take({ now, perSecond, urgency }) {
      const interval = 1_000 / perSecond;
      const free = Math.max(nextFree, now - burstMs);
      if (free <= now && !givesWay(urgency, now)) {
        nextFree = free + interval;
        return 0;
      }
      const soonest = Math.max(free, now + interval);
      const inLine = Math.max(lastTold[urgency] + interval, soonest);
      const isTooLong = inLine > now + LONGEST_WAIT_MS[urgency];
      lastTold[urgency] = isTooLong ? Math.min(soonest, now + LONGEST_WAIT_MS[urgency]) : inLine;
      return lastTold[urgency] - now;
    },
  };
}
