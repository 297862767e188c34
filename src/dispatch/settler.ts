import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';

import type { Deliveries, Settlement } from './delivery.ts';

/** Settles one delivery and resolves when that is committed. */
export type Settle = (settlement: Settlement) => Promise<void>;

/**
 * Groups commits without a timer: while one commit is under way, whatever comes gathers for the next. A sender that
 * awaits its settlement before its next message keeps the repeats after a crash within the messages in flight.
 */
export function createSettler(deliveries: Pick<Deliveries, 'settle'>, worker: string): Settle {
  let gathering: Settlement[] = [];
  let next: Promise<void> | undefined;
  let current: Promise<void> = Promise.resolve();

  async function commitAfter(previous: Promise<void>): Promise<void> {
    await previous.catch(() => {}); // those who wait for that commit are told by it
    const group = gathering;
    gathering = [];
    next = undefined;
    await persistently(() => deliveries.settle(group, worker));
  }

  return async (settlement) => {
    gathering.push(settlement);
    if (next === undefined) {
      next = commitAfter(current);
      current = next;
    }
    await next;
  };
}

/**
 * What was sent must be written down, or it is sent again: a database that restarts is waited for while the lease lasts.
 * Also after the word to stop, for that is no reason to forget; so no signal ends the wait.
 */
async function persistently(commit: () => Promise<void>): Promise<void> {
  const giveUpAt = performance.now() + delivery.leaseMs;
  for (;;) {
    try {
      return await commit();
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
    }
    await sleep(delivery.settleAgainMs);
  }
}
