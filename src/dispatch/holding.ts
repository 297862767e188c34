import { delivery } from '#config/delivery.ts';

import type { Claimed, Deliveries } from './delivery.ts';

/** What a slice has claimed and not yet settled or given back. */
export interface Holding<Row extends Claimed> {
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  readonly release: Deliveries['release'];
  /** Its outcome is written, or will not be. */
  readonly letGo: (row: Claimed) => void;
  /** False for a row that is another's by now. */
  readonly has: (row: Claimed) => boolean;
  /** Renews whatever has been held for a quarter of its lease, however slow the relay is. */
  readonly renewInTime: () => Promise<void>;
  /** Renews everything, because some leases were recalled. What cannot be renewed is no longer held. */
  readonly renewAll: () => Promise<void>;
}

interface HoldingParts<Row extends Claimed> {
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  readonly deliveries: Pick<Deliveries, 'release' | 'renew'>;
}

export function createHolding<Row extends Claimed>({
  claim,
  deliveries,
}: HoldingParts<Row>): Holding<Row> {
  const leasedAt = new Map<Claimed, number>(); // by the monotonic clock
  let allRenewedAt = -Infinity;

  async function renew(rows: readonly Claimed[]): Promise<void> {
    if (rows.length === 0) return;
    const at = performance.now();
    const ours = new Set(await deliveries.renew(rows, delivery.leaseMs));
    for (const row of rows.filter((one) => leasedAt.has(one))) {
      if (ours.has(row)) leasedAt.set(row, at);
      else leasedAt.delete(row);
    }
  }

  return {
    async claim(limit) {
      const askedAt = performance.now();
      const rows = await claim(limit);
      for (const row of rows) leasedAt.set(row, askedAt);
      if (askedAt < allRenewedAt) await renew(rows); // what was recalled may be what was claimed before
      return rows;
    },
    async release(rows) {
      for (const row of rows) leasedAt.delete(row);
      await deliveries.release(rows);
    },
    letGo: (row) => void leasedAt.delete(row),
    has: (row) => leasedAt.has(row),
    renewInTime: () => renew(longHeld(leasedAt)),
    async renewAll() {
      allRenewedAt = performance.now();
      await renew([...leasedAt.keys()]);
    },
  };
}

function longHeld(leasedAt: ReadonlyMap<Claimed, number>): readonly Claimed[] {
  const before = performance.now() - delivery.leaseMs / 4;
  return [...leasedAt].filter(([, at]) => at < before).map(([row]) => row);
}
