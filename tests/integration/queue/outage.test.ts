import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { pino } from 'pino';
import { describe, expect, inject, test, vi } from 'vitest';

import { enqueueWithinMs } from '#config/queues.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { patiently } from '#tests/support/patiently.ts';

import { openHouse } from './house.ts';
import { ownRedis } from './own-redis.ts';
import type { OwnRedis } from './own-redis.ts';

const houseOn = ({ url }: OwnRedis) =>
  openHouse({ redisUrl: url, databaseUrl: inject('databaseUrl') });

/** BullMQ's own key for this. */
const migrating = 0x42554c4c;
const nothing = async () => undefined;
const down = () => ownRedis([], { down: true });

async function timed<T>(work: () => Promise<T>): Promise<{ result: T; tookMs: number }> {
  const started = performance.now();
  return { result: await work(), tookMs: performance.now() - started };
}

describe('Q4 · publishing goes on while Redis', () => {
  test.each([
    { state: 'is down from the beginning', begin: down, first: 'late', trouble: nothing },
    { state: 'was stopped', begin: ownRedis, first: 'enqueued', trouble: stopped },
    { state: 'is frozen', begin: ownRedis, first: 'enqueued', trouble: frozen },
  ])('$state: waking is late within its second, and works again afterwards', async (row) => {
    await using redis = await row.begin();
    await using it = houseOn(redis);
    const wake = () => it.producer.wake('deliver', { publicationId: 1 });
    expect(await wake()).toBe(row.first);
    await row.trouble(redis);

    for (let n = 0; n < 3; n += 1) {
      const { result, tookMs } = await timed(wake);
      expect(result).toBe('late');
      expect(tookMs).toBeLessThan(enqueueWithinMs + 5_000);
    }
    expect(await it.producer.waiting('deliver')).toBeUndefined();
    expect(it.logged('queue.unreachable')).toHaveLength(1);

    await redis.thaw();
    await redis.start();
    await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
  });

  test('was frozen before the first contact: waking is late, and works again afterwards', async () => {
    await using redis = await ownRedis();
    await using it = houseOn(redis);
    const wake = () => it.producer.wake('deliver', { publicationId: 1 });
    await redis.freeze();
    for (let n = 0; n < 3; n += 1) {
      const { result, tookMs } = await timed(wake);
      expect(result).toBe('late');
      expect(tookMs).toBeLessThan(enqueueWithinMs + 5_000);
    }
    await redis.thaw();
    await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
  });

  test('is read-only: waking is late, and works again when it may write', async () => {
    await using redis = await ownRedis();
    await using it = houseOn(redis);
    const wake = () => it.producer.wake('deliver', { publicationId: 1 });
    await redis.ask((client) => client.replicaof('127.0.0.1', 1));
    expect(await wake()).toBe('late');
    await redis.ask((client) => client.replicaof('NO', 'ONE'));
    await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
  });

  test('is away: what was woken late is not all queued at once when it comes back', async () => {
    await using redis = await down();
    await using it = houseOn(redis);
    const publications = Array.from({ length: 50 }, (_, n) => ({ publicationId: n + 1 }));
    await Promise.all(publications.map((job) => it.producer.wake('deliver', job)));
    await redis.start();
    await vi.waitFor(
      async () => expect(await it.producer.waiting('deliver')).toBeDefined(),
      patiently,
    );
    expect(await it.producer.waiting('deliver')).toBe(0);
  });
});

describe('Q4 · a worker', () => {
  test.each([
    { state: 'comes only after it', begin: down, trouble: nothing },
    { state: 'was stopped and started empty', begin: ownRedis, trouble: stopped },
    { state: 'was frozen and thawed', begin: ownRedis, trouble: frozen },
  ])('takes jobs within seconds when Redis $state', async ({ begin, trouble }) => {
    await using redis = await begin();
    await using it = houseOn(redis);
    const received = new Set<number>();
    it.work('deliver', async (job) => received.add(job.publicationId));
    await it.producer.wake('deliver', { publicationId: 1 });
    await trouble(redis);
    expect(await it.producer.wake('deliver', { publicationId: 2 })).toBe('late');
    await redis.thaw();
    await redis.start();
    const wake = () => it.producer.wake('deliver', { publicationId: 3 });
    await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
    await vi.waitFor(() => expect(received).toContain(3), { timeout: 15_000, interval: 10 });
  });

  test.each([
    { what: 'emptied', trouble: ({ ask }: OwnRedis) => ask((client) => client.flushall()) },
    {
      what: 'read-only for a while',
      trouble: async ({ ask }: OwnRedis) => {
        await ask((client) => client.replicaof('127.0.0.1', 1));
        await ask((client) => client.replicaof('NO', 'ONE'));
      },
    },
  ])('goes on when Redis is $what under its active job', async ({ trouble }) => {
    await using redis = await ownRedis();
    await using it = houseOn(redis);
    const hold = Promise.withResolvers<void>();
    const received = new Set<number>();
    it.work('deliver-emergency', async (job) => {
      received.add(job.publicationId);
      if (job.publicationId === 1) await hold.promise;
    });
    await it.producer.wake('deliver-emergency', { publicationId: 1 });
    await vi.waitFor(() => expect(received).toContain(1), patiently);
    await trouble(redis);
    hold.resolve();
    const wake = () => it.producer.wake('deliver-emergency', { publicationId: 2 });
    await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
    await vi.waitFor(() => expect(received).toContain(2), patiently);
  });

  test.each([
    { state: 'was never there', begin: down, trouble: nothing },
    { state: 'was stopped', begin: ownRedis, trouble: stopped },
    { state: 'is frozen', begin: ownRedis, trouble: frozen },
  ])('and a producer are disposed within seconds when Redis $state', async (row) => {
    await using redis = await row.begin();
    const it = houseOn(redis);
    it.work('deliver', nothing);
    await it.producer.wake('deliver', { publicationId: 1 });
    await row.trouble(redis);
    await it.producer.wake('deliver', { publicationId: 2 });
    const { tookMs } = await timed(async () => await it[Symbol.asyncDispose]());
    expect(tookMs).toBeLessThan(30_000);
  });

  test('Q7 · disposed while Redis is down still waits for its active job', async () => {
    await using redis = await ownRedis();
    await using it = houseOn(redis);
    const begun = Promise.withResolvers<void>();
    const finish = Promise.withResolvers<void>();
    const seen: string[] = [];
    const worker = it.work('deliver', async (_job, signal) => {
      begun.resolve();
      await once(signal, 'abort');
      seen.push('told');
      await finish.promise;
      seen.push('finished');
    });
    await it.producer.wake('deliver', { publicationId: 1 });
    await begun.promise;
    await redis.stop();
    const disposed = worker[Symbol.asyncDispose]();
    await vi.waitFor(() => expect(seen).toEqual(['told']), patiently);
    finish.resolve();
    const { tookMs } = await timed(async () => await disposed);
    expect(seen).toEqual(['told', 'finished']);
    expect(tookMs).toBeLessThan(30_000);
  });
});

describe('Q5 · on PostgreSQL, a producer and a worker', () => {
  test('come back by themselves when the server does, at the first contact and later', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'own-postgres-'));
    const options = { dataDir: folder, log: pino({ level: 'silent' }), durable: false };
    const first = await startPostgres(options);
    await first[Symbol.asyncDispose]();
    await using it = openHouse({ databaseUrl: first.url });
    const received = new Set<number>();
    it.work('deliver', async (job) => received.add(job.publicationId));
    expect(await it.producer.wake('deliver', { publicationId: 1 })).toBe('late');

    for (const publicationId of [2, 3]) {
      await using server = await startPostgres(options);
      expect(server.url).toBe(first.url);
      const wake = () => it.producer.wake('deliver', { publicationId });
      await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
      await vi.waitFor(() => expect(received).toContain(publicationId), patiently);
    }
    const { tookMs } = await timed(async () => await it[Symbol.asyncDispose]());
    expect(tookMs).toBeLessThan(30_000);
    await rm(folder, { recursive: true });
  });
});

test('Q5 · a connection that PostgreSQL ends while a queue makes itself ready ends no process, and the worker comes back', async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log: pino({ level: 'silent' }) });
  await using it = openHouse({ databaseUrl: database.url });
  const received = new Set<number>();
  // What a queue waits for before it looks whether its tables are there.
  await db.transaction().execute(async (tx) => {
    await sql`select pg_advisory_xact_lock(${migrating}, hashtext('bullmq'))`.execute(tx);
    it.work('deliver', async (job) => received.add(job.publicationId));
    await vi.waitFor(async () => expect(await endWaiting(db)).toBeGreaterThan(0), patiently);
  });
  const wake = () => it.producer.wake('deliver', { publicationId: 1 });
  await vi.waitFor(async () => expect(await wake()).toBe('enqueued'), patiently);
  await vi.waitFor(() => expect(received).toContain(1), patiently);
});

test('Q10 · a dump of Redis holds ids, and no word of what a job was about', async () => {
  await using redis = await ownRedis();
  await using it = houseOn(redis);
  it.work('publications', async () => {
    throw new Error('asha@example.org follows Mali');
  });
  await it.producer.wake('publications', { publicationId: 4_711 });
  await it.producer.wake('deliver', { publicationId: 4_712 });
  await it.producer.wake('advisory-events', { advisoryEventId: 4_713 });
  await it.producer.wake('ingest', { sourceId: 'in-mea' });
  const row = { publicationId: 4_714, to: 'asha@example.org', country: 'Mali' };
  await it.producer.wake('deliver', row);
  await vi.waitFor(() => expect(it.logged('job.failed')).toHaveLength(1), patiently);
  await vi.waitFor(
    async () => expect(await it.producer.waiting('publications')).toBe(0),
    patiently,
  );
  const dump = await redis.dump();
  expect(dump).toContain('{"publicationId":4712}');
  expect(dump).toContain('{"advisoryEventId":4713}');
  expect(dump).toContain('{"sourceId":"in-mea"}');
  expect(dump).not.toMatch(/example|asha|mali|4714/i);
});

/** Ends the connections that wait for an advisory lock; gives how many. */
async function endWaiting(db: Database): Promise<number> {
  const { rows } = await sql`
    select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock' and wait_event = 'advisory'`.execute(
    db,
  );
  return rows.length;
}

async function stopped(redis: OwnRedis): Promise<void> {
  await redis.stop();
}

async function frozen(redis: OwnRedis): Promise<void> {
  await redis.freeze();
}
