import { expect, onTestFinished, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { Claimed, ClaimedMail } from '#src/dispatch/delivery.ts';
import { createHolding } from '#src/dispatch/holding.ts';
import { aClaim } from '#tests/support/claimed.ts';

const idsOf = (rows: readonly Claimed[]) => rows.map(({ recipientId }) => recipientId);

/** Holds what is claimed: people 1 to `limit`. */
function aHolding({ renew }: { readonly renew?: () => Promise<never> } = {}) {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const released: number[][] = [];
  const renewed: number[][] = [];
  const during: (() => Promise<void>)[] = [];
  const holding = createHolding<ClaimedMail>({
    async claim(limit) {
      const rows = Array.from({ length: limit }, (_, n) => aClaim(n + 1));
      vi.advanceTimersByTime(1);
      for (const act of during) await act();
      return rows;
    },
    deliveries: {
      async release(rows) {
        released.push(idsOf(rows));
      },
      async renew(rows) {
        await renew?.();
        renewed.push(idsOf(rows));
        return rows;
      },
    },
  });
  return { holding, released, renewed, during };
}

test('only what is under way is renewed; what was not begun within half its lease is given back, though a message hangs', async () => {
  const { holding, released, renewed } = aHolding();
  const [first, second] = await holding.claim(2);
  if (first === undefined || second === undefined) throw new Error('expected two rows');
  holding.begin(first);
  vi.advanceTimersByTime(delivery.leaseMs / 2 + 1);
  await holding.renewInTime();
  expect(released).toEqual([[2]]);
  expect(renewed).toEqual([[1]]);
  expect([first, second].map(holding.has)).toEqual([true, false]);

  vi.advanceTimersByTime(delivery.leaseMs);
  await holding.renewInTime();
  expect(renewed).toEqual([[1], [1]]);
});

test('what is new and not begun is left alone', async () => {
  const { holding, released, renewed } = aHolding();
  await holding.claim(2);
  vi.advanceTimersByTime(delivery.leaseMs / 8);
  await holding.renewInTime();
  expect([released, renewed]).toEqual([[], []]);
});

test('what could not be renewed after a recall is not handed out, and not kept from others either', async () => {
  const down = new Error('the database is away');
  const { holding, during } = aHolding({ renew: () => Promise.reject(down) });
  during.push(() => holding.renewAll());
  await expect(holding.claim(2)).rejects.toThrow(down);
  await holding.renewInTime(); // would reject if anything were held
});
