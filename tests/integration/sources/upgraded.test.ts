import { sql } from 'kysely';
import { expect, test } from 'vitest';

import type { Database } from '#src/store/database.ts';
import { anArea, eightAreas, startGovuk } from '#tests/support/govuk-server.ts';
import type { GovukServer } from '#tests/support/govuk-server.ts';
import { startService } from '#tests/support/service.ts';
import type { TestService } from '#tests/support/service.ts';
import { judgeAll, serviceOn } from '#tests/support/weather.ts';

/** Before there was one engine for all publishers, GOV.UK's areas were known by their dates, and contents named no parts. */
async function asBefore(db: Database, { areas }: GovukServer): Promise<void> {
  const dates = [...areas.values()].map(({ id, changedAt }) => [
    `at:${id}`,
    new Date(changedAt).toISOString(),
  ]);
  const cursor = { count: String(areas.size), etag: 'W/"old"', ...Object.fromEntries(dates) };
  await sql`update sources set cursor = ${JSON.stringify(cursor)}::jsonb`.execute(db);
  await sql`update advisory_events set content = content - 'parts'`.execute(db);
  await sql`update revisions set content = content - 'parts'`.execute(db);
}

test('C5: the first poll after an upgrade, from a cursor in the old shape, is no news to anybody', async () => {
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  await poll(service);
  await asBefore(service.app.db, govuk);
  const before = await newsIn(service.app.db);
  await poll(service);
  expect(await verdictsOf(service.app.db)).toEqual({ ignore: 8 });
  expect(await newsIn(service.app.db)).toEqual(before);
  expect(await poll(service)).toEqual({ kind: 'unchanged' });
});

test('C5: a level that rose while the service was being upgraded is told, and what is gone is held', async () => {
  await using govuk = await startGovuk(eightAreas);
  await using service = await follow(govuk);
  await poll(service);
  await asBefore(service.app.db, govuk);
  const changedAt = '2026-03-05T10:00:00Z';
  const statuses = ['avoid_all_travel_to_whole_country'];
  govuk.areas.set('norway', anArea({ slug: 'norway', changedAt, statuses }));
  govuk.areas.delete('kosovo');
  await poll(service);
  expect(await verdictsOf(service.app.db)).toEqual({ ignore: 6, publish: 1, review: 1 });
});

const uk = { kind: 'polled', mode: 'publish', everySeconds: 900, licence: 'OGL-UK-3.0' } as const;

function follow({ url }: GovukServer): Promise<TestService> {
  return startService({ sources: { 'uk-fcdo': { ...uk, url, pauseMs: 0 } } });
}

async function poll({ app }: TestService) {
  const request = { sourceId: 'uk-fcdo', evenIfNotDue: true };
  const outcome = await app.ingest.poll(request, AbortSignal.timeout(60_000));
  await judgeAll(serviceOn(app.db));
  return outcome;
}

/** Of what was heard since the first poll. */
async function verdictsOf(db: Database): Promise<Readonly<Record<string, number>>> {
  const { rows } = await sql<{ verdict: string; count: number }>`
    select verdict, count(*)::int as count from advisory_events where not first_sight
    group by verdict order by verdict`.execute(db);
  return Object.fromEntries(rows.map(({ verdict, count }) => [verdict, count]));
}

async function newsIn(db: Database): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*) from revisions) as revisions, (select count(*) from drafts) as drafts`.execute(
    db,
  );
  return rows[0];
}
