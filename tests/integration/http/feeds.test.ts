import { gunzipSync } from 'node:zlib';

import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import type { Revision } from '#src/advisory/revision.ts';
import { seedMissions } from '#src/store/missions.ts';
import {
  aContent,
  aFollowUp,
  aMission,
  aRevision,
  stamped,
} from '#tests/support/builders-content.ts';
import { allOf, treeOf } from '#tests/support/cap.ts';
import { openPublicSite } from '#tests/support/public-site.ts';
import type { PublicSite } from '#tests/support/public-site.ts';

const now = new Date('2025-07-02T15:00:00Z');
const feeds = [
  ['/advisories.atom', 'application/atom+xml; charset=utf-8'],
  ['/advisories.json', 'application/feed+json'],
  ['/advisories.cap.atom', 'application/atom+xml; charset=utf-8'],
  ['/advisories.geojson', 'application/geo+json'],
] as const;

const inSenegal = (overrides: Partial<Revision> = {}) =>
  aRevision({
    advisoryId: 'in-senegal',
    content: aContent({ appliesTo: [{ country: 'SN', level: 3, levelWording: 'Think again' }] }),
    publishedAt: new Date('2025-07-02T14:40:00Z'),
    ...overrides,
  });

async function withMali(): Promise<PublicSite> {
  const site = await openPublicSite(now);
  await site.publish(aRevision());
  return site;
}

describe.each(feeds)('the feed at %s', (path, type) => {
  test('is for programs everywhere, on other sites too, and comes packed for who can read it', async () => {
    await using site = await withMali();
    const feed = await site.get(path);
    expect(feed.statusCode).toBe(200);
    expect(feed.headers).toMatchObject({
      'content-type': type,
      'access-control-allow-origin': '*',
      'cross-origin-resource-policy': 'cross-origin',
      'cache-control': 'public, max-age=60',
      'last-modified': 'Wed, 02 Jul 2025 14:30:00 GMT',
      'x-content-type-options': 'nosniff',
    });
    const packed = await site.get(path, { 'accept-encoding': 'gzip' });
    expect(packed.headers['content-encoding']).toBe('gzip');
    expect(packed.headers.vary).toContain('Accept-Encoding');
    expect(String(gunzipSync(packed.rawPayload))).toBe(feed.body);
  });

  test('is sent again only when it has changed', async () => {
    await using site = await withMali();
    const { headers } = await site.get(path);
    const byTag = { 'if-none-match': String(headers.etag) };
    const byDate = { 'if-modified-since': String(headers['last-modified']) };
    for (const held of [byTag, byDate, { ...byTag, 'accept-encoding': 'gzip' }]) {
      const again = await site.get(path, held);
      expect([again.statusCode, again.body]).toEqual([304, '']);
      expect(again.headers).toMatchObject({
        etag: headers.etag,
        'access-control-allow-origin': '*',
      });
    }
    await site.publish(inSenegal());
    for (const held of [byTag, byDate]) expect((await site.get(path, held)).statusCode).toBe(200);
  });

  test('lets a script of another site say what it holds already', async () => {
    await using site = await withMali();
    const asked = await site.app.inject({
      method: 'OPTIONS',
      url: path,
      headers: { origin: 'https://map.example', 'access-control-request-headers': 'if-none-match' },
    });
    expect(asked.statusCode).toBe(204);
    expect(asked.headers).toMatchObject({
      'access-control-allow-origin': '*',
      'access-control-allow-headers': 'If-None-Match, If-Modified-Since',
    });
    const head = await site.app.inject({ method: 'HEAD', url: path });
    expect([head.statusCode, head.body]).toEqual([200, '']);
  });

  test('is one country’s when asked, and a wrong one is no feed of everything', async () => {
    await using site = await withMali();
    await site.publish(inSenegal());
    const all = (await site.get(path)).body;
    const senegal = (await site.get(`${path}?country=SN`)).body;
    expect(all).toContain('in-mea-2025-0042');
    expect(all).toContain('in-senegal');
    expect(senegal).not.toContain('in-mea-2025-0042');
    expect(senegal).toContain('in-senegal');
    expect((await site.get(`${path}?country=XX`)).statusCode).toBe(400);
    expect((await site.get(`${path}?country=FR`)).statusCode).toBe(200);
  });

  test.each(['exercise', 'test'] as const)(
    'C6 · holds nothing of an advisory whose status is %s',
    async (status) => {
      await using site = await openPublicSite(now);
      const empty = (await site.get(path)).body;
      await site.publish(aRevision({ content: aContent({ status }) }));
      expect((await site.get(path)).body).toBe(empty);
    },
  );

  test('can be found on the first page and on that of a country', async () => {
    await using site = await withMali();
    const home = (await site.get('/')).body;
    const [bare = ''] = type.split(';');
    expect(home).toContain(`<link rel="alternate" type="${bare}"`);
    expect(home).toContain(`href="${path}"`);
    expect((await site.get('/countries/ML')).body).toMatch(`href="${path}?country=ML`);
  });
});

describe('current levels and the CAP index', () => {
  test('what runs out is no longer listed, though nothing was published', async () => {
    await using site = await openPublicSite(now);
    const expiresAt = '2025-07-02T16:00:00Z';
    await site.publish(aRevision());
    await site.publish(inSenegal({ content: aContent({ expiresAt }) }));
    const before = await site.get('/advisories.geojson');
    expect(before.body).toContain('in-senegal');
    site.goTo(new Date('2025-07-02T16:00:30Z'));
    const held = { 'if-none-match': String(before.headers.etag) };
    const after = await site.get('/advisories.geojson', held);
    expect(after.statusCode).toBe(200);
    expect(after.body).not.toContain('in-senegal');
    expect(after.headers['last-modified']).toBe('Wed, 02 Jul 2025 16:00:00 GMT');
  });

  test('C4 · a cancel stands in the index for three days, and levels forget what it ends at once', async () => {
    await using site = await withMali();
    await site.publish(
      aRevision({
        number: 2,
        content: aFollowUp('cancel'),
        publishedAt: new Date('2025-07-02T14:50:00Z'),
      }),
    );
    const linked = async () => {
      const { body } = await site.get('/advisories.cap.atom');
      return [...body.matchAll(/\/(\d)\/cap"/g)].map(([, number]) => number);
    };
    expect(await linked()).toEqual(['2', '1']);
    expect((await site.get('/advisories.geojson')).json()).toMatchObject({ features: [] });
    site.goTo(new Date('2025-07-05T14:40:00Z'));
    expect(await linked()).toEqual(['2']);
    site.goTo(new Date('2025-07-05T14:51:00Z'));
    expect(await linked()).toEqual([]);
  });

  test('what is in force is listed however long ago it was published', async () => {
    await using site = await withMali();
    site.goTo(new Date('2026-01-01T00:00:00Z'));
    expect((await site.get('/advisories.cap.atom')).body).toContain('/in-mea-2025-0042/1/cap');
  });

  test('both speak the language asked for, or none', async () => {
    await using site = await withMali();
    const hindi = (await site.get('/advisories.geojson?lang=hi')).json<{ language: string }>();
    expect(hindi.language).toBe('hi');
    const arabic = { 'accept-language': 'ar' };
    expect((await site.get('/advisories.geojson', arabic)).body).toContain('مالي');
    const index = await site.get('/advisories.cap.atom', arabic);
    expect(index.body).toBe((await site.get('/advisories.cap.atom')).body);
    expect(index.headers.vary).toBe('Accept-Encoding');
  });
});

test('many readers of a feed cost the store what one does', async () => {
  await using site = await withMali();
  for (let reader = 0; reader < 30; reader += 1) await site.get('/advisories.atom?lang=en');
  expect(site.lookups()).toBe(1);
  await site.publish(inSenegal());
  await Promise.all(Array.from({ length: 10 }, () => site.get('/advisories.atom?lang=en')));
  expect(site.lookups()).toBe(2);
});

describe('C3 · each message as CAP', () => {
  test('stands at an address of its own that its page, the API’s path and the index lead to', async () => {
    await using site = await withMali();
    await seedMissions(site.db, [aMission()]);
    const page = (await site.get('/advisories/in-mea-2025-0042')).body;
    const path = '/advisories/in-mea-2025-0042/1/cap';
    expect(page.match(new RegExp(`href="${path}"`, 'g'))).toHaveLength(2);
    expect((await site.get('/advisories.cap.atom')).body).toContain(
      `https://alerts.example${path}`,
    );
    const message = await site.get(path);
    expect(message.headers).toMatchObject({
      'content-type': 'application/cap+xml; charset=utf-8',
      'access-control-allow-origin': '*',
    });
    const cap = treeOf(message.body);
    expect(allOf(cap, 'identifier')).toEqual(['in-mea-2025-0042.1']);
    expect(allOf(cap, 'contact')[0]).toContain('+22300000001');
    const held = { 'if-none-match': String(message.headers.etag) };
    expect((await site.get(path, held)).statusCode).toBe(304);
  });

  test('a later one refers to those before it, and to those of the advisories that it continues', async () => {
    await using site = await withMali();
    await site.publish(inSenegal());
    await site.publish(
      aRevision({
        number: 2,
        content: aFollowUp('all-clear', { relation: { kind: 'all-clear', to: ['in-senegal'] } }),
        publishedAt: new Date('2025-07-02T14:50:00Z'),
      }),
    );
    const cap = treeOf((await site.get('/advisories/in-mea-2025-0042/2/cap')).body);
    expect(allOf(cap, 'references')[0]?.split(' ')).toEqual([
      'advisories.alerts.example,in-mea-2025-0042.1,2025-07-02T14:30:00-00:00',
      'advisories.alerts.example,in-senegal.1,2025-07-02T14:40:00-00:00',
    ]);
    expect(allOf(cap, 'msgType')).toEqual(['Update']);
    expect(new Set(allOf(cap, 'responseType'))).toEqual(new Set(['AllClear']));
    const first = treeOf((await site.get('/advisories/in-mea-2025-0042/1/cap')).body);
    expect(allOf(first, 'msgType')).toEqual(['Alert']);
    expect(allOf(first, 'references')).toEqual([]);
  });

  test('a number of a mission that was given up is not handed out again', async () => {
    await using site = await withMali();
    await seedMissions(site.db, [aMission()]);
    const path = '/advisories/in-mea-2025-0042/1/cap';
    const { headers } = await site.get(path);
    await sql`update missions set mission = jsonb_set(mission, '{phones}', '[]')`.execute(site.db);
    site.goTo(new Date(now.getTime() + 60_000));
    const later = await site.get(path, {
      'if-none-match': String(headers.etag),
      'if-modified-since': now.toUTCString(),
    });
    expect(later.statusCode).toBe(200);
    expect(later.body).not.toContain('+22300000001');
  });

  test.each([
    '/advisories/in-mea-2025-0042/2/cap',
    '/advisories/in-mea-2025-0042/0/cap',
    '/advisories/in-mea-2025-0042/99999999999/cap',
    '/advisories/in-mea-2025-0042/x/cap',
    '/advisories/nothing/1/cap',
    '/advisories/practice/1/cap',
  ])('there is none at %s', async (path) => {
    await using site = await withMali();
    const content = aContent({ status: 'exercise' });
    await site.publish(aRevision({ advisoryId: 'practice', content }));
    expect((await site.get(path)).statusCode).toBe(404);
  });

  test('one that would be larger than readers of CAP take is cut, and says where the rest stands', async () => {
    await using site = await openPublicSite(now);
    const long = 'काय के पास '.repeat(1_800).trim();
    const whatToDo = { residents: long, travellers: long, ifYouCannot: long, constraints: long };
    const words = { headline: 'काय', whatToDo, whatHappened: long, changeNote: long };
    const languages = ['en', 'hi', 'fr', 'ar', 'ml', 'de', 'es'];
    const all = stamped(Object.fromEntries(languages.map((language) => [language, words])));
    await site.publish(aRevision({ content: aContent({ words: all }) }));
    const { body } = await site.get('/advisories/in-mea-2025-0042/1/cap');
    expect(Buffer.byteLength(body)).toBeLessThan(1_500_000);
    expect(allOf(treeOf(body), 'language')).toHaveLength(7);
    expect(allOf(treeOf(body), 'description')[0]).toMatch(
      /https:\/\/alerts.example\/advisories\/in-mea-2025-0042\/1\?lang=en$/,
    );
  });
});
