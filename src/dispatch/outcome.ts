import { delivery } from '#config/delivery.ts';
import type { SendOutcome } from '#src/channels/channel.ts';

import type { DeliveryState } from './delivery.ts';

/** What a row becomes after its message was tried for the `attempts + 1`th time. `chance` in [0, 1) spreads the retries. */
export function stateAfter(outcome: SendOutcome, row: Tried, chance: number): DeliveryState {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'sent', reason: 'accepted', attempted: true };
    case 'withheld':
      return { state: 'withheld', reason: outcome.reason, attempted: false };
    case 'refused':
      return { state: 'failed', reason: outcome.reason, attempted: true };
    case 'later':
      return retried(row, {
        reason: outcome.reason,
        possiblySent: false,
        dueInMs: atLeast(outcome.retryAfterMs, waitFor(row, chance)),
      });
    case 'unknown':
      return retried(row, {
        reason: outcome.reason,
        possiblySent: true,
        dueInMs: waitFor(row, chance),
      });
    case 'unreachable':
      return untried(outcome.reason, delivery.unreachableMs);
    case 'not-yet':
      return untried(outcome.reason, outcome.inMs);
  }
}

interface Tried {
  readonly attempts: number;
}

function untried(reason: string, dueInMs: number): DeliveryState {
  return { state: 'pending', reason, dueInMs, attempted: false, possiblySent: false };
}

interface Retry {
  readonly reason: string;
  readonly possiblySent: boolean;
  readonly dueInMs: number;
}

function retried(row: Tried, retry: Retry): DeliveryState {
  if (row.attempts + 1 >= delivery.mostAttempts.email)
    return { state: 'failed', reason: `attempts-exhausted ${retry.reason}`, attempted: true };
  return { state: 'pending', attempted: true, ...retry };
}

function waitFor({ attempts }: Tried, chance: number): number {
  const waits: readonly number[] = delivery.emailRetryMs;
  const wait = waits[Math.min(attempts, waits.length - 1)] ?? 0;
  return Math.round(wait * (1 + chance / 5));
}

function atLeast(asked: number | undefined, wait: number): number {
  return Math.max(asked ?? 0, wait);
}
