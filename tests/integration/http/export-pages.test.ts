import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';

import { ownTables } from '#src/store/own-tables.ts';
import { createInbox } from '#src/store/received.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import { aDeliveryReport, aLetter } from '#tests/support/notices.ts';
import { patiently } from '#tests/support/patiently.ts';
import { publish } from '#tests/support/publishing.ts';
import { plain } from '#tests/support/readable.ts';

/** Tables whose recipients or addresses are nobody's but the service's own. */
const notAboutCitizens: Readonly<Record<string, string>> = {
  canaries: 'messages of the service to itself',
};

const asha = 'asha@example.org';
const documentSchema = z.object({
  format: z.literal('consular-alerts/own-data/1'),
  madeAt: z.iso.datetime(),
  address: z.string(),
  records: z.record(z.string(), z.array(z.record(z.string(), z.unknown()))),
  leftOut: z.record(z.string(), z.string()),
});

describe('S8 · a copy of everything', () => {
  test('every table with a column about citizens, and every column of it, is in the copy or is named as left out', async () => {
    await using it = await openCitizenDoors();
    const { rows } = await sql<{ table: string; column: string }>`
      select c.relname as "table", a.attname as "column"
      from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and a.attnum > 0 and not a.attisdropped`.execute(
      it.app.db,
    );
    const tables = Map.groupBy(rows, ({ table }) => table);
    const aboutCitizens = [...tables].filter(
      ([table, columns]) =>
        table === 'addresses' ||
        columns.some(({ column }) => ['address_id', 'recipient_id'].includes(column)),
    );
    expect(aboutCitizens.length).toBeGreaterThan(7);
    const joined = new Set(['advisory_id', 'revision']);
    for (const [table, columns] of aboutCitizens) {
      if (table in notAboutCitizens) continue;
      const named = Object.keys(ownTables[table]?.columns ?? {});
      const there = columns.map(({ column }) => column);
      expect
        .soft(
          there.filter((column) => !named.includes(column)),
          table,
        )
        .toEqual([]);
      expect
        .soft(
          named.filter((column) => !there.includes(column) && !joined.has(column)),
          table,
        )
        .toEqual([]);
    }
  });

  test('the one for programs holds the address, every version of every wish in clear, and what became of each mail', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe('binta@example.org', aWish({ threshold: 4 }));
    await it.subscribe(asha);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    const [, token = ''] = /manage\/(.+)/.exec(manage) ?? [];
    await it.app.subscriptions.change(token, 2, aWish({ places: [{ kind: 'everywhere' }] }));
    await publish(it.app, { advisoryId, content: aFollowUp('update') });
    await it.settled();

    expect((await it.get(`${manage}/export`)).body).toContain(`${manage}/export/data.json`);
    const answer = await it.get(`${manage}/export/data.json`);
    expect(answer.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-disposition': 'attachment; filename="travel-alerts.json"',
      'content-type': 'application/json; charset=utf-8',
    });
    const copy = documentSchema.parse(JSON.parse(answer.body));
    expect(copy.address).toBe(asha);
    expect(copy.records['addresses']).toMatchObject([{ ciphertext: asha, subscribed: true }]);
    expect(copy.records['subscriptions']).toMatchObject([
      { wish: { places: [{ country: 'ML' }] }, ended_by: 'change' },
      { wish: { places: [{ kind: 'everywhere' }] }, valid_until: null },
    ]);
    const alerts = copy.records['deliveries']?.filter(({ purpose }) => purpose === '');
    expect(alerts).toMatchObject([
      { advisory_id: advisoryId, revision: 1, state: 'sent' },
      { advisory_id: advisoryId, revision: 2, state: 'sent' },
    ]);
    expect(copy.records['link_tokens']).toHaveLength(2);
    expect(copy.leftOut['link_tokens.hash']).toContain('hash');
    // Nothing of anybody else, and no key of ours.
    expect(answer.body).not.toContain('binta');
    const lookup = it.app.keyring.lookup(asha);
    expect(answer.body).not.toContain(lookup.toString('hex'));
    expect(answer.body).not.toContain(lookup.toString('base64'));
  });

  test('what came back is shown to whoever wrote it, and not to whoever passed our mail on to them', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { db, keyring } = it.app;
    const to = 'alerts@alerts.example';
    const letters = [
      aLetter({ says: 'I hide in the cellar' }),
      aLetter({ from: 'Ben <ben@example.net>', says: 'I hide in the attic' }),
      aDeliveryReport({ recipient: 'carla@example.net', status: '5.1.1' }),
    ];
    for (const letter of letters)
      await createInbox({ db, keyring }).keep([
        { from: asha, to, cameTo: 'answer', raw: Buffer.from(letter) },
      ]);
    await sql`update received set judged_at = now(), verdict = 'answer', address_id = (select id from addresses)`.execute(
      db,
    );
    const { body } = await it.get(`${await it.manage(asha)}/export/data.json`);
    const [own, bens, report] =
      documentSchema.parse(JSON.parse(body)).records['received']?.map(({ message }) => message) ??
      [];
    expect(own).toContain('I hide in the cellar');
    for (const message of [bens, report])
      expect(message).toEqual({ leftOut: expect.stringContaining('somebody else wrote it') });
    expect(body).not.toMatch(/attic|ben@|carla@/);
  });

  test('the one to read says the same in the reader’s language, and needs nothing from the network', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha, aWish({ language: 'fr' }));
    await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    const { headers, body } = await it.get(`${manage}/export/data.html?lang=fr`);
    expect(headers['content-disposition']).toBe('attachment; filename="travel-alerts.html"');
    const text = plain(body);
    expect(text).toContain('Ce que nous gardons sur vous');
    expect(text).toContain(asha);
    expect(text).toContain('Mali');
    expect(text).toMatch(/Le serveur de courrier l’a accepté : \d/);
    expect(body).not.toMatch(/<(script|link|img|a) /);
    expect(body).not.toContain(manage);
  });

  test('S2 · without a link that holds there is no copy, and an erased address has none', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    for (const path of ['export', 'export/data.json', 'export/data.html']) {
      const unknown = await it.get(`/manage/${'x'.repeat(43)}/${path}`);
      expect(unknown.statusCode).toBe(404);
      expect(unknown.headers).not.toHaveProperty('content-disposition');
      expect(unknown.headers['content-type']).toMatch(
        path.endsWith('json') ? /problem\+json/ : /html/,
      );
    }
    await sql`update addresses set ciphertext = null`.execute(it.app.db);
    expect((await it.get(`${manage}/export/data.json`)).statusCode).toBe(410);
    await sql`update link_tokens set expires_at = now() - interval '1 second'`.execute(it.app.db);
    for (const path of ['export', 'export/data.json', 'export/data.html'])
      expect((await it.get(`${manage}/${path}`)).statusCode).toBe(410);
  });

  test('S3 · whatever is opened below a manage link, nothing changes', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const { advisoryId } = await publish(it.app);
    await it.settled();
    const manage = await it.manage(asha);
    // The mail with the link arrives before its row says so.
    const pending = () => sql`select from deliveries where state = 'pending'`.execute(it.app.db);
    await vi.waitFor(async () => expect((await pending()).rows).toEqual([]), patiently);
    const rows = async () =>
      JSON.stringify(
        await Promise.all(
          Object.keys(ownTables).map(
            async (table) =>
              (await sql`select t::text from ${sql.table(table)} t order by 1`.execute(it.app.db))
                .rows,
          ),
        ),
      );
    const before = await rows();
    const doors = ['', '/why', '/why?q=Mali', `/why/${advisoryId}/1`, '/export', '/stop'];
    const own = ['/export/data.json', '/export/data.html', '/1/companions', '/1/change', '/1/end'];
    for (const path of [...doors, ...own]) {
      for (const method of ['GET', 'HEAD'] as const) {
        const { statusCode } = await it.web.app.inject({ method, url: `${manage}${path}` });
        expect.soft(statusCode, `${method} ${path}`).toBe(200);
      }
    }
    expect(await rows()).toBe(before);
  });
});
