import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';

import { needsWish } from './delivery.ts';
import type { Claimed, Deliveries } from './delivery.ts';

/** Whether a publication still runs and a recipient still wants it, never older than a second. */
export interface Liveness extends AsyncDisposable {
  /** False also when leases were recalled: what this slice holds may not be its own any more. */
  readonly isRunning: () => boolean;
  readonly wasRecalled: () => boolean;
  readonly wants: (row: Claimed) => boolean;
  /** Rows whose dialogue is under way: their leases are renewed, however slow the relay is. */
  readonly inFlight: Set<Claimed>;
}

interface LivenessParts {
  readonly deliveries: Pick<Deliveries, 'stopped' | 'renew'>;
  readonly publicationId: number;
}

/**
 * Asks the ledger a few times a second what has stopped. While the ledger does not answer the knowledge grows old,
 * and old knowledge counts as "stopped": no message begins on it.
 */
export async function watchLiveness({
  deliveries,
  publicationId,
}: LivenessParts): Promise<Liveness> {
  const over = new AbortController();
  const left = new Set<number>();
  const inFlight = new Set<Claimed>();
  let running = false;
  let recalls: number | undefined;
  let recalled = false;
  let since: Date | undefined;
  let knownAt = 0;
  let renewedAt = performance.now();

  async function look(): Promise<void> {
    const askedAt = performance.now();
    const news = await deliveries.stopped(publicationId, since);
    for (const address of news.addresses) left.add(address);
    running = news.running;
    since = news.at;
    knownAt = askedAt;
    const isNews = recalls !== undefined && news.recalls !== recalls;
    recalls = news.recalls;
    if (!isNews) return;
    recalled = true;
    await renew(); // what is under way stays ours, or another would send it again
  }

  async function renewInTime(): Promise<void> {
    if (performance.now() - renewedAt >= delivery.leaseMs / 4) await renew();
  }

  async function renew(): Promise<void> {
    if (inFlight.size === 0) return;
    renewedAt = performance.now();
    await deliveries.renew([...inFlight], delivery.leaseMs);
  }

  async function keepLooking(): Promise<void> {
    while (!over.signal.aborted) {
      await sleep(delivery.livenessMs, undefined, { signal: over.signal }).catch(() => {}); // over: the condition says so
      await Promise.all([look(), renewInTime()]).catch(() => {}); // the knowledge grows old, which isRunning tells
    }
  }

  await look();
  const looking = keepLooking();
  return {
    inFlight,
    isRunning: () => running && !recalled && performance.now() - knownAt < 2 * delivery.livenessMs,
    wasRecalled: () => recalled,
    wants: (row) =>
      row.channel !== 'email' || !needsWish(row.purpose) || !left.has(row.recipientId),
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
    },
  };
}
