import { readFile } from 'node:fs/promises';

import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { hashOf } from '#src/advisory/draft.ts';
import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { migrate } from '#src/store/migrate.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const log = pino({ level: 'silent' });

/** A database as the first migration left it. */
async function backToTheBeginning(db: Database): Promise<void> {
  const first = await readFile(
    new URL('../../../src/store/migrations/0001-initial.sql', import.meta.url),
    'utf8',
  );
  await sql.raw(`drop schema public cascade; create schema public; ${first}`).execute(db);
  await sql`create table migrations (name text primary key, applied_at timestamptz not null default now())`.execute(
    db,
  );
  await sql`insert into migrations (name) values ('0001-initial.sql')`.execute(db);
}

test('drafts of before the officers’ desk stay as they were; their approvals are asked for anew', async () => {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log });
  await backToTheBeginning(db);
  const content = aContent();
  const hash = hashOf(content, 'urgent');
  const { rows } = await sql<{ id: string }>`
    insert into drafts (content, lane, hash, author, sent_back_hash) values (${JSON.stringify(content)}, 'urgent', ${hash}, 'Asha', ${hash})
    returning id`.execute(db);
  const id = rows[0]?.id ?? '';
  await sql`insert into approvals (draft_id, officer, at, hash, audience) values (${id}, 'Ravi', now(), ${hash}, 3)`.execute(
    db,
  );

  const { applied } = await migrate(database.url, log);
  expect(applied.at(0)).toBe('0002-the-desk.sql');
  expect(await createDrafts({ db }).find(id)).toMatchObject({
    content,
    version: 1,
    sentBack: true,
    approvals: [{ officer: 'Ravi', message: '' }],
  });
  expect(await migrate(database.url, log)).toEqual({ applied: [] });
});
