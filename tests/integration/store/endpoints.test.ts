import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import type { Database } from '#src/store/database.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openDatabase } from '#tests/support/open-database.ts';

test('W7 · both keys of an endpoint are sealed, and only the shared secret is shown', async () => {
  await using db = await openDatabase();
  const keyring = aKeyring();
  const endpoints = createEndpoints({ db, keyring, newKeys: newSigningKeys });
  const { secret } = await anEndpoint(endpoints);
  const { rows } = await sql<{ scheme: string; secret: Buffer }>`
    select scheme, secret from endpoint_secrets order by id`.execute(db);
  expect(rows.map(({ scheme }) => scheme)).toEqual(['v1', 'v1a']);
  expect(rows.map((row) => row.secret.toString('latin1')).join('')).not.toMatch(/wh(sec|sk)_/);
  const opened = rows.map((row) => keyring.open('endpoint-secret', row.secret));
  expect(opened).toEqual([secret, expect.stringMatching(/^whsk_/)]);
});

test('W5 · one that failed too long is called again when it is resumed', async () => {
  await using db = await openDatabase();
  const endpoints = createEndpoints({ db, keyring: aKeyring(), newKeys: newSigningKeys });
  const { id } = await anEndpoint(endpoints);
  await endpoints.disable(id, 'http-410', 'the service');
  await sql`update lines set failures = 7, failing_since = now()`.execute(db);
  expect(await endpoints.resume(id, 'Omar')).toMatchObject({
    state: 'active',
    reason: undefined,
    failures: 0,
    failingSince: undefined,
  });
  expect(await endpoints.resume('ep_none', 'Omar')).toBeUndefined();
});

test('W5 · one that an officer disables finds that in its log, once', async () => {
  await using db = await openDatabase();
  const endpoints = createEndpoints({ db, keyring: aKeyring(), newKeys: newSigningKeys });
  const { id } = await anEndpoint(endpoints);
  await endpoints.disable(id, 'disabled-by-officer', 'Omar');
  await endpoints.disable(id, 'disabled-by-officer', 'Omar');
  const { rows } = await sql`
    select e.type, e.facts, c.sequence, c.state from events e join calls c on c.event_id = e.id`.execute(
    db,
  );
  expect(rows).toEqual([
    {
      type: 'endpoint.disabled',
      facts: { reason: 'disabled-by-officer' },
      sequence: 1,
      state: 'withheld',
    },
  ]);
});

test('W5 · an officer who stops an endpoint in the very moment in which it resumes itself has stopped it', async () => {
  await using db = await openDatabase();
  const endpoints = createEndpoints({ db, keyring: aKeyring(), newKeys: newSigningKeys });
  const { id } = await anEndpoint(endpoints);
  await endpoints.pause(id, `endpoint:${id}`, 'itself');
  const resumed = await db.transaction().execute(async (tx) => {
    await sql`update endpoints set state = 'paused', reason = 'paused-by-officer'`.execute(tx);
    const resuming = endpoints.resume(id, `endpoint:${id}`, 'itself');
    await expect.poll(() => waiters(db)).toBe(1);
    return { resuming };
  });
  expect(await resumed.resuming).toBeUndefined();
  for (const move of ['pause', 'resume'] as const)
    expect(await endpoints[move](id, `endpoint:${id}`, 'itself')).toBeUndefined();
  expect(await endpoints.disable(id, 'disabled-by-itself', `endpoint:${id}`)).toBeUndefined();
  expect(await endpoints.find(id)).toMatchObject({ state: 'paused', reason: 'paused-by-officer' });
  expect(await endpoints.resume(id, 'Omar')).toMatchObject({ state: 'active' });
});

async function waiters(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}
