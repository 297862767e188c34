import type { Spread } from './statistics.ts';

/** A requirement beside what was measured. */
export interface Promised {
  /** As in the requirements: P1 … P6. */
  readonly id: string;
  readonly what: string;
  readonly limit: string;
  readonly found: Spread;
  /** By the median. */
  readonly holds: boolean;
  /** False when some round says otherwise: the machine was too noisy, or it is too close. */
  readonly sure: boolean;
}

type Words = Pick<Promised, 'id' | 'what'>;

export function atLeast(limit: number, found: Spread, words: Words): Promised {
  return judged({ ...words, limit: `at least ${limit}`, found }, (value) => value >= limit);
}

export function atMost(limit: number, found: Spread, words: Words): Promised {
  return judged({ ...words, limit: `at most ${limit}`, found }, (value) => value <= limit);
}

function judged(
  promised: Omit<Promised, 'holds' | 'sure'>,
  keeps: (value: number) => boolean,
): Promised {
  const { median, min, max } = promised.found;
  const holds = keeps(median);
  return { ...promised, holds, sure: keeps(min) === holds && keeps(max) === holds };
}
