import { expect, onTestFinished, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { watchAnnounced } from '#src/dispatch/announced.ts';
import type { ClaimedMail } from '#src/dispatch/delivery.ts';
import type { Held } from '#src/dispatch/supply.ts';
import { aClaim } from '#tests/support/claimed.ts';

const aHeld = (recipientId: number): Held<ClaimedMail> => ({
  deadline: Infinity,
  row: aClaim(recipientId),
});

test('a row that waits behind a message that hangs is put back, once, and not sent on this line', async () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const putBack: number[] = [];
  await using announced = watchAnnounced<ClaimedMail>({
    async putBack({ row }) {
      putBack.push(row.recipientId);
    },
  });
  const [hanging, quick] = [aHeld(1), aHeld(2)];
  announced.add(hanging);
  vi.advanceTimersByTime(2 * delivery.livenessMs + 1);
  announced.add(quick);
  await vi.waitFor(() => expect(putBack).toEqual([1]), 5_000);
  expect(announced.isStillOurs(hanging)).toBe(false);
  expect(announced.isStillOurs(quick)).toBe(true);
  expect(putBack).toEqual([1]);
});
