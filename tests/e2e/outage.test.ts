import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import { pino } from 'pino';
import { expect, inject, test, vi } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { sources } from '#config/sources.ts';
import type { App } from '#src/app.ts';
import { startPostgres } from '#src/embedded/postgres.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';
import { migrate } from '#src/store/migrate.ts';
import { ownRedis } from '#tests/integration/queue/own-redis.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { eightAreas, startGovuk } from '#tests/support/govuk-server.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';
import type { SmtpSink } from '#tests/support/smtp-sink.ts';
import { createWorkerProcesses } from '#tests/support/worker-process.ts';

const audience = 5_000;
const inSenegal = (n: number) => `senegal-${n}@example.org`;
const log = pino({ level: 'silent' });
const soon = { timeout: 40_000, interval: 20 };
/** Longer than a lease, for what a dead worker held is nobody else's before. */
const inTime = { timeout: 90_000, interval: 100 };
const slow = { timeout: 150_000 };

const reached = (sink: SmtpSink, count: number) =>
  vi.waitFor(() => expect(sink.messages.length).toBeGreaterThanOrEqual(count), soon);

const done = ({ publications }: App, publicationId: number) =>
  vi.waitFor(async () => {
    // Not while the database is away, either.
    const found = await publications.find(publicationId).catch(() => undefined);
    expect(found?.state).toBe('done');
  }, inTime);

/** Nobody forgotten, every row ended as sent, every counter right. */
async function expectComplete(app: App, publicationId: number, count: number): Promise<void> {
  expect(await app.publications.find(publicationId)).toMatchObject({
    planned: count,
    outcomes: { sent: count },
  });
  const invariants = await checkInvariants(app);
  expect(invariants.filter((it) => !holds(it))).toEqual([]);
  const { rows } = await sql`
    select count(*) as rows, count(distinct recipient_id) as people from deliveries where publication_id = ${publicationId}`.execute(
    app.db,
  );
  expect(rows).toEqual([{ rows: count, people: count }]);
}

/** How often each address was sent to. */
function timesOf({ messages }: SmtpSink): ReadonlyMap<string, number> {
  const addresses = messages.flatMap(({ to }) => to);
  const byAddress = Map.groupBy(addresses, (address) => address);
  return new Map([...byAddress].map(([address, all]) => [address, all.length]));
}

test(
  'Q4 · Redis stopped in the middle and empty when it comes back: everyone is told exactly once',
  slow,
  async () => {
    await using redis = await ownRedis();
    await using service = await startService({ redisUrl: redis.url });
    const { app, sink } = service;
    await addCitizens(app, { count: audience });
    const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });
    await addCitizens(app, { count: 50, wish: senegal, address: inSenegal });
    await using _workers = service.work();

    const { publicationId } = await publish(app);
    await reached(sink, 500);
    await redis.stop();
    const appliesTo = [{ country: 'SN', level: null, levelWording: 'Take care' }];
    const whileDown = await publish(app, { content: aContent({ appliesTo }) });
    await reached(sink, sink.messages.length + 500);
    await redis.start();
    expect(await redis.ask((client) => client.dbsize())).toBeLessThan(50);

    await done(app, publicationId);
    await done(app, whileDown.publicationId);
    await expectComplete(app, publicationId, audience);
    await expectComplete(app, whileDown.publicationId, 50);
    expect(new Set(timesOf(sink).values())).toEqual(new Set([1]));
  },
);

test.each([{ queue: 'PostgreSQL' }, { queue: 'Redis' }])(
  'Q3 · workers killed at random moments, queues on $queue: nobody is lost, and repeats are the messages in flight',
  slow,
  async ({ queue }) => {
    const redisUrl = queue === 'Redis' ? inject('redisUrl') : undefined;
    await using database = await createTestDatabase();
    const services = { databaseUrl: database.url, ...(redisUrl && { redisUrl }) };
    await using service = await startService(services);
    const { app, sink } = service;
    await addCitizens(app, { count: audience });
    await using processes = await createWorkerProcesses({ ...services, smtpUrl: sink.url });
    const workers = await Promise.all([processes.start(), processes.start()]);

    const { publicationId } = await publish(app);
    const kills = 4;
    for (let kill = 1; kill <= kills; kill += 1) {
      await reached(sink, (kill - 1) * 700 + Math.ceil(Math.random() * 600));
      await workers.shift()?.kill();
      workers.push(await processes.start());
    }
    await done(app, publicationId);
    await expectComplete(app, publicationId, audience);
    const times = timesOf(sink);
    expect(times.size).toBe(audience);
    expect(sink.messages.length - audience).toBeLessThanOrEqual(
      kills * delivery.mailConnections.ordinary,
    );
    await expectRepeatsToBeCopies(sink);
  },
);

async function expectRepeatsToBeCopies(sink: SmtpSink): Promise<void> {
  const times = timesOf(sink);
  const repeated = sink.messages.filter(({ to }) => to.some((it) => (times.get(it) ?? 0) > 1));
  const mails = await Promise.all(repeated.map(({ raw }) => simpleParser(raw)));
  const pairs = mails.map(({ messageId }, n) => `${messageId} ${repeated[n]?.to.join()}`);
  const people = new Set(repeated.flatMap(({ to }) => to));
  expect(new Set(pairs).size).toBe(people.size);
}

test.each([{ queue: 'PostgreSQL' }, { queue: 'Redis' }])(
  'Q5 · PostgreSQL killed twice in the middle, queues on $queue: it resumes by itself, everyone is told once',
  slow,
  async ({ queue }) => {
    const folder = await mkdtemp(join(tmpdir(), 'consular-alerts-outage-'));
    await using owned = new AsyncDisposableStack();
    owned.defer(() => rm(folder, { recursive: true, force: true }));
    // Durable: what it has committed it must not forget when it is killed.
    const postgres = owned.use(await startPostgres({ dataDir: folder, log }));
    await migrate(postgres.url, log);
    const redis = queue === 'Redis' ? { redisUrl: inject('redisUrl') } : {};
    const service = owned.use(await startService({ databaseUrl: postgres.url, ...redis }));
    const { app, sink } = service;
    await addCitizens(app, { count: audience });
    owned.use(service.work());

    const { publicationId } = await publish(app);
    for (const count of [800, 2_000]) {
      await reached(sink, count);
      const killed = postgres.pid();
      process.kill(killed, 'SIGKILL');
      await vi.waitFor(() => expect(postgres.pid()).not.toBe(killed), soon);
    }
    await done(app, publicationId);
    await expectComplete(app, publicationId, audience);
    expect(new Set(timesOf(sink).values())).toEqual(new Set([1]));
  },
);

test('Q4 · polls go on after FLUSHALL, and while Redis is away', slow, async () => {
  await using redis = await ownRedis();
  await using govuk = await startGovuk(eightAreas);
  const followed = { ...sources['uk-fcdo'], url: govuk.url, everySeconds: 1 };
  await using service = await startService({
    redisUrl: redis.url,
    sources: { 'uk-fcdo': followed },
  });
  await using _workers = service.work(['ingest', 'advisory-events']);
  const polled = () =>
    vi.waitFor(() => expect(govuk.takeRequests().length).toBeGreaterThan(0), soon);

  await polled();
  await redis.ask((client) => client.flushall());
  for (let poll = 0; poll < 3; poll += 1) await polled();
  await redis.stop();
  for (let poll = 0; poll < 2; poll += 1) await polled();
  await redis.start();
  await polled();
});
