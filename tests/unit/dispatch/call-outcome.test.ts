import { describe, expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { SendOutcome } from '#src/channels/channel.ts';
import { callStateAfter } from '#src/dispatch/call-outcome.ts';
import type { Tried } from '#src/dispatch/call-outcome.ts';

const aLine = (attempts = 0, failures = attempts): Tried => ({
  failures,
  next: { attempts, lane: 'urgent' },
});

const after = (outcome: SendOutcome, line: Tried = aLine(), status?: number) =>
  callStateAfter({ outcome, answer: { status, tookMs: 12, response: undefined } }, line, 0);

const busy = { kind: 'later', reason: 'http-503' } as const;
const { webhook: atMost } = delivery.mostAttempts;

const inAll = (chance: number) =>
  Array.from({ length: atMost - 1 }, (_, attempts) =>
    callStateAfter(
      { outcome: busy, answer: { status: 503, tookMs: 1, response: undefined } },
      aLine(attempts),
      chance,
    ),
  ).reduce((sum, state) => sum + (state.state === 'pending' ? state.dueInMs : 0), 0);

describe('W5 · what a call becomes when it was', () => {
  test.each([
    [{ kind: 'accepted' }, { state: 'sent', reason: 'accepted', attempted: true }],
    [
      { kind: 'withheld', reason: 'log-only' },
      { state: 'withheld', reason: 'log-only', attempted: false },
    ],
    [
      { kind: 'refused', reason: 'http-410', recipientGone: true },
      { state: 'failed', reason: 'http-410', attempted: true },
    ],
    [busy, { state: 'pending', attempted: true, possiblySent: false, dueInMs: 5_000 }],
    [
      { kind: 'unknown', reason: 'timeout-first-byte' },
      { state: 'pending', attempted: true, possiblySent: true, dueInMs: 5_000 },
    ],
    [
      { kind: 'unreachable', reason: 'aborted' },
      { state: 'pending', attempted: false, dueInMs: delivery.unreachableMs },
    ],
    [
      { kind: 'not-yet', reason: 'paced', inMs: 1_234 },
      { state: 'pending', attempted: false, dueInMs: 1_234 },
    ],
  ] as const)('%o', (outcome, state) => {
    expect(after(outcome)).toMatchObject(state);
  });
});

describe('W5 · the wait for a retry', () => {
  test.each([
    { attempts: 0, failures: 0, lane: 'urgent', waits: 5_000 },
    { attempts: 8, failures: 8, lane: 'urgent', waits: 28_800_000 },
    { attempts: 0, failures: 8, lane: 'routine', waits: 28_800_000 },
    { attempts: 99, failures: 0, lane: 'routine', waits: 43_200_000 },
    { attempts: 0, failures: 8, lane: 'emergency', waits: 5_000 },
  ] as const)(
    '$lane, after $attempts attempts at an endpoint that failed $failures times: $waits ms',
    ({ attempts, failures, lane, waits }) => {
      const attemptsLeft = Math.min(attempts, atMost - 2);
      expect(after(busy, { failures, next: { attempts: attemptsLeft, lane } })).toMatchObject({
        dueInMs: waits,
      });
    },
  );

  test('lasts at least 75 hours in all, and a fifth more at most', () => {
    expect(inAll(0)).toBeGreaterThanOrEqual(75 * 3_600_000);
    expect(inAll(0.999)).toBeGreaterThan(1.19 * inAll(0));
    expect(inAll(0.999)).toBeLessThanOrEqual(1.2 * inAll(0));
  });

  test('is as long as the endpoint asks, when that is longer', () => {
    expect(after({ ...busy, retryAfterMs: 60_000 })).toMatchObject({ dueInMs: 60_000 });
    expect(after({ ...busy, retryAfterMs: 1 })).toMatchObject({ dueInMs: 5_000 });
  });
});

test.each([
  { attempts: atMost - 2, state: 'pending', reason: 'http-503' },
  { attempts: atMost - 1, state: 'failed', reason: 'attempts-exhausted http-503' },
])('Q9 · attempts are bounded: after $attempts, $state', ({ attempts, ...state }) => {
  expect(after(busy, aLine(attempts))).toMatchObject(state);
});

test.each([
  { attempts: 1, status: 500, retryAfterMs: undefined, setAside: false },
  { attempts: 2, status: 500, retryAfterMs: undefined, setAside: true },
  { attempts: 9, status: undefined, retryAfterMs: undefined, setAside: false },
  { attempts: 9, status: 429, retryAfterMs: 1_000, setAside: false },
])(
  'a call that was answered and refused three times holds up nobody: $attempts before, then $status, set aside: $setAside',
  ({ attempts, status, retryAfterMs, setAside }) => {
    const asked = retryAfterMs === undefined ? {} : { retryAfterMs };
    expect(after({ ...busy, ...asked }, aLine(attempts), status)).toMatchObject({ setAside });
  },
);
