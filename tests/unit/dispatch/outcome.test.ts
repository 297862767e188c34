import { describe, expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { stateAfter } from '#src/dispatch/outcome.ts';

const mail = { attempts: 0 } as const;
const { email: mailsAtMost } = delivery.mostAttempts;

describe('E16 · what a delivery becomes when its message was', () => {
  test.each([
    [{ kind: 'accepted' }, { state: 'sent', reason: 'accepted', attempted: true }],
    [
      { kind: 'withheld', reason: 'log-only' },
      { state: 'withheld', reason: 'log-only', attempted: false },
    ],
    [
      { kind: 'refused', reason: 'smtp-550-5.1.1', recipientGone: true },
      { state: 'failed', reason: 'smtp-550-5.1.1', attempted: true },
    ],
    [
      { kind: 'later', reason: 'smtp-451' },
      {
        state: 'pending',
        reason: 'smtp-451',
        attempted: true,
        possiblySent: false,
        dueInMs: 30_000,
      },
    ],
    [
      { kind: 'unknown', reason: 'lost-after-data' },
      {
        state: 'pending',
        reason: 'lost-after-data',
        attempted: true,
        possiblySent: true,
        dueInMs: 30_000,
      },
    ],
    [
      { kind: 'unreachable', reason: 'connection-refused' },
      {
        state: 'pending',
        reason: 'connection-refused',
        attempted: false,
        possiblySent: false,
        dueInMs: delivery.unreachableMs,
      },
    ],
    [
      { kind: 'not-yet', reason: 'domain-paced', inMs: 1_234 },
      {
        state: 'pending',
        reason: 'domain-paced',
        attempted: false,
        possiblySent: false,
        dueInMs: 1_234,
      },
    ],
  ] as const)('%o', (outcome, state) => {
    expect(stateAfter(outcome, mail, 0)).toEqual(state);
  });

  test.each([
    { attempts: 0, waits: 30_000 },
    { attempts: 2, waits: 300_000 },
    { attempts: 30, waits: 3_600_000 },
  ])('refused for now after $attempts attempts: waits $waits ms', ({ attempts, waits }) => {
    const state = stateAfter({ kind: 'later', reason: 'busy' }, { attempts }, 0);
    expect(state).toMatchObject({ state: 'pending', dueInMs: waits });
  });
});

test('retries are spread by up to a fifth, so that a relay that comes back is not stormed', () => {
  const state = stateAfter({ kind: 'later', reason: 'busy' }, mail, 0.999);
  expect(state).toMatchObject({ dueInMs: 35_994 });
});

test('a longer wait that the other side asked for is kept, a shorter one is not', () => {
  const asked = { kind: 'later', reason: 'smtp-421', retryAfterMs: 60_000 } as const;
  expect(stateAfter(asked, mail, 0)).toMatchObject({ dueInMs: 60_000 });
  expect(stateAfter({ ...asked, retryAfterMs: 1 }, mail, 0)).toMatchObject({ dueInMs: 30_000 });
});

test.each([
  { row: { ...mail, attempts: mailsAtMost - 2 }, state: 'pending', reason: 'smtp-451' },
  {
    row: { ...mail, attempts: mailsAtMost - 1 },
    state: 'failed',
    reason: 'attempts-exhausted smtp-451',
  },
])('Q9 · attempts are bounded: $row.attempts before, then $state', (given) => {
  const { row, state, reason } = given;
  const after = stateAfter({ kind: 'later', reason: 'smtp-451' }, row, 0);
  expect(after).toMatchObject({ state, reason, attempted: true });
});

test('no conversation, no attempt: an unreachable relay uses up nobody’s', () => {
  const row = { ...mail, attempts: mailsAtMost + 5 };
  const state = stateAfter({ kind: 'unreachable', reason: 'connection-refused' }, row, 0);
  expect(state).toMatchObject({ state: 'pending', attempted: false });
});
