import { pino } from 'pino';
import { describe, expect, test, vi } from 'vitest';

import { queues } from '#config/queues.ts';
import { createSweep } from '#src/dispatch/sweep.ts';
import type { Unfinished, Wakeup } from '#src/dispatch/sweep.ts';
import { patiently } from '#tests/support/patiently.ts';

interface House {
  readonly unfinished?: Partial<Unfinished>;
  /** Jobs that no worker has taken, of every queue; undefined while the queue is down. */
  readonly untaken?: number | undefined;
  readonly quiet?: boolean;
  readonly polls?: readonly string[];
  /** How many wake-ups are taken before the queue goes down. */
  readonly patience?: number;
}

const mail = (...ids: readonly number[]) =>
  ids.map((publicationId) => ({ publicationId, lane: 'urgent' as const }));

/** Sweeps once, and says what was woken and what was worked on the spot. */
async function swept(house: House) {
  const { unfinished = {}, polls = [], patience = Number.POSITIVE_INFINITY } = house;
  const nothing = { publications: [], mail: [], calls: false, advisoryEvents: [] };
  const woken: Wakeup[] = [];
  const worked: Wakeup[] = [];
  const sweep = createSweep({
    ledger: { unfinished: async () => ({ ...nothing, ...unfinished }) },
    duePolls: async () => polls,
    async wake(wakeup) {
      if (woken.length >= patience) return 'late';
      woken.push(wakeup);
      return 'enqueued';
    },
    untaken: async () => ('untaken' in house ? house.untaken : 0),
    isQuiet: () => house.quiet === true,
    work: async (wakeup) => void worked.push(wakeup),
    log: pino({ level: 'silent' }),
  });
  await sweep.sweep(new AbortController().signal);
  await sweep[Symbol.asyncDispose]();
  return { woken, worked };
}

test('whatever is unfinished is woken on its own queue', async () => {
  const { woken, worked } = await swept({
    unfinished: {
      publications: [1],
      mail: [
        { publicationId: 2, lane: 'emergency' },
        { publicationId: 3, lane: 'routine' },
      ],
      calls: true,
      advisoryEvents: [5],
    },
    polls: ['uk-fcdo'],
  });
  expect(worked).toEqual([]);
  expect(woken).toEqual(
    expect.arrayContaining([
      { queue: 'publications', job: { publicationId: 1 } },
      { queue: 'deliver-emergency', job: { publicationId: 2 } },
      { queue: 'deliver', job: { publicationId: 3 } },
      { queue: 'deliver-webhooks', job: {} },
      { queue: 'advisory-events', job: { advisoryEventId: 5 } },
      { queue: 'ingest', job: { sourceId: 'uk-fcdo' } },
    ]),
  );
  expect(woken).toHaveLength(6);
});

describe('no more are woken than could start', () => {
  const { concurrency } = queues.deliver;
  test.each([
    { untaken: 0, wakes: concurrency },
    { untaken: 1, wakes: concurrency - 1 },
    { untaken: concurrency + 3, wakes: 0 },
  ])('with $untaken untaken before them: $wakes', async ({ untaken, wakes }) => {
    const many = Array.from({ length: concurrency + 3 }, (_, n) => n + 1);
    const { woken } = await swept({ untaken, unfinished: { mail: mail(...many) } });
    expect(woken).toHaveLength(wakes);
  });
});

describe('Q4 · while the queue is down', () => {
  test('the sweep does the work itself', async () => {
    const { woken, worked } = await swept({
      untaken: undefined,
      unfinished: { mail: mail(1, 2, 3) },
      polls: ['uk-fcdo'],
    });
    expect(woken).toEqual([]);
    expect(worked).toHaveLength(4);
  });

  test('and when it goes down in the middle, what could not be woken', async () => {
    const { woken, worked } = await swept({ patience: 1, unfinished: { mail: mail(1, 2, 3) } });
    expect(woken).toMatchObject([{ job: { publicationId: 1 } }]);
    expect(worked).toMatchObject([{ job: { publicationId: 2 } }, { job: { publicationId: 3 } }]);
  });
});

test('a queue that has gone quiet is worked by the sweep, whatever lies in it', async () => {
  const { woken, worked } = await swept({
    quiet: true,
    untaken: 9,
    unfinished: { mail: mail(1, 2) },
  });
  expect(woken).toEqual([]);
  expect(worked).toHaveLength(2);
});

test('of the sources, one that hangs holds up no other, while the queue is down', async () => {
  const hanging = Promise.withResolvers<void>();
  const polled: string[] = [];
  const { sweep } = createSweep({
    ledger: {
      unfinished: async () => ({ publications: [], mail: [], calls: false, advisoryEvents: [] }),
    },
    duePolls: async () => ['xx-hangs', 'uk-fcdo'],
    wake: async () => 'late',
    untaken: async () => undefined,
    isQuiet: () => false,
    work({ job }) {
      polled.push('sourceId' in job ? job.sourceId : '');
      return polled.length === 1 ? hanging.promise : Promise.resolve();
    },
    log: pino({ level: 'silent' }),
  });
  await sweep(new AbortController().signal);
  await vi.waitFor(() => expect(polled).toEqual(['xx-hangs', 'uk-fcdo']), patiently);
  hanging.resolve();
});

test('a source that hangs holds up nothing but the polls, while the queue is down', async () => {
  const hanging = Promise.withResolvers<void>();
  const worked: string[] = [];
  const none = { publications: [], calls: false, advisoryEvents: [] };
  const { sweep } = createSweep({
    ledger: { unfinished: async () => ({ ...none, mail: mail(7) }) },
    duePolls: async () => ['uk-fcdo'],
    wake: async () => 'late',
    untaken: async () => undefined,
    isQuiet: () => false,
    work({ queue }) {
      worked.push(queue);
      return queue === 'ingest' ? hanging.promise : Promise.resolve();
    },
    log: pino({ level: 'silent' }),
  });
  const { signal } = new AbortController();
  await sweep(signal);
  await vi.waitFor(() => expect(worked).toContain('deliver'), patiently);
  await sweep(signal);
  await vi.waitFor(() => expect(worked).toEqual(['deliver', 'ingest', 'deliver']), patiently);
  hanging.resolve();
});
