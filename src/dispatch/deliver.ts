import { delivery } from '#config/delivery.ts';
import type { Channel } from '#src/channels/channel.ts';
import { createPlaces } from '#src/channels/places.ts';

import { createAttempt } from './attempt.ts';
import type { AttemptParts } from './attempt.ts';
import type { Claimed, ClaimRequest, Deliveries } from './delivery.ts';
import { watchLiveness } from './liveness.ts';
import type { Liveness } from './liveness.ts';
import { createSettler } from './settler.ts';
import { oneSliceEach } from './slice.ts';
import type { Slice, SliceEnd } from './slice.ts';
import { createSupply } from './supply.ts';

/** One way of working a publication: where its rows are claimed, how a message is made of a row, where it leaves. */
interface Duty<Row extends Claimed, Message> extends AttemptParts<Row, Message> {
  readonly claim: (request: ClaimRequest) => Promise<readonly Row[]>;
  readonly channel: Channel<Message>;
  readonly deliveries: Pick<Deliveries, 'settle' | 'release' | 'renew' | 'stopped'>;
  /** Who claims and counts. */
  readonly worker: string;
}

/**
 * Works one publication for a slice of time: claim, compose, send, settle, on as many connections as the channel has.
 * No transaction is open while the network is spoken to. When the signal says stop, nothing new begins and what is
 * under way is finished.
 */
export function createDeliver<Row extends Claimed, Message>(duty: Duty<Row, Message>): Slice {
  const { deliveries, worker, log } = duty;
  const attempt = createAttempt(duty);
  const settle = createSettler(deliveries, worker);
  const places = createPlaces(Array.from({ length: duty.channel.concurrency }, (_, n) => n));
  let rate = 0; // messages a second, as lately seen
  return oneSliceEach(work);

  async function work(publicationId: number, signal: AbortSignal): Promise<SliceEnd> {
    await using liveness = await watchLiveness({ deliveries, publicationId });
    const claim = (limit: number) =>
      duty.claim({ publicationId, limit, leaseMs: delivery.leaseMs, worker });
    const supply = createSupply({ claim, release: deliveries.release, liveness, rate }, signal);
    using grace = graceAfter(signal);
    const startedAt = performance.now();
    const senders = Array.from({ length: duty.channel.concurrency }, () =>
      sendAll(supply.next, liveness, grace.signal),
    );
    const ends = await Promise.allSettled(senders);
    await supply.giveBack();
    rate = countOf(ends) / ((performance.now() - startedAt) / 1_000);
    return supply.isDry() || !liveness.isRunning() ? 'idle' : 'more';
  }

  async function sendAll(
    next: () => Promise<Row | undefined>,
    liveness: Liveness,
    signal: AbortSignal,
  ): Promise<number> {
    let count = 0;
    while (await sendNext(next, liveness, signal)) count += 1;
    return count;
  }

  /**
   * The place is taken before the row, because what is known about a row grows old while it waits behind another
   * publication's slow messages.
   */
  async function sendNext(
    next: () => Promise<Row | undefined>,
    { inFlight }: Liveness,
    signal: AbortSignal,
  ): Promise<boolean> {
    const place = await places.take(signal);
    if (place === undefined) return false;
    try {
      const row = await next();
      if (row === undefined) return false;
      inFlight.add(row);
      await deliverOne(row, signal).finally(() => inFlight.delete(row));
      return true;
    } finally {
      places.giveBack(place);
    }
  }

  async function deliverOne(row: Row, signal: AbortSignal): Promise<void> {
    const next = await attempt(row, signal);
    await settle({ claimed: row, next });
    if (next.state === 'sent') return;
    const { publicationId, recipientId, channel, attempts } = row;
    const { state, reason } = next;
    log.info(
      { publicationId, recipientId, channel, attempts, state, reason },
      'delivery.attempted',
    );
  }
}

/** Throws what stopped a sender, once all have stopped. */
function countOf(ends: readonly PromiseSettledResult<number>[]): number {
  return ends.reduce((sum, end) => {
    if (end.status === 'rejected') throw end.reason;
    return sum + end.value;
  }, 0);
}

/** A signal that aborts a while after `stop`: dialogues under way are given time to end by themselves. */
function graceAfter(stop: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const late = new AbortController();
  const countDown = () =>
    AbortSignal.timeout(delivery.drainMs).addEventListener('abort', () => late.abort(), {
      once: true,
    });
  stop.addEventListener('abort', countDown, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]: () => stop.removeEventListener('abort', countDown),
  };
}
