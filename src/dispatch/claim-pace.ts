import { delivery } from '#config/delivery.ts';

/** How many rows to claim at a time. */
export interface ClaimPace {
  /** What the last claim was to bring. */
  readonly limit: () => number;
  /** What the next claim is to bring. */
  readonly next: () => number;
  /** Says that a row was handed out. */
  readonly handedOut: () => void;
}

const claimSeconds = 0.5;

/**
 * About half a second's work: what a worker holds and has not begun waits for its lease to end when the worker dies. What
 * half a second is worth is learned from claim to claim: a publication begins with few rows, and no claim is more than
 * twice the one before.
 *
 * @param rate messages a second, as lately seen
 */
export function createClaimPace(rate: number): ClaimPace {
  let limit = within(rate * claimSeconds);
  let handedOut = 0;
  let since = performance.now();

  return {
    limit: () => limit,
    next() {
      const now = performance.now();
      const seconds = (now - since) / 1_000;
      if (handedOut > 0) limit = within(Math.min((handedOut / seconds) * claimSeconds, 2 * limit));
      [since, handedOut] = [now, 0];
      return limit;
    },
    handedOut() {
      handedOut += 1;
    },
  };
}

function within(rows: number): number {
  return Math.round(Math.min(Math.max(rows, delivery.firstClaim), delivery.largestClaim));
}
