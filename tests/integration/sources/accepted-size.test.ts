import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { sql } from 'kysely';
import { expect, test } from 'vitest';

import type { Database } from '#src/store/database.ts';
import { openMachine } from '#tests/integration/commands/type-command.ts';
import { anArea, startGovuk } from '#tests/support/govuk-server.ts';
import { startService } from '#tests/support/service.ts';
import { judgeAll, serviceOn } from '#tests/support/weather.ts';

const slugs = [
  'albania',
  'benin',
  'chile',
  'denmark',
  'estonia',
  'finland',
  'ghana',
  'hungary',
  'india',
  'japan',
  'kenya',
  'laos',
  'mali',
  'niger',
  'oman',
];

test('C5: a list that is truly shorter is unhealthy until an operator accepts its size; what is gone waits as one storm', async () => {
  await using govuk = await startGovuk(slugs.map((slug) => anArea({ slug })));
  await using machine = await openMachine();
  await using service = await startService({ databaseUrl: machine.databaseUrl });
  const { db } = service.app;
  const file = join(machine.folder, 'sources.json');
  const followed = { mode: 'publish', everySeconds: 900, url: govuk.url, licence: 'OGL-UK-3.0' };
  await writeFile(file, JSON.stringify({ 'uk-fcdo': { ...followed, pauseMs: 0 } }));
  const poll = (...flags: readonly string[]) =>
    machine.typeIn(
      { SOURCES_FILE: file, OUTBOUND_ALLOW: '127.0.0.0/8' },
      ...(['ingest', 'poll', 'uk-fcdo'] as const),
      ...flags,
    );
  expect((await poll()).out).toMatch(/15 items, 0 vanished/);
  await judgeAll(serviceOn(db));

  for (const slug of slugs.slice(11)) govuk.areas.delete(slug);
  const refused = await poll();
  expect(refused.code).toBe(1);
  expect(refused.out).toMatch(
    /at least 12 entries \(15 the last time\), got 11; .*npm run ingest -- poll uk-fcdo --accept-size/,
  );
  expect((await poll()).code).toBe(1); // nor by insisting

  expect((await poll('--accept-size')).out).toMatch(/0 items, 4 vanished/);
  await judgeAll(serviceOn(db));
  expect(await decisionsOf(db)).toEqual(slugs.slice(11).map(() => 'review storm'));
  expect((await poll()).out).toMatch(/says nothing new/);
});

test('an empty list is never accepted, whoever asks for it', async () => {
  await using govuk = await startGovuk(slugs.map((slug) => anArea({ slug })));
  const uk = { kind: 'polled', mode: 'publish', everySeconds: 900, licence: 'OGL' } as const;
  await using service = await startService({
    sources: { 'uk-fcdo': { ...uk, url: govuk.url, pauseMs: 0 } },
  });
  const poll = (acceptsSize: boolean) =>
    service.app.ingest.poll(
      { sourceId: 'uk-fcdo', evenIfNotDue: true, acceptsSize },
      AbortSignal.timeout(60_000),
    );
  await poll(false);
  govuk.areas.clear();
  expect(await poll(true)).toMatchObject({
    kind: 'failed',
    reason: expect.stringMatching(/got 0$/),
  });
});

/** Of what is gone. */
async function decisionsOf(db: Database): Promise<readonly string[]> {
  const { rows } = await sql<{ what: string }>`
    select verdict || ' ' || reason as what from advisory_events where content is null order by id`.execute(
    db,
  );
  return rows.map(({ what }) => what);
}
