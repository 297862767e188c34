import { delivery } from '#config/delivery.ts';
import type { Called } from '#src/channels/caller.ts';
import type { SendOutcome } from '#src/channels/channel.ts';

import type { CallState, HeldLine } from './line.ts';

/** What a call becomes after an attempt. `chance` in [0, 1) spreads the retries. */
export function callStateAfter(
  { outcome, answer }: Called,
  line: Tried,
  chance: number,
): CallState {
  switch (outcome.kind) {
    case 'accepted':
      return { state: 'sent', reason: 'accepted', attempted: true };
    case 'withheld':
      return { state: 'withheld', reason: outcome.reason, attempted: false };
    case 'refused':
      return { state: 'failed', reason: outcome.reason, attempted: outcome.byUs !== true };
    case 'later':
    case 'unknown':
      return retried(line, outcome, {
        wasAnswered: answer.status !== undefined,
        waitMs: waitFor(line, chance),
      });
    case 'unreachable':
      return untried(outcome.reason, delivery.unreachableMs);
    case 'not-yet':
      return untried(outcome.reason, outcome.inMs);
  }
}

/** What of a line the wait goes by. */
export type Tried = Pick<HeldLine, 'failures'> & {
  readonly next: Pick<HeldLine['next'], 'attempts' | 'lane'>;
};

/** No attempt was made; the call stands where it stood. */
export function untried(reason: string, dueInMs: number, setAside = false): CallState {
  return { state: 'pending', reason, dueInMs, attempted: false, possiblySent: false, setAside };
}

interface Circumstances {
  readonly wasAnswered: boolean;
  readonly waitMs: number;
}

function retried(
  { next }: Tried,
  outcome: Extract<SendOutcome, { readonly kind: 'later' | 'unknown' }>,
  { wasAnswered, waitMs }: Circumstances,
): CallState {
  const attempts = next.attempts + 1;
  const { reason } = outcome;
  if (attempts >= delivery.mostAttempts.webhook)
    return { state: 'failed', reason: `attempts-exhausted ${reason}`, attempted: true };
  const asked = outcome.kind === 'later' ? outcome.retryAfterMs : undefined;
  return {
    state: 'pending',
    reason,
    attempted: true,
    possiblySent: outcome.kind === 'unknown',
    dueInMs: Math.max(asked ?? 0, waitMs),
    // Who asks to be left alone for a while means all calls; who answers and asks nothing may mean this one.
    setAside: wasAnswered && asked === undefined && attempts >= delivery.setAsideAfter,
  };
}

/** An endpoint that has failed for long is asked as seldom for a new event; an emergency is tried as if nothing had failed. */
function waitFor({ failures, next: { attempts, lane } }: Tried, chance: number): number {
  const waits: readonly number[] = delivery.webhookRetryMs;
  const steps = lane === 'emergency' ? attempts : Math.max(attempts, failures);
  const wait = waits[Math.min(steps, waits.length - 1)] ?? 0;
  return Math.round(wait * (1 + chance / 5));
}
