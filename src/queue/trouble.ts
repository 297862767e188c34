import type { Logger } from 'pino';

import type { QueueName } from '#config/queues.ts';

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

/** The stable part of an error. Its message may quote what somebody wrote and never reaches a log. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if (error.name === 'ReplyError') return redisCodeOf(error);
  // A DOMException's code is a number of old that says less than its name.
  if (error instanceof DOMException || !('code' in error)) return error.name;
  return ['string', 'number'].includes(typeof error.code) ? String(error.code) : error.name;
}

/** By Redis's protocol the first word of an error is its code: READONLY, OOM, NOAUTH. */
function redisCodeOf({ message, name }: Error): string {
  return /^[A-Z]+(?= )/.exec(message)?.[0] ?? name;
}
