import { delivery } from '#config/delivery.ts';

import type { Claimed, Deliveries } from './delivery.ts';

/** What a slice has claimed and not yet settled or given back. */
export interface Holding<Row extends Claimed> {
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  readonly release: Deliveries['release'];
  /** Its dialogue is under way: from now on its lease is renewed, however slow the relay is. */
  readonly begin: (row: Claimed) => void;
  /** Its outcome is written, or will not be. */
  readonly letGo: (row: Claimed) => void;
  /** False for a row that is another's by now. */
  readonly has: (row: Claimed) => boolean;
  /** Renews what is under way for long, and gives back what was not begun in time. */
  readonly renewInTime: () => Promise<void>;
  /** Renews everything, because some leases were recalled. What cannot be renewed is no longer held. */
  readonly renewAll: () => Promise<void>;
}

interface HoldingParts<Row extends Claimed> {
  readonly claim: (limit: number) => Promise<readonly Row[]>;
  readonly deliveries: Pick<Deliveries, 'release' | 'renew'>;
}

/** By the monotonic clock. */
interface Lease {
  readonly since: number;
  /** Then it is too late to begin; never once its dialogue is under way. */
  readonly beginBy: number;
}

export function createHolding<Row extends Claimed>({
  claim,
  deliveries,
}: HoldingParts<Row>): Holding<Row> {
  const leases = new Map<Claimed, Lease>();
  let allRenewedAt = -Infinity;

  function letGoOf(rows: readonly Claimed[]): void {
    for (const row of rows) leases.delete(row);
  }

  async function release(rows: readonly Claimed[]): Promise<void> {
    letGoOf(rows);
    if (rows.length > 0) await deliveries.release(rows);
  }

  async function renew(rows: readonly Claimed[]): Promise<void> {
    if (rows.length === 0) return;
    const since = performance.now();
    const ours = new Set(await deliveries.renew(rows, delivery.leaseMs));
    letGoOf(rows.filter((row) => !ours.has(row)));
    for (const row of ours) {
      const lease = leases.get(row);
      if (lease !== undefined) leases.set(row, { ...lease, since });
    }
  }

  return {
    async claim(limit) {
      const since = performance.now();
      const rows = await claim(limit);
      for (const row of rows) leases.set(row, { since, beginBy: since + delivery.leaseMs / 2 });
      // What was recalled meanwhile may be what was claimed before.
      if (since < allRenewedAt) await renew(rows).catch((error: unknown) => abandon(rows, error));
      return rows;
    },
    release,
    begin(row) {
      const lease = leases.get(row);
      if (lease !== undefined) leases.set(row, { ...lease, beginBy: Infinity });
    },
    letGo: (row) => void leases.delete(row),
    has: (row) => leases.has(row),
    async renewInTime() {
      const now = performance.now();
      const late = [...leases].filter(([, { beginBy }]) => beginBy < now).map(([row]) => row);
      await release(late);
      const before = now - delivery.leaseMs / 4;
      await renew([...leases].filter(([, { since }]) => since < before).map(([row]) => row));
    },
    async renewAll() {
      allRenewedAt = performance.now();
      await renew([...leases.keys()]);
    },
  };

  /** Their leases end by themselves. */
  function abandon(rows: readonly Claimed[], error: unknown): never {
    letGoOf(rows);
    throw error;
  }
}
