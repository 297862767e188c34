import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { limits } from '#config/limits.ts';
import { registerCitizenPages } from '#src/http/pages/citizen-pages.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createPublished } from '#src/store/published.ts';
import { createResidences } from '#src/store/residences.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';
import { anAdmission } from '#tests/support/admission.ts';
import { openOffice } from '#tests/support/office.ts';
import { ownOf } from '#tests/support/own.ts';
import { aVoice } from '#tests/support/voice.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const voice = aVoice();
const { renderPage, languages, placeNames } = voice;
const places = createPlaceFinder({ names: placeNames, cities: createCities() });
const form = { scope: 'certain', country: 'ML', threshold: '0', language: 'en', do: 'continue' };

/** Where the address is asked for. */
const lastStep = `/subscribe/preview?${new URLSearchParams(form).toString()}`;

/** The citizens' pages behind a proxy, and a clock that only the test moves. */
async function openSite() {
  await using owned = new AsyncDisposableStack();
  const world = owned.use(await createWishWorld());
  let seconds = 0;
  const now = () => new Date(Date.parse('2025-07-02T12:00:00Z') + seconds * 1_000);
  const narrow = { atOnce: 2, perHour: 6 };
  const admission = anAdmission(world, { now, limits: { network: narrow } });
  const { db, subscriptions } = world;
  const shows = { voice, renderPage, languages, places, now, revisions: createRevisions(db) };
  const office = owned.use(
    await openOffice({
      trustedProxies: ['127.0.0.1'],
      pages: (scope) =>
        registerCitizenPages(scope, {
          ...shows,
          ...ownOf(world),
          subscriptions,
          admission,
          residences: createResidences(world.store),
          lookbacks: createLookbacks({ ...createPublished(db), now }),
          timeZone: 'UTC',
        }),
    }),
  );
  const kept = owned.move();
  return {
    world,
    pass: (more: number) => (seconds += more),
    get: (url: string) => office.call({ url }),
    async post(url: string, fields: Readonly<Record<string, string>>, from = '192.0.2.1') {
      const headers = {
        'content-type': 'application/x-www-form-urlencoded',
        'x-forwarded-for': from,
        'sec-fetch-site': 'same-origin',
      };
      const body = new URLSearchParams(fields).toString();
      return office.call({ method: 'POST', url, headers, body });
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

type Site = Awaited<ReturnType<typeof openSite>>;

async function begunAt({ get }: Pick<Site, 'get'>, url = lastStep): Promise<string> {
  const { body } = await get(url);
  return /name="begun" value="([^"]+)"/.exec(body)?.[1] ?? '';
}

async function dueMinutes({ db }: WishWorld): Promise<readonly number[]> {
  const { rows } = await sql<{ minutes: number }>`
    select round(extract(epoch from due_at - now()) / 60)::int as minutes from deliveries where state = 'pending' order by due_at`.execute(
    db,
  );
  return rows.map(({ minutes }) => minutes);
}

describe('over a limit', () => {
  test('S5 · a sign-up is queued and the page says how long, whoever is asked about', async () => {
    await using site = await openSite();
    await site.world.subscribe('known@example.org');
    await sql`delete from deliveries`.execute(site.world.db);
    const begun = await begunAt(site);
    site.pass(30);
    const said = [];
    for (const address of ['a@example.org', 'b@example.org', 'c@example.org', 'known@example.org'])
      said.push((await site.post('/subscribe', { ...form, begun, address })).body);
    expect(said[1]).not.toContain('Wait about');
    expect(said[2]).toContain('Wait about 10 minutes');
    expect(said[3]).toContain('Wait about 20 minutes');
    expect(said[3]).toContain('Read what is in force now');
    expect(await dueMinutes(site.world)).toEqual([0, 0, 10, 20]);
    const elsewhere = await site.post(
      '/subscribe',
      { ...form, begun, address: 'd@example.org' },
      '192.0.3.1',
    );
    expect(elsewhere.body).not.toContain('Wait about');
    const other = await site.post('/manage', { begun, address: 'nobody@example.org' });
    expect(other.body).toContain('Wait about 30 minutes');
  });

  test('S5 · an address that is added to an alert waits for its turn as well, and the page says how long, whosever it is', async () => {
    await using site = await openSite();
    const { world } = site;
    await world.subscribe('asha@example.org');
    await world.subscribe('known@example.org');
    await world.subscriptions.requestManageLink('asha@example.org');
    const wish = `/manage/${await world.mailedLink('manage', 'asha@example.org')}/1/companions`;
    await sql`delete from deliveries`.execute(world.db);
    const said = [];
    for (const address of ['a@example.org', 'b@example.org', 'c@example.org', 'known@example.org'])
      said.push((await site.post(wish, { address, language: 'en' })).body);
    for (const body of said) expect(body).toContain('a message is on its way');
    expect(said[1]).not.toContain('Wait about');
    expect(said[2]).toContain('Wait about 10 minutes');
    expect(said[3]).toContain('Wait about 20 minutes');
    expect(await dueMinutes(world)).toEqual([0, 0, 10, 20]);
    const refused = await site.post(wish, { address: 'asha@example.org', language: 'en' });
    expect(refused.body).not.toContain('Wait about');
    expect((await site.get(wish)).body).not.toContain('Wait about');
  });

  test('S5 · leaving has no limit and never waits', async () => {
    await using site = await openSite();
    const { world } = site;
    await world.subscribe('asha@example.org');
    for (let n = 0; n < 5; n += 1) await site.post('/manage', { address: 'x@example.org' });
    const token = world.keyring.unsubscribeToken(await world.addressId('asha@example.org'), 0);
    for (let n = 0; n < 50; n += 1)
      expect((await site.post(`/unsubscribe/${token}`, {})).statusCode).toBe(200);
    const { rows } = await sql`select subscribed from addresses`.execute(world.db);
    expect(rows).toEqual([{ subscribed: false }]);
  });

  test('S5 · a program that calls the API hears in seconds how long its mail waits', async () => {
    await using world = await createWishWorld();
    const admission = anAdmission(world, { limits: { overall: { atOnce: 1, perHour: 60 } } });
    await using office = await openOffice({ admission });
    const body = { address: 'a@example.org', places: [{ kind: 'everywhere' }], language: 'en' };
    const call = () => office.call({ method: 'POST', url: '/api/v1/subscriptions', body });
    expect((await call()).json()).toEqual({ status: 'accepted', waitSeconds: 0 });
    const { waitSeconds } = (await call()).json<{ waitSeconds: number }>();
    expect(waitSeconds).toBeGreaterThan(55);
    expect(waitSeconds).toBeLessThanOrEqual(60);
  });
});

describe('what looks like a machine', () => {
  test('S5 · is answered like everybody, byte for byte', async () => {
    await using site = await openSite();
    const begun = await begunAt(site);
    const fast = await site.post('/subscribe', { ...form, begun, address: 'a@example.org' });
    site.pass(60);
    const slow = await site.post(
      '/subscribe',
      { ...form, begun, address: 'b@example.org' },
      '192.0.4.1',
    );
    const filled = { ...form, begun, address: 'c@example.org', comment: 'buy' };
    const trapped = await site.post('/subscribe', filled, '192.0.5.1');
    expect(new Set([fast.body, slow.body, trapped.body]).size).toBe(1);
    expect(new Set([fast, slow, trapped].map(({ statusCode }) => statusCode)).size).toBe(1);
  });

  test('S5 · a person who was taken for one gets their mail all the same', async () => {
    await using site = await openSite();
    const { body } = await site.post('/subscribe', { ...form, address: 'a@example.org' });
    expect(body).toContain('Look into your mailbox');
    expect(await dueMinutes(site.world)).toEqual([0]);
    expect(limits.suspects.atOnce).toBeGreaterThan(0);
  });

  test('S5 · meets a field that people neither see, nor hear, nor come upon by the keyboard, and browsers do not fill in', async () => {
    await using site = await openSite();
    for (const url of [lastStep, '/manage']) {
      const { body } = await site.get(url);
      expect(body).toMatch(
        /<div class="trap" aria-hidden="true">.*<input id="comment" name="comment" type="text" tabindex="-1" autocomplete="off">/s,
      );
    }
    expect(voice.style).toMatch(/\.trap[^}]*clip-path/s);
  });

  test('S5 · a form that was looked at twice, or came back with a mistake, keeps the time it was first shown', async () => {
    await using site = await openSite();
    const begun = await begunAt(site);
    site.pass(60);
    const again = await site.post('/subscribe', { ...form, begun, address: 'nonsense' });
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain(`name="begun" value="${begun}"`);
  });
});

test('S5 · a form that was open for longer than a day is shown again as it was filled in, and then taken', async () => {
  await using site = await openSite();
  for (const [url, from] of [
    ['/subscribe', lastStep],
    ['/manage', '/manage'],
  ] as const) {
    const begun = await begunAt(site, from);
    site.pass(86_401);
    const address = 'asha@example.org';
    const again = await site.post(url, { ...form, begun, address });
    expect(again.statusCode).toBe(422);
    expect(again.body).toContain('This page was open for more than a day');
    expect(again.body).toContain(`value="${address}"`);
    const fresh = /name="begun" value="([^"]+)"/.exec(again.body)?.[1] ?? '';
    site.pass(5);
    const taken = await site.post(url, { ...form, begun: fresh, address });
    expect(taken.body).toContain('Look into your mailbox');
  }
  expect(await dueMinutes(site.world)).toEqual([0]);
});

test('S5 · where a request came from is believed of proxies that are trusted, and of nobody else', async () => {
  const seen: string[] = [];
  const admission = {
    ofCall: async ({ ip }: { readonly ip: string }) => {
      seen.push(ip);
      return { waitMs: 0, saidMs: 0, isDropped: false };
    },
  };
  const body = { address: 'a@example.org', places: [{ kind: 'everywhere' }], language: 'en' };
  const headers = { 'x-forwarded-for': '203.0.113.9, 198.51.100.7' };
  for (const trustedProxies of [[], ['127.0.0.0/8'], ['127.0.0.1', '198.51.100.0/24']]) {
    await using office = await openOffice({ admission, trustedProxies });
    await office.call({ method: 'POST', url: '/api/v1/subscriptions', body, headers });
  }
  expect(seen).toEqual(['127.0.0.1', '198.51.100.7', '203.0.113.9']);
});

describe('the crisis switch', () => {
  test('S5 · is thrown by an operator, with a reason, shows, and is thrown back', async () => {
    await using office = await openOffice();
    const operator = await office.tokenOf('Ravi', 'operator');
    const auditor = await office.tokenOf('Asha', 'auditor');
    const call = (method: 'GET' | 'PUT' | 'DELETE', token: string, body?: object) =>
      office.call({
        method,
        url: '/api/v1/crisis',
        token,
        ...(body === undefined ? {} : { body }),
      });
    expect((await call('GET', auditor)).json()).toEqual({ state: 'off' });
    expect((await call('PUT', operator, { factor: 50 })).statusCode).toBe(400);
    expect((await call('PUT', auditor, { reason: 'x' })).statusCode).toBe(403);
    const on = await call('PUT', operator, { factor: 50, hours: 2, reason: 'War has begun' });
    expect(on.json()).toMatchObject({
      state: 'on',
      factor: 50,
      reason: 'War has begun',
      officer: 'Ravi',
    });
    const { body } = await office.call({ url: '/metrics' });
    expect(body).toContain('consular_alerts_limits_widened{by="crisis-switch"} 50');
    expect((await call('DELETE', operator)).statusCode).toBe(204);
    expect((await call('DELETE', operator)).statusCode).toBe(404);
    expect((await call('GET', operator)).json()).toEqual({ state: 'off' });
  });
});
