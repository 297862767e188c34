import { randomUUID } from 'node:crypto';
import { once } from 'node:events';

import { describe, expect, inject, test, vi } from 'vitest';

import { queues } from '#config/queues.ts';
import { queueBackend } from '#src/queue/connection.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { patiently } from '#tests/support/patiently.ts';

import { openHouse } from './house.ts';
import type { House } from './house.ts';

async function onPostgres(): Promise<House> {
  const database = await createTestDatabase();
  const house = openHouse({ databaseUrl: database.url });
  const owned = new AsyncDisposableStack();
  owned.use(database);
  owned.use(house);
  return { ...house, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

async function onRedis(): Promise<House> {
  const [redisUrl, databaseUrl] = [inject('redisUrl'), inject('databaseUrl')];
  return openHouse({ redisUrl, databaseUrl, prefix: randomUUID() });
}

describe.each([
  { backend: 'PostgreSQL', open: onPostgres },
  { backend: 'Redis', open: onRedis },
])('a queue on $backend', ({ open }) => {
  test('a woken worker receives the id', async () => {
    await using it = await open();
    const received: unknown[] = [];
    it.work('ingest', async (job) => received.push(job));
    expect(await it.producer.wake('ingest', { sourceId: 'in-mea' })).toBe('enqueued');
    await vi.waitFor(() => expect(received).toEqual([{ sourceId: 'in-mea' }]), patiently);
  });

  test('what was woken before there was a worker is worked on when one comes', async () => {
    await using it = await open();
    const received: number[] = [];
    await it.producer.wake('deliver', { publicationId: 1 });
    await it.producer.wake('deliver', { publicationId: 2 });
    it.work('deliver', async (job) => received.push(job.publicationId));
    await vi.waitFor(() => expect(new Set(received)).toEqual(new Set([1, 2])), patiently);
    await vi.waitFor(async () => expect(await it.producer.waiting('deliver')).toBe(0), patiently);
  });

  test('the same id woken three times is worked on three times', async () => {
    await using it = await open();
    let runs = 0;
    for (let n = 0; n < 3; n += 1) await it.producer.wake('publications', { publicationId: 1 });
    it.work('publications', async () => (runs += 1));
    await vi.waitFor(() => expect(runs).toBe(3), patiently);
  });

  test('a continuation queued from inside its own active job is not swallowed', async () => {
    await using it = await open();
    const slices: string[] = [];
    it.work('deliver-emergency', async (job) => {
      if (slices.length < 5) slices.push(await it.producer.wake('deliver-emergency', job));
    });
    await it.producer.wake('deliver-emergency', { publicationId: 1 });
    await vi.waitFor(() => expect(slices).toEqual(Array(5).fill('enqueued')), patiently);
  });

  test('waiting counts what waits and what is being worked on, untaken only what waits, of one queue', async () => {
    await using it = await open();
    const { wake, waiting, untaken } = it.producer;
    const hold = Promise.withResolvers<void>();
    const full = Promise.withResolvers<void>();
    const { concurrency } = queues['deliver-emergency'];
    let active = 0;
    it.work('deliver-emergency', () => {
      active += 1;
      if (active === concurrency) full.resolve();
      return hold.promise;
    });
    for (let n = 1; n <= concurrency + 2; n += 1)
      await wake('deliver-emergency', { publicationId: n });
    await full.promise;
    expect(await waiting('deliver-emergency')).toBe(concurrency + 2);
    expect(await untaken('deliver-emergency')).toBe(2);
    expect(await waiting('deliver-webhooks')).toBe(0);
    hold.resolve();
    await vi.waitFor(async () => expect(await waiting('deliver-emergency')).toBe(0), patiently);
  });

  test('a worker takes as many jobs at once as the policy says, and no more', async () => {
    await using it = await open();
    const full = Promise.withResolvers<void>();
    let [active, most, done] = [0, 0, 0];
    const jobs = queues.deliver.concurrency + 2;
    for (let n = 1; n <= jobs; n += 1) await it.producer.wake('deliver', { publicationId: n });
    it.work('deliver', async () => {
      active += 1;
      most = Math.max(most, active);
      if (active === queues.deliver.concurrency) full.resolve();
      await full.promise;
      active -= 1;
      done += 1;
    });
    await vi.waitFor(() => expect(done).toBe(jobs), patiently);
    expect(most).toBe(queues.deliver.concurrency);
  });

  test('a malformed job is dropped and logged without its contents, and the next is worked on', async () => {
    await using it = await open();
    const received: unknown[] = [];
    const foreign = queueBackend(it.connection).openQueue('deliver', ({ message }) =>
      expect.fail(message),
    );
    await foreign.add({ publicationId: 'asha@example.org' });
    await foreign.add({ publicationId: 1, to: 'asha@example.org' });
    await foreign.add({ publicationId: 2 });
    it.work('deliver', async (job) => received.push(job));
    await vi.waitFor(() => expect(received).toEqual([{ publicationId: 2 }]), patiently);
    await vi.waitFor(async () => expect(await foreign.waiting()).toBe(0), patiently);
    expect(it.logged('job.malformed')).toHaveLength(2);
    expect(it.logText()).not.toContain('asha');
    await foreign.close();
  });

  test('a job that fails is logged by its code and place, and never tried again by the queue', async () => {
    await using it = await open();
    let runs = 0;
    it.work('deliver-webhooks', async () => {
      runs += 1;
      throw Object.assign(new Error('550 asha@example.org unknown'), { code: 'EENVELOPE' });
    });
    await it.producer.wake('deliver-webhooks', {});
    await vi.waitFor(() => expect(it.logged('job.failed')).toHaveLength(1), patiently);
    const waiting = () => it.producer.waiting('deliver-webhooks');
    await vi.waitFor(async () => expect(await waiting()).toBe(0), patiently);
    const [failed] = it.logged('job.failed');
    expect(failed).toMatchObject({ queue: 'deliver-webhooks', job: {}, code: 'EENVELOPE' });
    expect(String(failed?.['at'])).toContain('queue-contract.test.ts');
    expect(it.logText()).not.toContain('asha');
    expect(runs).toBe(1);
  });

  test('Q10 · a caller whose job says more than its ids cannot get it onto the queue', async () => {
    await using it = await open();
    const row = { publicationId: 1, to: 'asha@example.org' };
    expect(await it.producer.wake('deliver', row)).toBe('late');
    expect(await it.producer.waiting('deliver')).toBe(0);
    expect(it.logged('job.malformed')).toHaveLength(1);
  });

  test('Q7 · disposing a worker tells its active job to finish, and waits for it', async () => {
    await using it = await open();
    const seen: string[] = [];
    const begun = Promise.withResolvers<void>();
    const worker = it.work('deliver', async (_job, signal) => {
      begun.resolve();
      await once(signal, 'abort');
      seen.push('told');
      await it.producer.waiting('deliver');
      seen.push('finished');
    });
    await it.producer.wake('deliver', { publicationId: 1 });
    await begun.promise;
    await worker[Symbol.asyncDispose]();
    expect(seen).toEqual(['told', 'finished']);
    expect(await it.producer.waiting('deliver')).toBe(0);
  });

  test('Q7 · one signal of the process stops every worker, before any is disposed', async () => {
    await using it = await open();
    const shutdown = new AbortController();
    const [begun, told] = [new Set<string>(), new Set<string>()];
    for (const queue of ['deliver', 'publications'] as const) {
      const handle = async (_job: unknown, signal: AbortSignal) => {
        begun.add(queue);
        await once(signal, 'abort');
        told.add(queue);
      };
      it.work(queue, handle, shutdown.signal);
      await it.producer.wake(queue, { publicationId: 1 });
    }
    await vi.waitFor(() => expect(begun.size).toBe(2), patiently);
    shutdown.abort();
    await vi.waitFor(() => expect(told.size).toBe(2), patiently);
  });

  test('a worker that never worked, and a producer that never woke, close at once and in silence', async () => {
    await using it = await open();
    const started = performance.now();
    await it.work('ingest', async () => undefined)[Symbol.asyncDispose]();
    await it.producer[Symbol.asyncDispose]();
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(it.logText()).toBe('');
  });
});
