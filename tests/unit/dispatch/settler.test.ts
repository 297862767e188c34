import { expect, test } from 'vitest';

import type { Settlement } from '#src/dispatch/delivery.ts';
import { createSettler } from '#src/dispatch/settler.ts';
import { aClaim } from '#tests/support/claimed.ts';

const settlement = (recipientId: number): Settlement => ({
  claimed: aClaim(recipientId),
  next: { state: 'sent', reason: 'accepted', attempted: true },
});

/** A ledger whose commits end when the test says so. */
function aLedger() {
  const commits: { readonly ids: readonly number[]; readonly end: PromiseWithResolvers<void> }[] =
    [];
  const settle = (group: readonly Settlement[]) => {
    const end = Promise.withResolvers<void>();
    commits.push({ ids: group.map(({ claimed }) => claimed.recipientId), end });
    return end.promise;
  };
  return { commits, settle };
}

test('what comes while a commit is under way is committed together in the next', async () => {
  const ledger = aLedger();
  const settle = createSettler(ledger, 'a worker');
  const first = settle(settlement(1));
  await Promise.resolve();
  await Promise.resolve();
  const others = [settle(settlement(2)), settle(settlement(3))];
  expect(ledger.commits.map(({ ids }) => ids)).toEqual([[1]]);
  ledger.commits[0]?.end.resolve();
  await first;
  await expect.poll(() => ledger.commits.map(({ ids }) => ids)).toEqual([[1], [2, 3]]);
  ledger.commits[1]?.end.resolve();
  await Promise.all(others);
});

test('a sender is told only when its own outcome is committed', async () => {
  const ledger = aLedger();
  const settle = createSettler(ledger, 'a worker');
  const told: number[] = [];
  const send = async (id: number) => {
    await settle(settlement(id));
    told.push(id);
  };
  const first = send(1);
  await expect.poll(() => ledger.commits.length).toBe(1);
  const second = send(2);
  expect(told).toEqual([]);
  ledger.commits[0]?.end.resolve();
  await expect.poll(() => ledger.commits.length).toBe(2);
  expect(told).toEqual([1]);
  ledger.commits[1]?.end.resolve();
  await Promise.all([first, second]);
});

test('Q5 · an outcome that cannot be written is written again until it is', async () => {
  const attempts: (readonly number[])[] = [];
  const settle = createSettler(
    {
      async settle(group) {
        attempts.push(group.map(({ claimed }) => claimed.recipientId));
        if (attempts.length < 3) throw new Error('the database restarts');
      },
    },
    'a worker',
  );
  await Promise.all([settle(settlement(1)), settle(settlement(2))]);
  expect(attempts).toEqual([
    [1, 2],
    [1, 2],
    [1, 2],
  ]);
});
