import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { createSourceHealth } from '#src/store/source-health.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';
import { openMachine } from '#tests/integration/commands/type-command.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { anArea, eightAreas, startGovuk } from '#tests/support/govuk-server.ts';
import type { GovukServer } from '#tests/support/govuk-server.ts';
import { keptLog } from '#tests/support/log.ts';
import { rowsBut } from '#tests/support/rows-written.ts';
import { startService } from '#tests/support/service.ts';
import type { TestService } from '#tests/support/service.ts';
import { createSourceWatch } from '#workers/sources.ts';

test('a poll that finds nothing new writes nothing but health, however many advisories there are', async () => {
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  expect(await poll(service)).toMatchObject({ kind: 'changed', items: 8 });
  const before = await rowsBut(service.app.db, 'sources');
  const cursor = await cursorOf(service);
  expect(await poll(service)).toEqual({ kind: 'unchanged' });
  expect(await rowsBut(service.app.db, 'sources')).toEqual(before);
  expect(await cursorOf(service)).toEqual(cursor);
});

test('C5: how a source answers is kept: when, how slowly, how much; and what ails it in words', async () => {
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  expect(await healthOf(service)).toMatchObject({ state: 'never-asked', failures: 0 });
  await poll(service);
  expect(await healthOf(service)).toMatchObject({
    state: 'healthy',
    reason: undefined,
    lastSuccessAt: expect.any(Date),
    lastChangeAt: expect.any(Date),
    nextPollAt: expect.any(Date),
    latencyMs: expect.any(Number),
    bytes: expect.any(Number),
    entries: 8,
  });
  govuk.areas.clear();
  await poll(service);
  expect(await healthOf(service)).toMatchObject({
    state: 'unhealthy',
    isAlarming: false,
    failures: 1,
    lastError: 'SOURCE_UNREADABLE',
    reason: expect.stringMatching(/^the last poll failed .*expected a whole list with at least 7/),
    entries: 8, // of the last good list
  });
});

test('a page that cannot be read is told among what ails the source, until it can', async () => {
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  govuk.areas.set('mali', anArea({ slug: 'mali', parts: [] }));
  for (const isAlarming of [false, false, true]) {
    await poll(service);
    expect(await healthOf(service)).toMatchObject({
      state: 'unhealthy',
      isAlarming,
      failures: 0,
      lastError: 'documents-unread',
    });
  }
  govuk.areas.set('mali', anArea({ slug: 'mali' }));
  await poll(service);
  expect(await healthOf(service)).toMatchObject({ state: 'healthy', lastError: undefined });
});

test('a source that has fallen ill is told once, and once when it is well again', async () => {
  const { log, said } = keptLog();
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  const look = createSourceWatch({ ...service.app, log });
  govuk.misbehave = (_path, response) => response.writeHead(500).end().writableEnded;
  for (let polls = 1; polls <= 2; polls += 1) await poll(service);
  await look();
  expect(said('source.unhealthy')).toEqual([]);
  await poll(service);
  await look();
  await look();
  expect(said('source.unhealthy')).toMatchObject([
    {
      sourceId: 'uk-fcdo',
      failures: 3,
      code: 'SOURCE_UNREACHABLE',
      reason: '3 polls failed in a row (SOURCE_UNREACHABLE): expected HTTP 200, got 500',
    },
  ]);
  govuk.misbehave = undefined;
  await poll(service);
  await look();
  await look();
  expect(said('source.healthy')).toMatchObject([{ subject: 'uk-fcdo' }]);
});

test('a list of many advisories is kept once, as one report', async () => {
  await using service = await startService();
  const { db } = service.app;
  const ledger = createSourceLedger(db);
  const claim = await ledger.claim({ sourceId: 'xx-mfa', leaseSeconds: 60, evenIfNotDue: true });
  if (claim === undefined) throw new Error('expected a claim');
  const report = {
    sourceId: 'xx-mfa',
    key: 'list',
    contentType: 'application/json',
    body: Buffer.from('[1, 2, 3]'),
    licence: 'open',
    fetchedAt: new Date(),
  };
  const items = ['a', 'b', 'c'].map((key) => ({
    report,
    key,
    content: aContent(),
    changedAt: undefined,
  }));
  const health = { trouble: undefined, figures: undefined };
  const counts = { vanished: [], changed: 3, listed: 3, nextInSeconds: 900 };
  await ledger.savePoll({ claim, cursor: {}, items, ...health, ...counts });
  const { rows } = await sql<{ report_id: number }>`
    select report_id from advisory_events group by report_id having count(*) = 3`.execute(db);
  const { rows: reports } = await sql`select from reports`.execute(db);
  expect([rows.length, reports.length]).toEqual([1, 1]);
});

test('a source that an operator adds in a file is listed, and a wrong key in it is named', async () => {
  await using machine = await openMachine();
  const file = join(machine.folder, 'sources.json');
  const mirror = {
    format: 'uk-fcdo',
    everySeconds: 600,
    url: 'https://mirror.example/',
    licence: 'OGL',
  };
  await writeFile(file, JSON.stringify({ 'uk-mirror': { ...mirror, off: true } }));
  const listed = await machine.typeIn({ SOURCES_FILE: file }, 'ingest', 'sources');
  expect(listed.out).toMatch(
    /^uk-fcdo +polled +signal +never-asked[^]*^uk-mirror +polled +signal +off/m,
  );
  await writeFile(file, JSON.stringify({ 'uk-mirror': { ...mirror, everySeconds: 1 } }));
  const refused = await machine.typeIn({ SOURCES_FILE: file }, 'ingest', 'sources');
  expect(refused.code).toBe(1);
  expect(refused.err).toMatch(/uk-mirror\.everySeconds: expected a minute or more/);
});

function follow(govuk: GovukServer): Promise<TestService> {
  return startService({
    sources: {
      'uk-fcdo': {
        kind: 'polled',
        mode: 'signal',
        everySeconds: 900,
        url: govuk.url,
        licence: 'OGL-UK-3.0',
        pauseMs: 0,
      },
    },
  });
}

function poll({ app }: TestService) {
  const request = { sourceId: 'uk-fcdo', evenIfNotDue: true };
  return app.ingest.poll(request, AbortSignal.timeout(60_000));
}

async function healthOf({ app: { db, sources } }: TestService) {
  const [health] = await createSourceHealth({ db, sources }).list();
  return health;
}

async function cursorOf({ app: { db } }: TestService): Promise<unknown> {
  const { rows } = await sql<{ cursor: unknown }>`select cursor from sources`.execute(db);
  return rows[0]?.cursor;
}
