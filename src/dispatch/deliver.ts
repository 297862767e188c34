import { delivery } from '#config/delivery.ts';
import type { Channel } from '#src/channels/channel.ts';
import { codeOf } from '#src/errors.ts';

import { createAttempt } from './attempt.ts';
import type { AttemptParts } from './attempt.ts';
import type { Claimed, ClaimRequest, Deliveries } from './delivery.ts';
import { graceAfter } from './grace.ts';
import { createHolding } from './holding.ts';
import { watchLiveness } from './liveness.ts';
import { createSenders } from './senders.ts';
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

interface Deliver extends AsyncDisposable {
  readonly slice: Slice;
}

/**
 * Works one publication for a slice of time: claim, compose, send, settle, on as many connections as the channel has.
 * No transaction is open while the network is spoken to. When the time is over, or the signal says stop, nothing new
 * begins; a message that hangs keeps its connection and nothing else. Disposing waits for what is under way.
 */
export function createDeliver<Row extends Claimed, Message>(duty: Duty<Row, Message>): Deliver {
  const { deliveries, worker, log, channel } = duty;
  const settle = createSettler(deliveries, worker);
  const sendAll = createSenders({ channel, attempt: createAttempt(duty), settle, log });
  const underWay = new Set<Promise<SliceEnd>>();
  let rate = 0; // messages a second, as lately seen

  return {
    slice: oneSliceEach(work),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(underWay);
    },
  };

  async function work(publicationId: number, signal: AbortSignal): Promise<SliceEnd> {
    const time = AbortSignal.timeout(delivery.sliceMs);
    const { promise: timeIsOver, resolve } = Promise.withResolvers<SliceEnd>();
    time.addEventListener('abort', () => resolve('more'), { once: true });
    const whole = workUntil(time, publicationId, signal);
    underWay.add(whole);
    void whole
      .catch((error: unknown) => log.warn({ publicationId, code: codeOf(error) }, 'slice.failed'))
      .finally(() => underWay.delete(whole)); // a straggler's failure has nobody else to tell
    return Promise.race([whole, timeIsOver]);
  }

  async function workUntil(
    time: AbortSignal,
    publicationId: number,
    signal: AbortSignal,
  ): Promise<SliceEnd> {
    const claim = (limit: number) =>
      duty.claim({ publicationId, limit, leaseMs: delivery.leaseMs, worker, signal });
    const holding = createHolding({ claim, deliveries });
    await using liveness = await watchLiveness({ deliveries, publicationId, holding });
    const supply = createSupply({ holding, liveness, rate }, signal);
    using grace = graceAfter(signal);
    const startedAt = performance.now();
    const sending = { supply, holding, time, stop: signal, grace: grace.signal };
    try {
      rate = (await sendAll(sending)) / ((performance.now() - startedAt) / 1_000);
    } finally {
      await supply.giveBack();
    }
    return supply.isDry() || !liveness.isRunning() ? 'idle' : 'more';
  }
}
