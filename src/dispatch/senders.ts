import type { Logger } from 'pino';

import { createPlaces } from '#src/channels/places.ts';

import type { Claimed, DeliveryState } from './delivery.ts';
import type { Settle } from './settler.ts';

interface SendersParts<Row extends Claimed> {
  readonly attempt: (row: Row, signal: AbortSignal) => Promise<DeliveryState>;
  readonly settle: Settle;
  /** How many messages may be in flight at once, over all slices. */
  readonly places: number;
  readonly log: Logger;
}

/** What the senders of one slice share. */
interface Sending<Row> {
  readonly next: () => Promise<Row | undefined>;
  readonly inFlight: Set<Claimed>;
  /** Aborts when the slice's time is over: what was claimed is still sent, and nobody waits for a place any more. */
  readonly time: AbortSignal;
  /** Aborts when nothing more may begin. */
  readonly stop: AbortSignal;
  /** Aborts when even what is under way must end. */
  readonly grace: AbortSignal;
}

/** Sends a slice's rows on as many connections as are free; gives the number that was sent, once all have ended. */
export type SendAll<Row> = (sending: Sending<Row>) => Promise<number>;

export function createSenders<Row extends Claimed>(parts: SendersParts<Row>): SendAll<Row> {
  const numbers = Array.from({ length: parts.places }, (_, n) => n);
  const places = createPlaces(numbers);

  return async function sendAll(sending) {
    const ends = await Promise.allSettled(numbers.map(() => sendOneByOne(sending)));
    return ends.reduce((sum, end) => {
      if (end.status === 'rejected') throw end.reason;
      return sum + end.value;
    }, 0);
  };

  async function sendOneByOne(sending: Sending<Row>): Promise<number> {
    let count = 0;
    while (await sendNext(sending)) count += 1;
    return count;
  }

  /**
   * The place is taken before the row, because what is known about a row grows old while it waits behind another
   * publication's slow messages.
   */
  async function sendNext({ next, inFlight, time, stop, grace }: Sending<Row>): Promise<boolean> {
    const place = await places.take(time.aborted ? stop : time);
    if (place === undefined) return false;
    try {
      const row = await next();
      if (row === undefined) return false;
      inFlight.add(row);
      await sendOne(row, grace).finally(() => inFlight.delete(row));
      return true;
    } finally {
      places.giveBack(place);
    }
  }

  async function sendOne(row: Row, signal: AbortSignal): Promise<void> {
    const next = await parts.attempt(row, signal);
    await parts.settle({ claimed: row, next });
    if (next.state === 'sent') return;
    const { publicationId, recipientId, channel, attempts } = row;
    const { state, reason } = next;
    parts.log.info(
      { publicationId, recipientId, channel, attempts, state, reason },
      'delivery.attempted',
    );
  }
}
