import { readFileSync } from 'node:fs';

import { sql } from 'kysely';
import { pino } from 'pino';
import { expect, test } from 'vitest';

import { inbound } from '#config/inbound.ts';
import { retention } from '#config/retention.ts';
import { createDatabase } from '#src/store/database.ts';
import { retentionRules } from '#src/store/forgotten-counts.ts';
import { createTestDatabase } from '#tests/support/database.ts';

const page = readFileSync('docs/privacy.md', 'utf8');

/** Tables that hold nothing about a citizen or a contact of an embassy. Every other one must be explained, field by field. */
const aboutNobody = [
  'advisories',
  'advisory_events',
  'alarms',
  'approvals',
  'audit',
  'crises',
  'drafts',
  'forgotten_counts',
  'key_holders',
  'lone_releases',
  'migrations',
  'mission_changes',
  'missions',
  'officer_tokens',
  'privacy_notices',
  'publication_counts',
  'publications',
  'queue_marks',
  'recalls',
  'received_counts',
  'reports',
  'revisions',
  'schedules',
  'sources',
  'source_endings',
  'storms',
  'workers',
];

async function columns(): Promise<readonly { readonly table: string; readonly column: string }[]> {
  await using database = await createTestDatabase();
  await using db = createDatabase({ url: database.url, log: pino({ level: 'silent' }) });
  const { rows } = await sql<{ table: string; column: string }>`
    select c.table_name as table, c.column_name as column from information_schema.columns c
    where c.table_schema = 'public' and not exists (
      select from pg_inherits i where i.inhrelid = format('%I.%I', c.table_schema, c.table_name)::regclass)
    order by 1, 2`.execute(db);
  return rows;
}

test('S8 · every field of every table about citizens stands in docs/privacy.md, and no other does', async () => {
  const all = await columns();
  const known = new Set(all.map(({ table }) => table));
  expect(aboutNobody.filter((table) => !known.has(table))).toEqual([]);
  const about = all
    .filter(({ table }) => !aboutNobody.includes(table))
    .map(({ table, column }) => `${table}.${column}`);
  expect(about.length).toBeGreaterThan(60);
  const told = [...page.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, name = '']) => name);
  expect(about.filter((name) => !told.includes(name))).toEqual([]);
  const tables = new Set(about.map((name) => name.split('.')[0]));
  expect(told.filter((name) => tables.has(name.split('.')[0]) && !about.includes(name))).toEqual(
    [],
  );
});

test('S8 · the page says each rule of retention, and the figures that hold', () => {
  for (const rule of retentionRules) expect(page).toContain(`\`${rule}\``);
  for (const days of [retention.addressDays, retention.tripDays, retention.linkDays])
    expect(page).toContain(`${days}`);
  expect(page).toContain(`${retention.deliveriesDays} days after`);
  expect(page).toContain(`until one arrives; ${inbound.softKeptDays} days; until erased`);
});
