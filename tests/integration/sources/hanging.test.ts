import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { eightAreas, startGovuk } from '#tests/support/govuk-server.ts';
import { startRawServer } from '#tests/support/raw-server.ts';
import { startService } from '#tests/support/service.ts';
import type { TestService } from '#tests/support/service.ts';

const followed = {
  kind: 'polled',
  mode: 'signal',
  format: 'uk-fcdo',
  everySeconds: 900,
  licence: 'OGL-UK-3.0',
  pauseMs: 0,
} as const;

test('C5: publishers that hang keep the worker from no other', async () => {
  await using owned = new AsyncDisposableStack();
  const hanging = await Promise.all([1, 2, 3, 4].map(() => startRawServer(() => {})));
  for (const one of hanging) owned.use(one);
  await using govuk = await startGovuk(eightAreas);
  const mute = hanging.map(({ url }, index) => [`a-mute-${index}`, { ...followed, url }] as const);
  await using service = await startService({
    sources: { ...Object.fromEntries(mute), 'uk-fcdo': { ...followed, url: govuk.url } },
  });
  await putOff(service, 'uk-fcdo');
  await using _workers = service.work(['ingest']);
  await expect.poll(() => hanging.every(({ open }) => open.size > 0)).toBe(true);
  const wait = Promise.withResolvers<void>();
  govuk.misbehave = () => {
    if (hanging.every(({ open }) => open.size > 0)) wait.resolve(); // it is asked while each of them sits on a request
    return false;
  };
  await sql`update sources set next_poll_at = now() where id = 'uk-fcdo'`.execute(service.app.db);
  await wait.promise;
  await expect.poll(() => heardOf(service)).toEqual(['uk-fcdo']);
});

async function putOff({ app: { db } }: TestService, sourceId: string): Promise<void> {
  await sql`insert into sources (id, next_poll_at) values (${sourceId}, now() + interval '1 hour')`.execute(
    db,
  );
}

async function heardOf({ app: { db } }: TestService): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from sources where last_success_at is not null`.execute(db);
  return rows.map(({ id }) => id);
}
