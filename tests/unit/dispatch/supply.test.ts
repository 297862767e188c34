import { expect, onTestFinished, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import type { Claimed, ClaimedMail } from '#src/dispatch/delivery.ts';
import { createSupply } from '#src/dispatch/supply.ts';
import { aClaim } from '#tests/support/claimed.ts';

interface House {
  readonly batches: readonly (readonly number[])[];
  /** Those who no longer want it. */
  readonly left?: ReadonlySet<number>;
  /** Those whom a dead worker held. */
  readonly stranded?: ReadonlySet<number>;
  readonly rate?: number;
}

function supplyOf({ batches, left = new Set(), stranded = new Set(), rate = 0 }: House) {
  vi.useFakeTimers({ toFake: ['performance'] });
  onTestFinished(() => void vi.useRealTimers());
  const state = { running: true };
  const stop = new AbortController();
  const asked: number[] = [];
  const released: number[] = [];
  const waiting = [...batches];
  const supply = createSupply<ClaimedMail>(
    {
      holding: {
        async claim(limit) {
          asked.push(limit);
          return (waiting.shift() ?? []).map((id) => ({
            ...aClaim(id),
            fence: stranded.has(id) ? 2 : 1,
          }));
        },
        async release(rows: readonly Claimed[]) {
          released.push(...rows.map(({ recipientId }) => recipientId));
        },
      },
      liveness: {
        isRunning: () => state.running,
        isOwed: ({ recipientId }) => !left.has(recipientId),
      },
      rate,
    },
    stop.signal,
  );
  const next = async () => (await supply.next())?.row.recipientId;
  return { supply, next, asked, released, state, stop };
}

test('Q2 · past half its lease a row is not sent but given back', async () => {
  const { next, released } = supplyOf({ batches: [[1, 2, 3], [4]] });
  expect(await next()).toBe(1);
  vi.advanceTimersByTime(delivery.sliceMs / 2);
  expect(await next()).toBe(2);
  vi.advanceTimersByTime(delivery.leaseMs / 2);
  expect(await next()).toBeUndefined();
  expect(released).toEqual([3]);
});

test('E18 · a row whose citizen has left is given back, and the next one is handed out', async () => {
  const { next, released } = supplyOf({ batches: [[1, 2]], left: new Set([1]) });
  expect(await next()).toBe(2);
  expect(released).toEqual([1]);
});

test('a publication that stopped, or a worker that was told to, hands out nothing more', async () => {
  const stopped = supplyOf({ batches: [[1, 2, 3]] });
  await stopped.next();
  stopped.state.running = false;
  expect(await stopped.next()).toBeUndefined();
  expect(stopped.released).toEqual([3, 2]); // at once: a message that hangs must not keep them from others

  const told = supplyOf({ batches: [[1, 2]] });
  await told.next();
  told.stop.abort();
  expect(await told.next()).toBeUndefined();
});

test('after its time a slice claims nothing more, and says that work is left', async () => {
  const { supply, next, asked } = supplyOf({ batches: [[1, 2], [3]] });
  expect(await next()).toBe(1);
  vi.advanceTimersByTime(delivery.sliceMs + 1);
  expect(await next()).toBe(2);
  expect(await next()).toBeUndefined();
  expect(asked).toHaveLength(1);
  expect(supply.isDry()).toBe(false);
});

test('a slice that finds nothing due is dry', async () => {
  const { supply, next } = supplyOf({ batches: [] });
  expect(await next()).toBeUndefined();
  expect(supply.isDry()).toBe(true);
});

test('senders that run out at the same time share one claim', async () => {
  const { supply, asked } = supplyOf({ batches: [[1, 2, 3]] });
  const rows = await Promise.all([supply.next(), supply.next(), supply.next()]);
  expect(rows.map((held) => held?.row.recipientId)).toEqual([1, 2, 3]);
  expect(asked).toHaveLength(1);
});

test.each([
  { rate: 0, claims: delivery.firstClaim },
  { rate: 700, claims: 350 },
  { rate: 99_999, claims: delivery.largestClaim },
])('about half a second’s work is claimed: at $rate a second $claims rows', async (given) => {
  const { next, asked } = supplyOf({ batches: [[1]], rate: given.rate });
  await next();
  expect(asked).toEqual([given.claims]);
});

test('more is claimed before the last row is gone, so that no line waits for a claim', async () => {
  const many = Array.from({ length: delivery.firstClaim }, (_, n) => n);
  const { supply, next, asked } = supplyOf({ batches: [many, [999]] });
  for (let taken = 0; taken <= delivery.firstClaim / 2; taken += 1) await next();
  expect(asked).toHaveLength(1);
  await next();
  expect(asked).toHaveLength(2);
  for (const expected of many.slice(delivery.firstClaim / 2 + 2))
    expect(await next()).toBe(expected);
  expect(await next()).toBe(999);
  expect(await next()).toBeUndefined();
  expect(supply.isDry()).toBe(true);
});

test('who waited for a dead worker’s lease to end goes before those at hand', async () => {
  const many = Array.from({ length: delivery.firstClaim }, (_, n) => n);
  const batches = [many, [900, 901, 902]];
  const { next, asked } = supplyOf({ batches, stranded: new Set([901, 902]) });
  while (asked.length < 2) await next();
  const after = [await next(), await next(), await next()];
  expect(after.slice(0, 2)).toEqual([901, 902]);
  expect(after[2]).toBeLessThan(delivery.firstClaim);
});

test('what is at hand is known without waiting, and an unwanted row is not', async () => {
  const { supply, next } = supplyOf({ batches: [[1, 2, 3]], left: new Set([3]) });
  expect(supply.atHand()).toBeUndefined();
  expect(await next()).toBe(1);
  expect(supply.atHand()?.row.recipientId).toBe(2);
  expect(supply.atHand()).toBeUndefined();
});

test('a row that was handed out may be begun while it is wanted and half its lease is left', async () => {
  const { supply, state } = supplyOf({ batches: [[1, 2]] });
  const held = await supply.next();
  if (held === undefined) throw new Error('expected a row');
  expect(supply.mayBegin(held)).toBe(true);
  state.running = false;
  expect(supply.mayBegin(held)).toBe(false);
  state.running = true;
  vi.advanceTimersByTime(delivery.leaseMs / 2);
  expect(supply.mayBegin(held)).toBe(false);
});

test.each([
  { what: 'all at once', msEach: 0.1, claims: [50, 100, 200, 400] },
  { what: '20 a second', msEach: 50, claims: [50, 50, 50] },
  { what: '160 a second', msEach: 6.25, claims: [50, 80, 80] },
])(
  'a new publication learns from claim to claim what half a second is worth: its relay takes $what',
  async (given) => {
    const batches = given.claims.map((size) => Array.from({ length: size }, (_, n) => n));
    const { next, asked } = supplyOf({ batches });
    while (asked.length < given.claims.length) {
      await next();
      vi.advanceTimersByTime(given.msEach);
    }
    expect(asked).toEqual(given.claims);
  },
);
