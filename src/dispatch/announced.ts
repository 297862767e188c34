import { setTimeout as sleep } from 'node:timers/promises';

import { delivery } from '#config/delivery.ts';

import type { Claimed } from './delivery.ts';
import type { Held, Supply } from './supply.ts';

/** Rows that were announced to a line as the next while the message before them is under way. */
export interface Announced<Row extends Claimed> extends AsyncDisposable {
  readonly add: (held: Held<Row>) => void;
  /** Takes it out again; false when it has been put back meanwhile and is not ours to send any more. */
  readonly isStillOurs: (held: Held<Row>) => boolean;
}

/**
 * Puts back whatever waits for longer than a second: it must not hang with a message that hangs, others can send it.
 * One timer for all of a slice.
 */
export function watchAnnounced<Row extends Claimed>(
  supply: Pick<Supply<Row>, 'putBack'>,
): Announced<Row> {
  const over = new AbortController();
  const since = new Map<Held<Row>, number>();

  async function putBackLate(): Promise<void> {
    const before = performance.now() - 2 * delivery.livenessMs;
    const late = [...since].filter(([, at]) => at < before).map(([held]) => held);
    for (const held of late) since.delete(held);
    await Promise.all(late.map(supply.putBack));
  }

  async function keepLooking(): Promise<void> {
    while (!over.signal.aborted) {
      await sleep(delivery.livenessMs, undefined, { signal: over.signal }).catch(() => {}); // over: the condition says so
      await putBackLate().catch(() => {}); // then its lease ends by itself
    }
  }

  const looking = keepLooking();
  return {
    add: (held) => void since.set(held, performance.now()),
    isStillOurs: (held) => since.delete(held),
    async [Symbol.asyncDispose]() {
      over.abort();
      await looking;
    },
  };
}
