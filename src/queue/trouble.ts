import type { Logger } from 'pino';

import type { QueueName } from '#config/queues.ts';
import { codeOf } from '#src/errors.ts';

const quietMs = 10_000;

interface TroubleLog {
  readonly log: Pick<Logger, 'warn'>;
  readonly event: 'queue.unreachable' | 'queue.faulted';
  /** Milliseconds of a monotonic clock. */
  readonly now?: () => number;
}

/** Logs the first error at once, then at most one every ten seconds with the number held back: a queue that is down errs many times a second. */
export function createTroubleLog({
  log,
  event,
  now = () => performance.now(),
}: TroubleLog): (queue: QueueName, error: unknown) => void {
  let quietUntil = -Infinity;
  let heldBack = 0;
  return (queue, error) => {
    if (now() < quietUntil) {
      heldBack += 1;
      return;
    }
    log.warn({ queue, code: codeOf(error), heldBack }, event);
    quietUntil = now() + quietMs;
    heldBack = 0;
  };
}
