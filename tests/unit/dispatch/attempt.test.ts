import { pino } from 'pino';
import { expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { createAttempt } from '#src/dispatch/attempt.ts';
import { AppError } from '#src/errors.ts';
import { aClaim } from '#tests/support/claimed.ts';

function failing(error: Error) {
  return createAttempt({
    async compose() {
      throw error;
    },
    gone: async () => {},
    chance: () => 0,
    log: pino({ level: 'silent' }),
  });
}

test.each([
  ['a statement that was cancelled', '57014', delivery.unreachableMs],
  ['a database that restarts', '57P01', delivery.unreachableMs],
  ['no connection to spare', '53300', delivery.unreachableMs],
  ['a connection that was lost', 'ECONNRESET', delivery.unreachableMs],
  ['a column that is not there', '42703', delivery.notComposedMs],
])('Q5 · %s puts a message off for no longer than it must', async (_what, code, dueInMs) => {
  const error = Object.assign(new Error('said by the database'), { code });
  const { prepare } = failing(error);
  expect(await prepare(aClaim(1))).toMatchObject({
    kind: 'decided',
    next: { state: 'pending', dueInMs, attempted: false },
  });
});

test('Q5 · a connection that ends without a code is no longer away than one that says why', async () => {
  const { prepare } = failing(new Error('Connection terminated unexpectedly'));
  expect(await prepare(aClaim(1))).toMatchObject({ next: { dueInMs: delivery.unreachableMs } });
});

test('a template that is broken is tried again when somebody may have mended it', async () => {
  const { prepare } = failing(new AppError('TEMPLATE_INVALID', 'expected a slot'));
  expect(await prepare(aClaim(1))).toMatchObject({
    next: { dueInMs: delivery.notComposedMs, reason: 'not-composed' },
  });
});
