import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { addCitizens } from '#tests/support/citizens.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';

import { openMachine } from './type-command.ts';

test('Q9 · what failed is listed and put back by one command each, and who did it must be said', async () => {
  await using machine = await openMachine();
  const { databaseUrl } = machine;
  await using service = await startService({ databaseUrl });
  const { app } = service;
  await addCitizens(app, { count: 2 });
  const { publicationId } = await publish(app);
  const { signal } = new AbortController();
  await app.plan(publicationId, signal);
  await sql`
    with failed as (update deliveries set state = 'failed', reason = 'smtp-550', settled_at = now() returning 1)
    insert into publication_counts select ${publicationId}, 'a worker', 'email', 'failed', count(*) from failed`.execute(
    app.db,
  );
  const id = String(publicationId);
  expect((await machine.type('deliveries', 'list')).out).toContain('2 failed');
  const listed = await machine.type('deliveries', 'list', '--publication', id);
  expect(listed.out).toMatch(new RegExp(`^${id}/email/\\d+ +smtp-550`, 'm'));
  expect(await machine.type('deliveries', 'replay', id)).toMatchObject({
    code: 1,
    err: expect.stringContaining('--by NAME'),
  });
  const replayed = await machine.type('deliveries', 'replay', id, '--by', 'ana', '--json');
  expect(JSON.parse(replayed.out)).toEqual({ publicationId, replayed: 2 });
  expect((await machine.type('deliveries', 'list')).out).toBe('None failed.\n');
});
