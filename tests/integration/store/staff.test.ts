import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import missions from '#config/missions.json' with { type: 'json' };
import { hashOf } from '#src/advisory/draft.ts';
import { missionSchema } from '#src/advisory/mission.ts';
import { createAuditLog } from '#src/store/audit.ts';
import { createDrafts } from '#src/store/drafts.ts';
import { createMissions, seedMissions } from '#src/store/missions.ts';
import { createOfficers } from '#src/store/officers.ts';
import { createReadiness } from '#src/store/readiness.ts';
import { aContent, aMission } from '#tests/support/builders-content.ts';
import { openDatabase } from '#tests/support/open-database.ts';

const message = 'e'.repeat(64);

describe('drafts', () => {
  test('come back from the database as they went in, with the hash of what they say', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const content = aContent();
    const made = await drafts.create({ content, lane: 'urgent', author: 'Asha', reason: 'first' });
    expect(made).toMatchObject({
      content,
      lane: 'urgent',
      author: 'Asha',
      reason: 'first',
      state: 'open',
      approvals: [],
      hash: hashOf(content, 'urgent'),
    });
    const found = await drafts.find(made.id);
    expect(found).toEqual(made);
    expect(hashOf(found?.content ?? aContent({ kind: 'travel-advice' }), 'urgent')).toBe(made.hash);
  });

  test('of two officers who edit the same version one is told that it has changed', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const { id, hash } = await drafts.create({
      content: aContent(),
      lane: 'urgent',
      author: 'Asha',
    });
    const edit = (author: string) =>
      drafts.replace({
        id,
        expectedHash: hash,
        author,
        lane: 'urgent',
        content: aContent({ categories: [author] }),
      });
    const results = await Promise.all([edit('Ravi'), edit('Vera')]);
    const [winner] = results.filter((draft) => draft !== undefined);
    expect(results.filter((draft) => draft === undefined)).toHaveLength(1);
    expect((await drafts.find(id))?.author).toBe(winner?.author);
    expect(new Set(await drafts.authorsOf(id))).toEqual(new Set(['Asha', winner?.author]));
  });

  test('an approval binds the hash and its audience, and is no second one when given again', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const { id, hash } = await drafts.create({
      content: aContent(),
      lane: 'emergency',
      author: 'Asha',
    });
    const at = new Date('2025-07-02T14:00:00.123Z');
    expect(
      await drafts.approve(id, { officer: 'Ravi', at, hash: 'f'.repeat(64), message, audience: 3 }),
    ).toBeUndefined();
    await drafts.approve(id, { officer: 'Ravi', at, hash, message, audience: 3 });
    const approved = await drafts.approve(id, {
      officer: 'Ravi',
      at,
      hash,
      message,
      audience: 5_000,
    });
    expect(approved?.approvals).toEqual([
      { officer: 'Ravi', at, hash, message, audience: 5_000, voided: false },
    ]);
  });

  test('S6 · how many an approval would reach stands with the approval and not in the audit', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const { id, hash } = await drafts.create({
      content: aContent(),
      lane: 'urgent',
      author: 'Asha',
    });
    await drafts.approve(id, { officer: 'Ravi', at: new Date(), hash, message, audience: 3 });
    const [entry] = await createAuditLog({ db }).list({ limit: 1 });
    expect(entry).toMatchObject({ action: 'draft.approved' });
    expect(entry?.detail).toEqual({ hash, message });
  });

  test('a dismissed one takes no edit, no approval and no second dismissal', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const { id, hash, content, lane } = await drafts.create({
      content: aContent(),
      lane: 'urgent',
      author: 'Asha',
    });
    expect(await drafts.dismiss(id, 'Ravi', 'old news')).toMatchObject({
      state: 'dismissed',
      reason: 'old news',
    });
    expect(await drafts.dismiss(id, 'Ravi', 'again')).toBeUndefined();
    expect(
      await drafts.replace({ id, expectedHash: hash, content, lane, author: 'Asha' }),
    ).toBeUndefined();
    expect(
      await drafts.approve(id, { officer: 'Ravi', at: new Date(), hash, message, audience: 1 }),
    ).toBeUndefined();
    expect(await drafts.list('open')).toEqual([]);
    expect(await drafts.list('dismissed')).toHaveLength(1);
  });
});

describe('S9 · the audit', () => {
  test('is one chain, also when many write at once', async () => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    const audit = createAuditLog({ db });
    await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        drafts.create({ content: aContent(), lane: 'urgent', author: `Officer ${index}` }),
      ),
    );
    expect(await audit.verify()).toMatchObject({ kind: 'intact', entries: 12 });
    const [latest, before] = await audit.list({ limit: 2 });
    expect(latest?.previous).toEqual(before?.hash);
    expect(await audit.list({ limit: 100, before: before?.id ?? 0 })).toHaveLength(10);
  });

  test.each([
    {
      change: 'an entry altered',
      statement: sql`update audit set officer = 'Nobody' where id = 2`,
    },
    { change: 'an entry deleted', statement: sql`delete from audit where id = 2` },
    {
      change: 'a detail altered',
      statement: sql`update audit set detail = detail || '{"lane": "routine"}' where id = 2`,
    },
  ])('shows $change in the table', async ({ statement }) => {
    await using db = await openDatabase();
    const drafts = createDrafts({ db });
    for (const author of ['Asha', 'Ravi', 'Vera'])
      await drafts.create({ content: aContent(), lane: 'urgent', author });
    await statement.execute(db);
    expect(await createAuditLog({ db }).verify()).toMatchObject({ kind: 'broken' });
  });

  test('an act that is rolled back leaves no entry, and one without its entry does not happen', async () => {
    await using db = await openDatabase();
    await sql`alter table audit add constraint full_disk check (action <> 'draft.created')`.execute(
      db,
    );
    await expect(
      createDrafts({ db }).create({ content: aContent(), lane: 'urgent', author: 'Asha' }),
    ).rejects.toThrow('full_disk');
    const { rows } = await sql<{
      drafts: number;
      entries: number;
    }>`select (select count(*) from drafts) as drafts, (select count(*) from audit) as entries`.execute(
      db,
    );
    expect(rows).toEqual([{ drafts: 0, entries: 0 }]);
  });
});

describe('officers’ tokens', () => {
  test('let in while they stand, are kept as hashes, and are revoked one by one or all of an officer', async () => {
    await using db = await openDatabase();
    const officers = createOfficers({ db });
    const [desk, phone] = [
      await officers.create({ name: 'Asha', roles: ['author', 'approver'] }, 'a test'),
      await officers.create({ name: 'Asha', roles: ['author'] }, 'a test'),
    ];
    expect(await officers.authenticate(desk)).toEqual({
      name: 'Asha',
      roles: ['author', 'approver'],
    });
    expect(await officers.authenticate('cat_nonsense')).toBeUndefined();
    const { rows } = await sql<{
      text: string;
    }>`select string_agg(o::text || a::text, '') as text from officer_tokens o, audit a`.execute(
      db,
    );
    expect(rows[0]?.text).not.toContain(desk.slice(4));
    const [first] = await officers.list();
    expect(await officers.revoke(first?.id ?? '', 'a test')).toBe(1);
    expect(await officers.authenticate(desk)).toBeUndefined();
    expect(await officers.authenticate(phone)).toBeDefined();
    expect(await officers.revoke('Asha', 'a test')).toBe(1);
    expect(await officers.authenticate(phone)).toBeUndefined();
    expect(await officers.revoke('Asha', 'a test')).toBe(0);
  });
});

describe('the mission directory', () => {
  test('is filled from the configuration once, and what was verified since stays', async () => {
    await using db = await openDatabase();
    const given = missionSchema.array().parse(missions);
    expect(await seedMissions(db, given)).toBe(given.length);
    await sql`update missions set mission = mission || '{"hours": "verified"}' where id = ${given[0]?.id}`.execute(
      db,
    );
    expect(
      await seedMissions(db, [...given, aMission({ id: 'in-embassy-niamey', country: 'NE' })]),
    ).toBe(1);
    const directory = createMissions({ db });
    expect(await directory.list()).toHaveLength(given.length + 1);
    const found = await directory.find(['in-embassy-niamey', 'not-there', given[0]?.id ?? '']);
    expect(found).toMatchObject([
      { id: 'in-embassy-niamey' },
      { id: given[0]?.id, hours: 'verified' },
    ]);
  });
});

describe('Q5 · readiness', () => {
  test('names the migrations that a database lacks', async () => {
    await using db = await openDatabase();
    const { database, migrations } = createReadiness({ db });
    expect([await database?.(), await migrations?.()]).toEqual([undefined, undefined]);
    await sql`delete from migrations`.execute(db);
    expect(await migrations?.()).toMatch(
      /^lacks 0001-initial\.sql, 0002-the-desk\.sql, .*: run npm run migrate$/,
    );
  });
});
