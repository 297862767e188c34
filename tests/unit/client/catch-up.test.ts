import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { catchUp } from '#clients/typescript/src/catch-up.ts';

const eventOf = (sequence: number) => ({
  id: `evt_${sequence}`,
  type: 'test.ping',
  timestamp: '2026-03-01T10:00:00Z',
  sequence,
  data: { sequence },
});

/** A log that answers like the service, page by page. */
function aLog(
  sequences: readonly number[],
  perPage: number,
  disorder = (all: readonly number[]) => all,
) {
  const asked: number[] = [];
  return {
    asked,
    get: async (_path: '/events', { query }: { query: { after: number; limit: number } }) => {
      asked.push(query.after);
      const rest = sequences.filter((sequence) => sequence > query.after);
      return { events: disorder(rest.slice(0, Math.min(perPage, query.limit))).map(eventOf) };
    },
  };
}

async function allOf(log: ReturnType<typeof aLog>, after: number): Promise<readonly number[]> {
  const sequences: number[] = [];
  for await (const { sequence } of catchUp(log, { after })) sequences.push(sequence);
  return sequences;
}

test('catching up gives every event after the last one, once and in order, and ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(300),
      fc.nat(320),
      fc.integer({ min: 1, max: 40 }),
      async (last, after, perPage) => {
        const sequences = Array.from({ length: last }, (_, index) => index + 1);
        expect(await allOf(aLog(sequences, perPage), after)).toEqual(sequences.slice(after));
      },
    ),
  );
});

const messy = (all: readonly number[]) => [...all, ...all].toReversed();

test('a log that repeats itself or is out of order makes nobody be told twice or in disorder', async () => {
  expect(await allOf(aLog([4, 5, 6, 7], 2, messy), 3)).toEqual([4, 5, 6, 7]);
});

test('who stops in the middle goes on from there', async () => {
  const log = aLog([1, 2, 3, 4], 2);
  let last = 0;
  for await (const { sequence } of catchUp(log, { after: last })) {
    last = sequence;
    if (sequence === 3) break;
  }
  expect(await allOf(log, last)).toEqual([4]);
});

test('who stays hears what comes later, over a service that is away, until told to stop', async () => {
  const stop = new AbortController();
  const answers = [
    () => ({ events: [eventOf(1)] }),
    () => {
      throw new TypeError('fetch failed');
    },
    () => ({ events: [eventOf(1), eventOf(2)] }),
  ];
  const log = { get: async () => answers.shift()?.() ?? { events: [] } };
  const heard: number[] = [];
  for await (const { sequence } of catchUp(log, { after: 0, wait: 30, signal: stop.signal })) {
    heard.push(sequence);
    if (sequence === 2) break;
  }
  expect(heard).toEqual([1, 2]);
  stop.abort(new Error('enough'));
  const nobody = catchUp(log, { after: 2, wait: 30, signal: stop.signal }).next();
  await expect(nobody).rejects.toThrow('enough');
});
