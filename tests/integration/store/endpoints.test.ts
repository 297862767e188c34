import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { newSigningKeys } from '#src/channels/webhook/keys.ts';
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
