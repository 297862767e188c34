import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';

import type { Deliveries, Settlement } from './delivery.ts';
import { createGrouped } from './grouped.ts';

/** Settles one delivery and resolves when that is committed. */
export type Settle = (settlement: Settlement) => Promise<void>;

/** A sender that awaits its settlement before its next message keeps the repeats after a crash within the messages in flight. */
export function createSettler(deliveries: Pick<Deliveries, 'settle'>, worker: string): Settle {
  return createGrouped((group: readonly Settlement[]) =>
    persistently(() => deliveries.settle(group, worker), delivery.leaseMs),
  );
}

/**
 * What was sent must be written down, or it is sent again: a database that restarts is waited for while the lease lasts.
 * Also after the word to stop, for that is no reason to forget; so no signal ends the wait.
 */
export async function persistently<T>(commit: () => Promise<T>, leaseMs: number): Promise<T> {
  const giveUpAt = performance.now() + leaseMs;
  for (;;) {
    try {
      return await commit();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await sleep(delivery.settleAgainMs);
  }
}
