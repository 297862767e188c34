import { delivery } from '#config/delivery.ts';

import type { Claimed, ClaimRequest, Deliveries } from './delivery.ts';
import type { Liveness } from './liveness.ts';

interface SupplyParts<Row extends Claimed> {
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  readonly release: Deliveries['release'];
  readonly liveness: Liveness;
  /** Messages a second, as lately seen. */
  readonly rate: number;
}

/**
 * Hands out claimed rows one by one and claims more as they run out, until the slice's time is over, nothing is due,
 * or somebody said stop. A row is handed out only while it may be sent.
 */
export function createSupply<Row extends Claimed>(
  { claim, release, liveness, rate }: SupplyParts<Row>,
  signal: AbortSignal,
) {
  const endsAt = performance.now() + delivery.sliceMs;
  let stock: Row[] = [];
  let deadline = 0; // of the rows in stock, by the monotonic clock
  let dry = false;
  let claiming: Promise<void> | undefined;

  const mustStop = () => signal.aborted || !liveness.isRunning();
  const isOver = () => dry || performance.now() > endsAt;
  /** Past half its lease, or no longer wanted, a row is not ours to send. */
  const mayBegin = (row: Row) => performance.now() < deadline && liveness.wants(row);

  async function refill(): Promise<void> {
    const claimedAt = performance.now();
    const rows = await claim(claimSize(rate));
    deadline = claimedAt + delivery.leaseMs / 2;
    dry = rows.length === 0;
    stock = rows.toReversed();
  }

  async function next(): Promise<Row | undefined> {
    while (!mustStop()) {
      const row = stock.pop();
      if (row === undefined && isOver()) return undefined;
      if (row === undefined) await (claiming ??= refill().finally(() => (claiming = undefined)));
      else if (mayBegin(row)) return row;
      else await release([row]);
    }
    return undefined;
  }

  return {
    next,
    /** False when the slice ended with work left. */
    isDry: () => dry,
    async giveBack(): Promise<void> {
      const rest = stock;
      stock = [];
      if (rest.length > 0) await release(rest);
    },
  };
}

/** About one second's work, so that a lease is never much longer than its work needs. */
function claimSize(rate: number): ClaimRequest['limit'] {
  return Math.round(Math.min(Math.max(rate, delivery.firstClaim), delivery.largestClaim));
}
