import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';

import { needsWish } from './delivery.ts';
import type { Claimed, Deliveries } from './delivery.ts';
import type { Holding } from './holding.ts';

/** Whether a publication still runs and a row may still be sent, never older than a second. */
export interface Liveness extends AsyncDisposable {
  readonly isRunning: () => boolean;
  /** Still held under its claim, and its recipient still wants it. */
  readonly isOwed: (row: Claimed) => boolean;
}

interface LivenessParts {
  readonly deliveries: Pick<Deliveries, 'stopped'>;
  readonly publicationId: number;
  readonly holding: Pick<Holding<Claimed>, 'has' | 'renewInTime' | 'renewAll'>;
}

/**
 * Asks the ledger a few times a second what has stopped. While the ledger does not answer the knowledge grows old,
 * and old knowledge counts as "stopped": no message begins on it. Leases that were recalled ask every worker whether it
 * lives: who does renews what it holds, and goes on.
 */
export async function watchLiveness({
  deliveries,
  publicationId,
  holding,
}: LivenessParts): Promise<Liveness> {
  const over = new AbortController();
  const left = new Set<number>();
  let running = false;
  let recalls: number | undefined;
  let since: Date | undefined;
  let knownAt = 0;

  async function look(): Promise<void> {
    const askedAt = performance.now();
    const news = await deliveries.stopped(publicationId, since);
    for (const address of news.addresses) left.add(address);
    if (recalls !== undefined && news.recalls !== recalls) await holding.renewAll();
    ({ running, recalls, at: since } = news);
    knownAt = askedAt;
  }

  async function keepLooking(): Promise<void> {
    while (!over.signal.aborted) {
      await sleep(delivery.livenessMs, undefined, { signal: over.signal }).catch(() => {}); // over: the condition says so
      await Promise.all([look(), holding.renewInTime()]).catch(() => {}); // the knowledge grows old, which isRunning tells
    }
  }

  await look();
  const looking = keepLooking();
  return {
    isRunning: () => running && performance.now() - knownAt < 2 * delivery.livenessMs,
    isOwed: (row) => holding.has(row) && isWanted(row, left),
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
    },
  };
}

function isWanted(row: Claimed, left: ReadonlySet<number>): boolean {
  return !needsWish(row.purpose) || !left.has(row.recipientId);
}
