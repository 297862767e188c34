import { expect, test } from 'vitest';

import { judgeExample } from '#tests/chaos/webhooks/judge-example.ts';
import type { LedgerCall } from '#tests/chaos/webhooks/ledger.ts';

const calls: readonly LedgerCall[] = [1, 2, 3].map((sequence) => ({
  endpoint: 0,
  sequence,
  id: `evt_${sequence}`,
  lane: 'urgent',
  advisoryId: `advisory-${sequence}`,
  revision: 1,
  state: sequence === 2 ? 'superseded' : 'sent',
  setAside: false,
  attempts: [],
}));

const recordOf = (...sequences: readonly number[]) =>
  sequences.map((sequence) => ({ sequence, id: `evt_${sequence}` }));

test('the example has every event once and in order, also what it took from the log', () => {
  const found = judgeExample({ record: recordOf(1, 2, 3), calls, events: 3 });
  expect(found).toEqual({ lost: 0, fromTheLog: 1, broken: [] });
});

test.each([
  { world: 'an event is missing, though it was superseded', record: recordOf(1, 3), lost: 1 },
  { world: 'an event was dealt with twice', record: recordOf(1, 2, 2, 3), lost: 0 },
  { world: 'a later event was dealt with first', record: recordOf(1, 3, 2), lost: 0 },
  {
    world: 'an event has the number of another',
    record: [...recordOf(1, 2), { sequence: 4, id: 'evt_3' }],
    lost: 0,
  },
  { world: 'nobody was to be told of it', record: recordOf(1, 2, 3, 4), lost: 0 },
])('it is not good when $world', ({ record, lost }) => {
  const found = judgeExample({ record, calls, events: 3 });
  expect(found.lost).toBe(lost);
  expect(found.broken).not.toEqual([]);
});
