import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { retention } from '#config/retention.ts';
import { newSigningKeys } from '#src/channels/webhook/keys.ts';
import { createEndpoints } from '#src/store/endpoints.ts';
import { createEventLog } from '#src/store/event-log.ts';
import { createRetention } from '#src/store/retention.ts';
import { anEndpoint } from '#tests/support/endpoints.ts';
import { aKeyring } from '#tests/support/keyring.ts';
import { openDatabase } from '#tests/support/open-database.ts';
import { planPings, settleCalls } from '#tests/support/told.ts';

async function aWorld() {
  const db = await openDatabase();
  const endpoints = createEndpoints({ db, keyring: aKeyring(), newKeys: newSigningKeys });
  const { id } = await anEndpoint(endpoints);
  const log = createEventLog({
    db,
    payloadOf: async () => ({ type: 'test.ping', timestamp: '', data: {} }),
  });
  const keptIn = (days: number) =>
    createRetention({ db, batch: 2 }).keep(
      new AbortController().signal,
      new Date(Date.now() + days * 86_400_000),
    );
  return { db, id, log, keptIn, [Symbol.asyncDispose]: () => db[Symbol.asyncDispose]() };
}

test('W8 · what an endpoint answered is gone after 30 days, that it answered is not', async () => {
  await using world = await aWorld();
  await planPings(world.db, world.id, 3);
  await settleCalls(world.db, world.id, 3);
  expect(await world.keptIn(retention.responsesDays - 0.1)).not.toHaveProperty('call-responses');
  expect(await world.keptIn(retention.responsesDays + 0.1)).toMatchObject({ 'call-responses': 3 });
  const { rows } = await sql`select distinct state, status, response from calls`.execute(world.db);
  expect(rows).toEqual([{ state: 'sent', status: 200, response: null }]);
});

test('W8 · the log reaches back 400 days and says how far; what still waits is not lost', async () => {
  await using world = await aWorld();
  await planPings(world.db, world.id, 6);
  await settleCalls(world.db, world.id, 5);
  await world.keptIn(retention.callsDays - 0.1);
  expect(await world.log.read(world.id, { limit: 10 })).toMatchObject({ oldest: 1, last: 6 });
  expect(await world.keptIn(retention.callsDays + 0.1)).toMatchObject({ calls: 10 });
  const { events, oldest, last } = (await world.log.read(world.id, { limit: 10 })) ?? {};
  expect({ oldest, last, left: events?.map(({ sequence }) => sequence) }).toEqual({
    oldest: 6,
    last: 6,
    left: [6],
  });
});
