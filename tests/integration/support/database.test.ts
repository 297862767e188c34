import { Client } from 'pg';
import { expect, inject, test } from 'vitest';

import { createTestDatabase } from '#tests/support/database.ts';

test('each test has a migrated database of its own', async () => {
  await using first = await createTestDatabase();
  await using second = await createTestDatabase();
  expect(new Set([first.url, second.url, inject('databaseUrl')]).size).toBe(3);
  const client = new Client(first.url);
  await client.connect();
  const { rows } = await client.query('select name from migrations');
  await client.end();
  expect(rows.length).toBeGreaterThan(0);
});

test('a disposed database is gone, although somebody is still connected', async () => {
  const database = await createTestDatabase();
  const lingering = new Client(database.url);
  lingering.on('error', () => undefined);
  await lingering.connect();
  await database[Symbol.asyncDispose]();
  await expect(new Client(database.url).connect()).rejects.toThrow('does not exist');
});
