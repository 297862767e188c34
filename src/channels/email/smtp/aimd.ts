interface AimdLimits {
  /** Halving ends here. */
  readonly least: number;
  readonly most: number;
  /** While it is used it grows by one step in this time; a step is one where it is left out. */
  readonly growMs: number;
  readonly step?: number;
  /** Strain that shows within this time after a step back has the same cause, and is no reason for another. */
  readonly restMs: number;
}

/** A figure that grows slowly while all goes well and is halved when somebody asks for less (additive increase, multiplicative decrease). */
export interface Aimd {
  readonly value: () => number;
  /** Something went well. True where it has grown by that. */
  readonly ease: (now: number) => boolean;
  /** Somebody asked for less. True where that made a difference. */
  readonly strain: (now: number) => boolean;
  /** Somebody said that this is all there is for now. */
  readonly cap: (at: number, now: number) => void;
  /** It was seen that there is so much at least. */
  readonly raise: (to: number) => void;
}

export function createAimd(limits: AimdLimits, start = limits.most): Aimd {
  const { least, most, growMs, restMs, step = 1 } = limits;
  let value = Math.min(most, Math.max(least, start));
  let changedAt = Number.NEGATIVE_INFINITY;
  let steppedBackAt = Number.NEGATIVE_INFINITY;

  return {
    value: () => value,
    ease(now) {
      if (value >= most || now - changedAt < growMs) return false;
      value = Math.min(most, value + step);
      changedAt = now;
      return true;
    },
    strain(now) {
      if (now - steppedBackAt < restMs) return false;
      steppedBackAt = now;
      changedAt = now + restMs;
      value = Math.max(least, value / 2);
      return true;
    },
    cap(at, now) {
      value = Math.min(value, Math.max(1, at));
      changedAt = now + restMs;
    },
    raise(to) {
      value = Math.max(value, Math.min(most, to));
    },
  };
}
