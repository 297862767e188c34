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

/**
 * About one second's work, so that a lease is never much longer than its work needs. What a second is worth is learned
 * from claim to claim: a publication begins with few rows, and no claim is more than twice the one before.
 *
 * @param rate messages a second, as lately seen
 */
export function createClaimPace(rate: number): ClaimPace {
  let limit = within(rate);
  let handedOut = 0;
  let since = performance.now();

  return {
    limit: () => limit,
    next() {
      const now = performance.now();
      if (handedOut > 0) limit = within(Math.min((handedOut * 1_000) / (now - since), 2 * limit));
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
