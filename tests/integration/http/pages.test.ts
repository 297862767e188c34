import formbody from '@fastify/formbody';
import Fastify from 'fastify';
import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { retention } from '#config/retention.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { registerCitizenPages } from '#src/http/pages/citizen-pages.ts';
import { registerPublicPages } from '#src/http/pages/public-pages.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { createVoice } from '#src/rendering/voice.ts';
import { createBulletin } from '#src/store/bulletin.ts';
import type { Database } from '#src/store/database.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createMissions, seedMissions } from '#src/store/missions.ts';
import { createPublished } from '#src/store/published.ts';
import { createResidences } from '#src/store/residences.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';
import { anAdmission } from '#tests/support/admission.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { ownOf } from '#tests/support/own.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const publicUrl = 'https://alerts.example';
const voice = createVoice({ templatesDir: 'templates', issuer, publicUrl });
const cities = createCities();
const asha = 'asha@example.org';
const form = {
  scope: 'certain',
  country: 'ML',
  threshold: '0',
  language: 'en',
  address: asha,
  do: 'continue',
  lang: 'en',
};

interface Site extends WishWorld {
  readonly app: FastifyInstance;
  /** The routes that a form is sent to. */
  readonly takesForms: readonly string[];
  readonly get: (
    path: string,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
  readonly post: (
    path: string,
    fields?: Fields,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<LightMyRequestResponse>;
  /** Sends a form by GET. */
  readonly ask: (path: string, fields: Fields) => Promise<LightMyRequestResponse>;
  /** That a revision went out, for what counts publications. */
  readonly recordPublication: (revision: Revision) => Promise<void>;
}
type Fields = Readonly<Record<string, string | readonly string[]>>;

/** The pages before the real storage, without a network. */
async function openSite(): Promise<Site> {
  await using owned = new AsyncDisposableStack();
  const world = owned.use(await createWishWorld());
  const { db, subscriptions } = world;
  const app = owned.use(Fastify());
  await app.register(formbody);
  const takesForms: string[] = [];
  app.addHook('onRoute', ({ method, url }) => {
    if (method === 'POST') takesForms.push(url);
  });
  const places = createPlaceFinder({ names: voice.placeNames, cities });
  const shows = {
    places,
    renderPage: voice.renderPage,
    languages: voice.languages,
    now: () => new Date('2025-07-02T15:00:00Z'),
  };
  const revisions = createRevisions(db);
  const own = ownOf(world);
  const admission = anAdmission(world, shows);
  registerCitizenPages(app, {
    ...shows,
    subscriptions,
    ...own,
    voice,
    revisions,
    admission,
    residences: createResidences(world.store),
    lookbacks: createLookbacks({ ...createPublished(db), now: shows.now }),
    timeZone: issuer.timeZone,
  });
  registerPublicPages(app, {
    ...shows,
    revisions,
    searching: own.searching,
    bulletin: createBulletin(db),
    capSender: issuer.listId,
    missions: createMissions({ db }),
    voice,
    style: voice.style,
    publicUrl,
    securityContact: 'security@alerts.example',
  });
  await app.ready();
  const kept = owned.move();
  return {
    ...world,
    app,
    takesForms,
    get: (url, headers = {}) =>
      app.inject({ method: 'GET', url, headers: { host: 'alerts.example', ...headers } }),
    ask: (path, fields) =>
      app.inject({
        method: 'GET',
        url: `${path}?${encoded(fields)}`,
        headers: { host: 'alerts.example' },
      }),
    async recordPublication({ advisoryId, number, lane, publishedAt }) {
      await sql`
        insert into publications (kind, advisory_id, revision, lane, published_at, deliver_by)
        values ('revision', ${advisoryId}, ${number}, ${lane}, ${publishedAt}, 'infinity')`.execute(
        db,
      );
    },
    post: (url, fields = {}, headers = {}) =>
      app.inject({
        method: 'POST',
        url,
        headers: {
          host: 'alerts.example',
          'content-type': 'application/x-www-form-urlencoded',
          'sec-fetch-site': 'same-origin',
          ...headers,
        },
        payload: encoded(fields),
      }),
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

function encoded(fields: Fields): string {
  return new URLSearchParams(
    Object.entries(fields).flatMap(([name, value]) =>
      [value].flat().map((one): [string, string] => [name, one]),
    ),
  ).toString();
}

/** Everything a citizen's row tables hold, to see whether anything changed. */
async function everything(db: Database): Promise<string> {
  const tables = [
    'addresses',
    'subscriptions',
    'interests',
    'link_tokens',
    'deliveries',
    'suppressions',
    'consents',
    'revisions',
  ];
  const dumps = tables.map(async (name) => {
    const { rows } = await sql<{
      dump: string | null;
    }>`select string_agg(t::text, ';' order by t::text) as dump from ${sql.table(name)} t`.execute(
      db,
    );
    return `${name}: ${rows[0]?.dump ?? ''}`;
  });
  return (await Promise.all(dumps)).join('\n');
}

const comparable = ({ statusCode, headers, body }: LightMyRequestResponse) => {
  const { date: _date, ...rest } = headers;
  return { statusCode, headers: rest, body };
};

async function linksOf(site: Site) {
  const confirm = await site.subscribe(asha, aWish());
  await site.subscriptions.requestManageLink(asha);
  const manage = await site.mailedLink('manage', asha);
  const id = await site.addressId(asha);
  return {
    confirm,
    manage,
    unsubscribe: site.keyring.unsubscribeToken(id, 0),
    undo: site.keyring.undoToken(id, 0),
  };
}

const isSubscribed = async ({ db }: Site) =>
  (await sql<{ subscribed: boolean }>`select subscribed from addresses`.execute(db)).rows[0]
    ?.subscribed;

describe('asking for alerts', () => {
  test('a citizen asks, opens the mailed link, presses the button and is told what is in force', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    expect((await site.post('/subscribe', form)).body).toContain('Look into your mailbox');
    const path = `/confirm/${await site.mailedLink('confirm', asha)}`;
    const opened = await site.get(path);
    expect(opened.body).toContain('Mali');
    expect(opened.body).toContain(`action="${path}"`);
    expect(await isSubscribed(site)).toBe(false);
    const pressed = await site.post(path, { lang: 'en' });
    expect(pressed.body).toContain('Your alerts are on');
    expect(pressed.body).toContain('Three workers abducted');
    expect(await isSubscribed(site)).toBe(true);
    expect((await site.post(path, { lang: 'en' })).body).toBe(pressed.body);
  });

  test('several countries and some regions are added one press at a time, and nothing typed is lost', async () => {
    await using site = await openSite();
    const added = await site.ask('/subscribe', { ...form, do: 'add', threshold: '3' });
    expect(added.statusCode).toBe(200);
    expect(added.body).toMatch(/name="countries" type="checkbox" value="ML" checked/);
    expect(added.body).toMatch(/name="threshold" type="radio" value="3" checked/);
    await site.post('/subscribe', {
      ...form,
      country: 'SN',
      countries: ['ML'],
      regions: ['ML-BKO', 'ML-1'],
    });
    const asked = await site.subscriptions.peekConfirm(await site.mailedLink('confirm', asha));
    expect(asked).toMatchObject({
      value: {
        places: [{ region: 'ML-BKO' }, { region: 'ML-1' }, { country: 'SN' }].map((place) =>
          expect.objectContaining(place),
        ),
      },
    });
  });

  test('a place is found by any of its names and added by a button, and nothing typed is lost', async () => {
    await using site = await openSite();
    const typed = { ...form, country: '', countries: ['SN'], stay: 'trip', from: '2026-01-02' };
    const found = await site.ask('/subscribe', { ...typed, do: 'find', find: 'बमाको' });
    expect(found.statusCode).toBe(200);
    expect(found.body).toMatch(/value="add:ML-BKO"[^>]*>Add Bamako, Mali</);
    expect(found.body).toMatch(/value="add:ML"[^>]*>Add Mali, the whole country</);
    expect(found.body).toContain('value="2026-01-02"');
    expect(found.body).toMatch(/name="countries" type="checkbox" value="SN" checked/);
    const added = await site.ask('/subscribe', { ...typed, do: 'add:ML-BKO', find: 'बमाको' });
    expect(added.body).toMatch(/name="countries" type="checkbox" value="ML" checked/);
    expect(added.body).toMatch(/name="regions" value="ML-BKO" checked/);
    expect(added.body).toContain('value="2026-01-02"');
    expect(added.body).not.toContain('बमाको');
  });

  test('a city leads to its region; a name that nothing has is said to, and the form goes on without it', async () => {
    await using site = await openSite();
    const city = await site.ask('/subscribe', { ...form, do: 'find', find: 'Touba, Senegal' });
    expect(city.body).toContain('Touba lies there.');
    expect(city.body).toContain('value="add:SN-DB"');
    // The Enter key presses "Continue", which leads to the next step.
    const nothing = await site.ask('/subscribe/preview', { ...form, find: 'Xyzzy<b>' });
    expect(nothing.statusCode).toBe(422);
    expect(nothing.body).toContain('href="#find"');
    expect(nothing.body).toContain('value="Xyzzy&lt;b&gt;"');
    const typed = { ...form, find: 'Xyzzy', sought: 'Xyzzy' };
    expect((await site.ask('/subscribe/preview', typed)).body).toContain('Check your choices');
  });

  test('a mistake is named at the top and at its field, and everything typed is still there', async () => {
    await using site = await openSite();
    const answer = await site.ask('/subscribe/preview', {
      ...form,
      country: '',
      countries: ['SN'],
      regions: ['SN-DK'],
      threshold: '3',
      stay: 'trip',
      from: '2025-05-01',
      to: '2025-05-09',
      before: '7',
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.body).toContain('govuk-error-summary');
    expect(answer.body).toContain('<a href="#to">This trip is over. Enter days that are still');
    expect(answer.body).toContain('value="2025-05-09"');
    expect(answer.body).toMatch(/value="SN-DK" checked/);
    expect(answer.body).toMatch(/name="threshold" type="radio" value="3" checked/);
    const address = await site.post('/subscribe', { ...form, threshold: '3', address: 'asha@' });
    expect(address.statusCode).toBe(422);
    expect(address.body).toContain('href="#address"');
    expect(address.body).toContain('value="asha@"');
    expect(address.body).toContain('name="threshold" value="3"');
  });

  test('the last step says what was chosen and how much mail that would have been, and can be kept as a bookmark', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    await site.recordPublication(aRevision());
    const chosen = { ...form, stay: 'trip', from: '2025-07-10', to: '2025-07-20', before: '3' };
    const shown = await site.ask('/subscribe/preview', chosen);
    expect(shown.statusCode).toBe(200);
    expect(shown.body).toContain('You travel from 10 July 2025 to 20 July 2025.');
    expect(shown.body).toContain('these choices would have brought you 1 mail.');
    expect(shown.body).toContain('it would have been 1 mail at most.');
    expect(shown.body).not.toContain(asha);
    const back =
      /href="(\/subscribe\?[^"]+)"[^>]*>Change these choices/.exec(shown.body)?.[1] ?? '';
    const again = await site.get(back.replaceAll('&amp;', '&'));
    expect(again.statusCode).toBe(200);
    expect(again.body).toContain('value="2025-07-10"');
    expect(again.body).toMatch(/name="stay" type="radio" value="trip" checked/);
    const french = /href="(\/subscribe\/preview\?[^"]+lang=fr)"/.exec(shown.body)?.[1] ?? '';
    expect((await site.get(french.replaceAll('&amp;', '&'))).body).toContain('Vérifiez vos choix');
    const empty = await site.get('/subscribe/preview?lang=fr');
    expect(empty.statusCode).toBe(200);
    expect(empty.body).toContain('name="country"');
  });

  test('whoever wants a digest is told whose clock counts, and chooses another without losing anything', async () => {
    await using site = await openSite();
    const chosen = { ...form, rhythm: 'day', categories: ['Health'], more: 'yes', kinds: 'new' };
    const shown = await site.ask('/subscribe/preview', chosen);
    expect(shown.body).toContain('By the clock of: India');
    const link = /href="([^"]+do=zone[^"]*)"/.exec(shown.body)?.[1] ?? '';
    const zones = await site.get(link.replaceAll('&amp;', '&'));
    expect(zones.body).toContain('Where is your morning?');
    expect(zones.body).toMatch(/type="hidden" name="categories" value="Health"/);
    const next = await site.ask('/subscribe/preview', { ...chosen, zone: 'Africa/Bamako' });
    expect(next.body).toContain('By the clock of: Mali');
    await site.post('/subscribe', { ...chosen, zone: 'Africa/Bamako' });
    const asked = await site.subscriptions.peekConfirm(await site.mailedLink('confirm', asha));
    expect(asked).toMatchObject({
      value: {
        rhythm: { every: 'day', timeZone: 'Africa/Bamako' },
        categories: ['Health'],
        kinds: ['new'],
      },
    });
  });

  test.each([
    { sent: 'nothing', fields: {} },
    { sent: 'an invented country', fields: { ...form, country: 'ZZ' } },
    {
      sent: 'markup',
      fields: {
        ...form,
        address: '"><script>alert(1)</script>',
        countries: ['<b>'],
        regions: ['<i>'],
        from: '<b>',
        zone: '<i>',
        stay: '<b>',
      },
    },
  ])('a form with $sent is answered with the form, step by step', async ({ fields }) => {
    await using site = await openSite();
    const answer = await site.post('/subscribe', fields);
    expect(answer.statusCode).toBe(422);
    expect(answer.body).not.toMatch(/<script|<b>|<i>/);
    const step = await site.ask('/subscribe/preview', { ...fields, scope: 'x' });
    expect(step.statusCode).toBe(422);
    expect(step.body).not.toMatch(/<script|<b>|<i>/);
  });

  test('S1 · known, new, suppressed and too often named addresses get the same answer byte for byte', async () => {
    await using site = await openSite();
    await site.subscribe(asha);
    await site.subscribe('gone@example.org');
    await sql`update addresses set suppressed = true where id = ${await site.addressId('gone@example.org')}`.execute(
      site.db,
    );
    const addresses = [
      asha,
      'gone@example.org',
      'new@example.org',
      'new@example.org',
      'other@example.org',
    ];
    const signUps = [];
    const requests = [];
    for (const address of addresses) {
      signUps.push(comparable(await site.post('/subscribe', { ...form, address })));
      requests.push(comparable(await site.post('/manage', { address, lang: 'en' })));
    }
    expect(new Set(signUps.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(new Set(requests.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(JSON.stringify([signUps, requests])).not.toContain('example.org');
  });
});

describe('managing', () => {
  test('a citizen sees, changes and ends an alert; looking for a place and counting change nothing', async () => {
    await using site = await openSite();
    await site.subscribe(asha, aWish({ kinds: ['new'] }));
    expect((await site.post('/manage', { address: asha })).body).toContain(
      'Look into your mailbox',
    );
    const token = await site.mailedLink('manage', asha);
    const path = `/manage/${token}/1/change`;
    expect((await site.get(`/manage/${token}`)).body).toContain(`${path}?lang=en`);
    const opened = await site.get(path);
    expect(opened.body).toMatch(/value="ML" checked/);
    expect(opened.body.match(/name="kinds"[^>]+checked/g)).toHaveLength(1);
    const before = await everything(site.db);
    const own = { ...form, more: 'yes', kinds: 'new' };
    const added = await site.ask(path, { ...own, do: 'add', country: 'SN', countries: 'ML' });
    expect(added.body).toMatch(/value="ML" checked.*value="SN" checked/s);
    const found = await site.ask(path, { ...own, do: 'find', find: 'Ivory Coast' });
    expect(found.body).toContain('value="add:CI"');
    const counted = await site.ask(path, { ...own, do: 'count' });
    expect(counted.body).toContain('these choices would have brought you 0 mails.');
    expect((await site.ask(path, { ...own, do: 'zone' })).body).toContain('Where is your morning?');
    const uncounted = await site.ask(path, { ...own, do: 'count', country: '' });
    expect(uncounted.statusCode).toBe(422);
    const wrong = await site.post(path, { ...own, country: '', do: 'save' });
    expect(wrong.statusCode).toBe(422);
    expect(await everything(site.db)).toBe(before);
    const changed = { ...own, country: 'SN', do: 'save', stay: 'residence', discreet: 'yes' };
    expect((await site.post(path, changed)).body).toContain('Your change is saved');
    // Pressed twice it is one change, and says the same.
    expect((await site.post(path, changed)).body).toContain('Your change is saved');
    expect(await site.subscriptions.manage(token)).toMatchObject({
      value: [
        {
          id: 2,
          wish: {
            places: [{ country: 'SN' }],
            kinds: ['new'],
            stay: { kind: 'residence' },
            discreet: true,
          },
        },
      ],
    });
    expect((await site.get(`/manage/${token}/2/end`)).body).toContain('Yes, end it');
    expect((await site.post(`/manage/${token}/2/end`)).body).toContain('You have no alerts');
    expect(await isSubscribed(site)).toBe(false);
  });

  test('whoever once asked for a whole country and a region of it is shown the whole country, and keeps it by saving', async () => {
    await using site = await openSite();
    const [mali, bamako] = [
      { kind: 'country', country: 'ML' },
      { kind: 'region', region: 'ML-BKO' },
    ] as const;
    await site.subscribe(asha, aWish({ places: [mali, bamako] }));
    await site.subscriptions.requestManageLink(asha);
    const token = await site.mailedLink('manage', asha);
    const path = `/manage/${token}/1/change`;
    const opened = (await site.get(path)).body;
    expect(opened).toMatch(/value="ML" checked/);
    expect(opened).not.toMatch(/value="ML-BKO" checked/);
    const kept = { ...form, country: '', countries: 'ML', do: 'save' };
    expect((await site.post(path, kept)).body).toContain('Your change is saved');
    expect(await site.subscriptions.manage(token)).toMatchObject({
      value: [{ wish: { places: [mali] } }],
    });
  });

  test('a trip that is over says when it ended and when it is deleted, and can still be changed', async () => {
    await using site = await openSite();
    const stay = { kind: 'trip', from: '2025-06-01', to: '2025-06-20', daysBefore: 7 } as const;
    await site.subscribe(asha, aWish());
    // Confirmed before it was over, which the clock of the test's database is not.
    await sql`update subscriptions set wish = ${site.keyring.seal('wish', JSON.stringify(aWish({ stay })))}`.execute(
      site.db,
    );
    await site.subscriptions.requestManageLink(asha);
    const token = await site.mailedLink('manage', asha);
    const listed = await site.get(`/manage/${token}`);
    expect(listed.body).toContain(
      'This trip ended on 20 June 2025. It is deleted on 22 July 2025.',
    );
    const kept = {
      ...form,
      stay: 'trip',
      from: stay.from,
      to: stay.to,
      before: '7',
      threshold: '2',
    };
    const path = `/manage/${token}/1/change`;
    expect((await site.post(path, { ...kept, do: 'save' })).body).toContain('Your change is saved');
    const moved = { ...kept, to: '2025-06-21', do: 'save' };
    expect((await site.post(`/manage/${token}/2/change`, moved)).body).toContain(
      'This trip is over',
    );
  });

  test('another citizen’s alert cannot be opened, changed or ended', async () => {
    await using site = await openSite();
    await site.subscribe('binta@example.org');
    await site.subscribe(asha);
    await site.subscriptions.requestManageLink(asha);
    const token = await site.mailedLink('manage', asha);
    for (const path of [
      `/manage/${token}/1/change`,
      `/manage/${token}/1/end`,
      `/manage/${token}/x/end`,
    ]) {
      expect((await site.get(path)).statusCode).toBe(404);
      expect((await site.post(path, form)).body).not.toMatch(/is saved|has ended/);
    }
    const { rows } = await sql`select from subscriptions where valid_until is not null`.execute(
      site.db,
    );
    expect(rows).toHaveLength(0);
  });
});

describe('leaving', () => {
  test.each([
    {
      as: 'a form',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: 'List-Unsubscribe=One-Click',
    },
    {
      as: 'multipart',
      headers: { 'content-type': 'multipart/form-data; boundary=x' },
      payload:
        '--x\r\ncontent-disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--x--\r\n',
    },
    { as: 'nothing at all', headers: {}, payload: '' },
  ])(
    'E18 · a mailbox provider’s one-click post, sent as $as from anywhere, ends all alerts and may be repeated',
    async ({ headers, payload }) => {
      await using site = await openSite();
      const { unsubscribe } = await linksOf(site);
      for (const time of ['first', 'second']) {
        const answer = await site.app.inject({
          method: 'POST',
          url: `/unsubscribe/${unsubscribe}`,
          headers: {
            ...headers,
            origin: 'https://mailbox.example',
            'sec-fetch-site': 'cross-site',
          },
          payload,
        });
        expect.soft(answer.statusCode, time).toBe(200);
        expect.soft(answer.headers, time).not.toHaveProperty('location');
        expect.soft(answer.headers, time).not.toHaveProperty('set-cookie');
      }
      expect(await isSubscribed(site)).toBe(false);
    },
  );

  test('E18 · the page has one button, names no address and no place, and its button ends all alerts', async () => {
    await using site = await openSite();
    const { unsubscribe } = await linksOf(site);
    const page = await site.get(`/unsubscribe/${unsubscribe}`);
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(page.body).not.toMatch(/example\.org|Mali|\bML\b/);
    expect(await isSubscribed(site)).toBe(true);
    const pressed = await site.post(`/unsubscribe/${unsubscribe}`, { lang: 'fr' });
    expect(pressed.body).toContain('lang="fr"');
    expect(pressed.body).not.toContain('/undo');
    expect(await isSubscribed(site)).toBe(false);
  });

  test('the notice’s link brings everything back by one button; an alert’s own link cannot', async () => {
    await using site = await openSite();
    const { unsubscribe, undo } = await linksOf(site);
    await site.post(`/unsubscribe/${unsubscribe}`);
    expect((await site.post(`/unsubscribe/${unsubscribe}/undo`)).statusCode).toBe(404);
    const page = await site.get(`/unsubscribe/${undo}/undo`);
    expect(page.body.match(/<button/g)).toHaveLength(1);
    expect(await isSubscribed(site)).toBe(false);
    expect((await site.post(`/unsubscribe/${undo}/undo`)).body).toContain(
      'Your alerts are on again',
    );
    expect(await isSubscribed(site)).toBe(true);
  });

  test('a damaged link says that it does not work, in place of what has not happened', async () => {
    await using site = await openSite();
    const answer = await site.post('/unsubscribe/abc', { lang: 'en' });
    expect(answer.statusCode).toBe(404);
    expect(answer.body).toContain('This link does not work');
  });
});

describe('links', () => {
  test('S3 · whatever a scanner opens, nothing changes', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    const { confirm, manage, unsubscribe, undo } = await linksOf(site);
    await site.subscriptions.request('binta@example.org', aWish());
    const pending = await site.mailedLink('confirm', 'binta@example.org');
    const seen = new Set<string>();
    const waiting = [
      '/',
      '/subscribe',
      '/manage',
      `/confirm/${confirm}`,
      `/confirm/${pending}`,
      `/manage/${manage}`,
      `/unsubscribe/${unsubscribe}`,
      `/unsubscribe/${undo}/undo`,
    ];
    const before = await everything(site.db);
    for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
      if (seen.has(path)) continue;
      seen.add(path);
      for (const method of ['GET', 'HEAD'] as const) {
        const answer = await site.app.inject({ method, url: path });
        expect.soft(answer.statusCode, path).toBe(200);
        const links = [...answer.body.matchAll(/(?:href|action)="(\/[^"]*)"/g)].map(
          ([, link = '']) => link.replaceAll('&amp;', '&'),
        );
        waiting.push(...links.filter((link) => !/^\/(?:health|api)/.test(link)));
      }
    }
    expect(seen.size).toBeGreaterThan(30);
    expect(await everything(site.db)).toBe(before);
  });

  test('S2 · pages behind a token are stored nowhere and tell no other site where they were', async () => {
    await using site = await openSite();
    const { confirm, manage, unsubscribe, undo } = await linksOf(site);
    const opened = [
      `/confirm/${confirm}`,
      `/manage/${manage}`,
      `/manage/${manage}/1/change`,
      `/manage/${manage}/1/end`,
    ];
    const both = [
      `/manage/${manage}/1/change`,
      `/unsubscribe/${unsubscribe}`,
      `/unsubscribe/${undo}/undo`,
      '/confirm/unknown',
    ];
    for (const path of [...opened, ...both, '/manage/unknown']) {
      const answers = [
        await site.get(path),
        ...(both.includes(path) ? [await site.post(path, form)] : []),
      ];
      for (const answer of answers) {
        expect.soft(answer.headers, path).toMatchObject({
          'cache-control': 'no-store',
          'referrer-policy': 'no-referrer',
          'x-content-type-options': 'nosniff',
          'content-security-policy': expect.stringMatching(
            /^default-src 'none';(?!.*(unsafe|script))/,
          ),
        });
        expect.soft(answer.body, path).not.toMatch(/<script|\sstyle="|\son\w+="/);
      }
    }
  });

  test('an old link is told apart from an unknown one, and both say where to get another', async () => {
    await using site = await openSite();
    await site.subscriptions.request(asha, aWish());
    const token = await site.mailedLink('confirm', asha);
    await sql`update link_tokens set expires_at = now()`.execute(site.db);
    for (const answer of [
      await site.get(`/confirm/${token}`),
      await site.post(`/confirm/${token}`),
    ]) {
      expect(answer.statusCode).toBe(410);
      expect(answer.body).toContain('/subscribe');
    }
    expect((await site.get('/confirm/unknown')).statusCode).toBe(404);
    expect((await site.get('/manage/unknown')).body).toContain('href="/manage?lang=en"');
  });

  test('S4 · forms sent from another site are refused and change nothing, whatever page takes them', async () => {
    await using site = await openSite();
    const { paths } = await everyForm(site);
    const before = await everything(site.db);
    for (const path of paths) {
      const answer = await site.post(
        path,
        { ...form, country: 'SN', answer: 'moved' },
        { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
      );
      expect.soft(answer.statusCode, path).toBe(403);
      expect.soft(answer.headers['content-type'], path).toContain('text/html');
    }
    expect(await everything(site.db)).toBe(before);
  });

  test('what a form is answered is kept by no browser: it may show the address, and the computer may be shared', async () => {
    await using site = await openSite();
    const { paths, oneClick } = await everyForm(site);
    for (const path of [...paths, oneClick]) {
      const answer = await site.post(path, { ...form, address: 'mistyped.example' });
      expect.soft(answer.headers['cache-control'], path).toBe('no-store');
    }
  });
});

/** Every path that takes a form, with tokens that work. One takes it from mail programs too, which come from elsewhere (RFC 8058). */
async function everyForm(site: Site) {
  const { manage, undo, unsubscribe } = await linksOf(site);
  await site.subscriptions.request('binta@example.org', aWish());
  const residence = {
    addressId: await site.addressId(asha),
    subscriptionId: 1,
    holds: { days: 1 },
  };
  const tokens: Readonly<Record<string, string>> = {
    confirm: await site.mailedLink('confirm', 'binta@example.org'),
    manage,
    residence: await createLinkTokens(site).issue({ ...residence, purpose: 'residence' }),
    unsubscribe: undo,
  };
  const taking = site.takesForms.filter((route) => route !== '/unsubscribe/:token');
  expect(taking.length).toBe(site.takesForms.length - 1);
  expect(taking.length).toBeGreaterThan(10);
  const paths = taking.map((route) =>
    route
      .replace(/(?<=^\/(\w+)\/):token/, (_param, page: string) => tokens[page] ?? `no-${page}`)
      .replaceAll(/:\w+/g, '1'),
  );
  return { paths, oneClick: `/unsubscribe/${unsubscribe}` };
}

describe('for everyone', () => {
  test('the first page lists what is in force, of one country when asked', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    expect((await site.get('/')).body).toContain('Three workers abducted');
    expect((await site.get('/?country=ML')).body).toContain('Three workers abducted');
    expect((await site.get('/?country=SN')).body).not.toContain('Three workers abducted');
  });

  test.each([
    { asked: 'q=KAYES', finds: true },
    { asked: 'q=enleves%20ouvriers', finds: true },
    { asked: 'q=%D9%85%D8%A7%D9%84%D9%8A', finds: true },
    { asked: 'q=bamako', finds: true },
    { asked: 'q=senegal', finds: false },
    { asked: 'q=kayes%20senegal', finds: false },
    { asked: 'q=%21%21', finds: false },
    { asked: 'level=4', finds: true },
    { asked: 'level=none', finds: true },
    { asked: 'days=7', finds: true },
    { asked: 'from=2025-07-02', finds: true },
    { asked: 'from=2025-07-03', finds: false },
    { asked: 'days=30&from=2025-07-03&country=ML', finds: false },
  ])(
    'the list is narrowed down by what stands in its address: $asked',
    async ({ asked, finds }) => {
      await using site = await openSite();
      await site.publish(aRevision());
      const answer = await site.get(`/?lang=en&country=&level=&days=&from=&${asked}`);
      expect(answer.statusCode).toBe(200);
      expect(answer.body.includes('Three workers abducted')).toBe(finds);
      expect(answer.body).toContain(finds ? '1 advisory found' : 'Nothing fits your search.');
      expect(answer.body).toContain('href="/?lang=en">Show all advisories in force</a>');
    },
  );

  test('what is wrong in an address is named, the rest of it counts, and all of it stays', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    const answer = await site.get('/?q=kayes&country=Mali&level=9&days=5&from=31.7.2025&page=x');
    expect(answer.statusCode).toBe(400);
    for (const field of ['country', 'level', 'days', 'from'])
      expect.soft(answer.body).toContain(`<a href="#${field}">`);
    expect(answer.body).toContain('value="kayes"');
    expect(answer.body).toContain('value="31.7.2025"');
    expect(answer.body).toContain('Three workers abducted');
  });

  test('what has ended is listed when asked for, as what it is', async () => {
    await using site = await openSite();
    await site.publish(aRevision({ content: aFollowUp('all-clear') }));
    expect((await site.get('/')).body).not.toContain('Three workers abducted');
    expect((await site.get('/?ended=yes')).body).toMatch(
      /state--ended">Ended<[^]*Three workers abducted/,
    );
  });

  test('a long list comes in pages, each under 100 KB, that keep what was asked and the language', async () => {
    await using site = await openSite();
    for (let n = 10; n < 33; n += 1)
      await site.publish(aRevision({ advisoryId: `no-${n}`, publishedAt: new Date(2025, 5, n) }));
    const first = await site.get('/?q=kayes&lang=hi');
    expect(first.body.match(/<li>\n<p class="govuk-body-s entry__word">/g)).toHaveLength(15);
    expect(first.body).toContain('rel="next" href="/?q=kayes&amp;page=2&amp;lang=hi"');
    expect(Buffer.byteLength(first.body + voice.style)).toBeLessThan(100_000);
    const last = await site.get('/?q=kayes&lang=hi&page=99');
    expect(last.body).toContain('rel="prev" href="/?q=kayes&amp;lang=hi"');
    expect(last.body).toContain('href="/?q=kayes&amp;page=2&amp;lang=fr"');
    expect(last.body).not.toContain('rel="next"');
  });

  test('a country has a page: what is in force, what has ended, who helps, how to follow it', async () => {
    await using site = await openSite();
    await seedMissions(site.db, [
      aMission(),
      aMission({ id: 'in-embassy-dakar', country: 'SN', serves: ['ML'] }),
      aMission({ id: 'in-embassy-paris', country: 'FR' }),
    ]);
    await site.publish(aRevision());
    await site.publish(aRevision({ advisoryId: 'over', content: aFollowUp('all-clear') }));
    const { body } = await site.get('/countries/ML?lang=en');
    expect(body).toMatch(
      />In force<\/h2>[^]*\/advisories\/in-mea-2025-0042[^]*>Ended lately<\/h2>/,
    );
    expect(body).toMatch(/>Ended lately<\/h2>[^]*\/advisories\/over/);
    expect(body.match(/href="tel:\+22300000001"/g)).toHaveLength(2);
    expect(body).toContain('It stands in Bamako, Senegal, and helps you here too.');
    expect(body).toContain('href="/subscribe?country=ML&amp;lang=en"');
    expect(body).toMatch(/rel="alternate"[^>]*href="\/advisories.atom\?country=ML&amp;lang=en"/);
    expect((await site.get('/subscribe?country=ML')).body).toContain('value="ML" selected');
    expect((await site.get('/countries/ml?lang=ar')).body).toContain('مالي');
    expect((await site.get('/countries/FR')).body).toContain('No advisory is in force for');
    for (const missing of ['/countries/XX', '/countries/Mali', '/countries/%00'])
      expect.soft((await site.get(missing)).statusCode, missing).toBe(404);
  });

  test('the countries of what is in force are listed in the reader’s language', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    await site.publish(aRevision({ advisoryId: 'two' }));
    const { body } = await site.get('/countries?lang=fr');
    expect(body).toMatch(/href="\/countries\/ML\?lang=fr">Mali<[^]*2 avis en vigueur/);
  });

  test('an advisory shows its newest message and every earlier one under an address of its own', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    await site.publish(
      aRevision({
        number: 2,
        content: aFollowUp('correction'),
        change: 'substance',
        publishedAt: new Date('2025-07-02T14:50:00Z'),
      }),
    );
    const path = '/advisories/in-mea-2025-0042';
    const newest = await site.get(path);
    expect(newest.body).toContain('It was three workers, not two');
    expect(newest.body).toContain(
      '<a class="govuk-link" href="#changes">What changed from message 1 to message 2',
    );
    expect(newest.body).toContain('href="/countries/ML?lang=en">Mali</a>');
    expect(newest.body).toMatch(
      /<textarea [^>]*readonly[^>]*>Ministry of External Affairs, India. CORRECTION/,
    );
    expect(newest.body).toContain(`${path}/1?lang=en`);
    expect((await site.get(`${path}/1`)).body).toContain('A newer message has replaced this one');
    for (const missing of ['/advisories/nothing', `${path}/3`, `${path}/x`, `${path}/0`]) {
      expect.soft((await site.get(missing)).statusCode, missing).toBe(404);
    }
  });

  test.each(['exercise', 'test'] as const)(
    'of an advisory whose status is %s the public sees nothing, under any address',
    async (status) => {
      await using site = await openSite();
      await site.publish(aRevision({ content: aContent({ status }) }));
      const path = '/advisories/in-mea-2025-0042';
      for (const hidden of [path, `${path}/1`])
        expect.soft((await site.get(hidden)).statusCode, hidden).toBe(404);
    },
  );

  test('an ended advisory says so and is not on the first page', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    await site.publish(
      aRevision({
        number: 2,
        content: aFollowUp('all-clear'),
        change: 'substance',
        publishedAt: new Date('2025-07-02T14:50:00Z'),
      }),
    );
    expect((await site.get('/')).body).toContain('No advisory is in force');
    expect((await site.get('/advisories/in-mea-2025-0042')).body).toContain(
      'This advisory has ended',
    );
  });

  test('pages come in the language asked for, else the browser’s, and every link keeps it', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    const arabic = await site.get('/', { 'accept-language': 'ar-ML' });
    expect(arabic.body).toMatch(/<html lang="ar" dir="rtl"/);
    const hindi = await site.get('/?lang=hi', { 'accept-language': 'ar-ML' });
    expect(hindi.body).toMatch(/<html lang="hi" dir="ltr"/);
    const own = hindi.body.slice(hindi.body.indexOf('<main'));
    const links = [...own.matchAll(/href="(\/[^"]*)"/g)]
      .map(([, link = '']) => link)
      .filter((link) => !/^\/(?:advisories\.|api\/)/.test(link));
    expect(links.every((link) => /[?;]lang=hi$/.test(link))).toBe(true);
    expect(hindi.headers.vary).toBe('Accept-Language');
  });

  test('the feed is Atom and holds every message', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    await site.publish(
      aRevision({ number: 2, content: aFollowUp('all-clear'), change: 'substance' }),
    );
    const feed = await site.get('/advisories.atom?lang=fr');
    expect(feed.headers['content-type']).toBe('application/atom+xml; charset=utf-8');
    const json = await site.get('/advisories.json?lang=fr');
    expect(json.headers['content-type']).toMatch(/^application\/feed\+json/);
    expect(json.json()).toMatchObject({ language: 'fr' });
    expect(feed.body.match(/<entry/g)).toHaveLength(2);
    expect(feed.body).toContain('xml:lang="fr"');
  });

  test('a country has a feed of its own, and a wrong one is no feed of everything', async () => {
    await using site = await openSite();
    await site.publish(aRevision());
    const feed = await site.get('/advisories.atom?country=ML&lang=en');
    expect(feed.body).toContain('<title>Mali – Travel alerts – ');
    expect(feed.body).toContain('href="https://alerts.example/advisories.atom?country=ML"');
    expect(feed.body.match(/<entry/g)).toHaveLength(1);
    const json = await site.get('/advisories.json?country=SN');
    expect(json.json()).toMatchObject({
      items: [],
      home_page_url: 'https://alerts.example/countries/SN',
    });
    expect((await site.get('/advisories.json?country=Mali')).statusCode).toBe(400);
  });

  test('each country’s feeds are called by its name in the language asked, and no two on its page alike', async () => {
    await using site = await openSite();
    const titleOf = async (country: string, lang: string) => {
      const query = `country=${country}&lang=${lang}`;
      const { body } = await site.get(`/advisories.atom?${query}`);
      const atom = /<title>([^<]+)<\/title>/.exec(body)?.[1];
      const json = (await site.get(`/advisories.json?${query}`)).json<{ title: string }>();
      expect(json.title).toBe(atom);
      return atom;
    };
    expect(await titleOf('CI', 'fr')).toMatch(/^Côte d’Ivoire – /);
    expect(await titleOf('CI', 'en')).toMatch(/^Côte d’Ivoire – Travel alerts – /);
    expect(await titleOf('SN', 'hi')).toMatch(/^सेनेगल – /);
    expect(await titleOf('SN', 'ar')).toMatch(/^السنغال – /);
    const { body } = await site.get('/countries/SN?lang=fr');
    const offered = [...body.matchAll(/<link rel="alternate"[^>]+title="([^"]+)"/g)];
    const names = offered.map(([, name]) => name);
    expect(names.filter((name) => name?.includes('Sénégal'))).toHaveLength(4);
    expect(new Set(names).size).toBe(names.length);
  });

  test('the style sheet is compressed for who can read it and sent again only when it has changed', async () => {
    await using site = await openSite();
    const plain = await site.get('/assets/style.css');
    const packed = await site.get('/assets/style.css', { 'accept-encoding': 'gzip, deflate, br' });
    const refused = await site.get('/assets/style.css', { 'accept-encoding': 'br;q=0, gzip' });
    expect(plain.headers['content-type']).toContain('text/css');
    expect(plain.body).toContain('.govuk-button');
    expect(packed.headers['content-encoding']).toBe('br');
    expect(refused.headers['content-encoding']).toBe('gzip');
    expect(packed.rawPayload.length).toBeLessThan(plain.rawPayload.length / 4);
    expect(
      (await site.get('/assets/style.css', { 'if-none-match': String(plain.headers['etag']) }))
        .statusCode,
    ).toBe(304);
  });

  test('who finds a hole reads where to report it', async () => {
    await using site = await openSite();
    const { body, headers } = await site.get('/.well-known/security.txt');
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toContain('Contact: mailto:security@alerts.example\n');
    expect(body).toContain('Expires: 2025-12-29T00:00:00.000Z\n');
    expect(body).toContain('Canonical: https://alerts.example/.well-known/security.txt\n');
  });
});

describe('one’s own data', () => {
  test('S8 · one button deletes everything; looking at it deletes nothing, and pressing twice neither does harm', async () => {
    await using site = await openSite();
    await site.subscribe(asha);
    await site.post('/manage', { address: asha });
    const token = await site.mailedLink('manage', asha);
    const list = await site.get(`/manage/${token}`);
    expect(list.body).toContain(`/manage/${token}/erase?lang=en`);
    const before = await everything(site.db);
    const page = await site.get(`/manage/${token}/erase`);
    expect(page.body).toContain('Delete everything about you?');
    expect(page.body).not.toContain('example.org');
    expect(await everything(site.db)).toBe(before);
    for (let pressed = 0; pressed < 2; pressed += 1) {
      const gone = await site.post(`/manage/${token}/erase`);
      expect(gone.statusCode).toBe(200);
      expect(gone.body).toContain('Everything is deleted');
    }
    const { rows } = await sql`select ciphertext, subscribed from addresses`.execute(site.db);
    expect(rows).toEqual([{ ciphertext: null, subscribed: false }]);
    expect((await site.get(`/manage/${token}`)).body).toContain('Everything is deleted');
  });

  test('S8 · S4 · a link that nobody made, or another site, deletes nothing', async () => {
    await using site = await openSite();
    await site.subscribe(asha);
    await site.post('/manage', { address: asha });
    const token = await site.mailedLink('manage', asha);
    expect((await site.post('/manage/nonsense/erase')).statusCode).toBe(404);
    expect((await site.get('/manage/nonsense/erase')).statusCode).toBe(404);
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect((await site.post(`/manage/${token}/erase`, {}, elsewhere)).statusCode).toBe(403);
    expect(await isSubscribed(site)).toBe(true);
  });

  test.each(voice.languages)(
    'S8 · what is kept, what for and how long stands on a page of its own, linked from every page (%s)',
    async (language) => {
      await using site = await openSite();
      const { body, statusCode } = await site.get(`/privacy?lang=${language}`);
      expect(statusCode).toBe(200);
      for (const days of [retention.addressDays, retention.tripDays, retention.deliveriesDays])
        expect(body).toContain(String(days));
      expect(body).toContain(voice.notice.version);
      expect(body).toContain(`mailto:${issuer.privacyContact}`);
      expect((await site.get(`/subscribe?lang=${language}`)).body).toContain(
        `href="/privacy?lang=${language}"`,
      );
    },
  );

  test('S8 · the privacy notice has another version when a word of it is another', () => {
    const other = createVoice({
      templatesDir: 'templates',
      issuer: { ...issuer, privacyContact: 'else@alerts.example' },
      publicUrl,
    });
    expect(other.notice.version).not.toBe(voice.notice.version);
    expect(createVoice({ templatesDir: 'templates', issuer, publicUrl }).notice).toEqual(
      voice.notice,
    );
  });
});

async function askedWhereTheyLive(site: Site): Promise<string> {
  await site.subscribe(asha, aWish({ stay: { kind: 'residence' }, language: 'fr' }));
  const link = { addressId: await site.addressId(asha), subscriptionId: 1, holds: { days: 1 } };
  return createLinkTokens(site).issue({ ...link, purpose: 'residence' });
}

describe('S3 · the question whether somebody still lives there', () => {
  test('is two buttons; opening them changes nothing, and a yes is a yes', async () => {
    await using site = await openSite();
    const path = `/residence/${await askedWhereTheyLive(site)}`;
    const before = await everything(site.db);
    const opened = await site.get(path);
    expect(opened.body).toContain('Oui, j’y habite toujours');
    expect(opened.body.match(/<form /g)).toHaveLength(2);
    expect(opened.headers['cache-control']).toBe('no-store');
    expect((await site.get(`${path}/moved?lang=en`)).body).toContain('Keep me informed');
    expect(await everything(site.db)).toBe(before);
    expect((await site.post(path, { answer: 'still', lang: 'en' })).body).toContain('Thank you');
    expect(await isSubscribed(site)).toBe(true);
  });

  test('ends the alerts only for who says so twice; from another site nobody can', async () => {
    await using site = await openSite();
    const path = `/residence/${await askedWhereTheyLive(site)}`;
    const elsewhere = { 'sec-fetch-site': 'cross-site' };
    expect((await site.post(path, { answer: 'end' }, elsewhere)).statusCode).toBe(403);
    expect((await site.post(path, { answer: 'maybe' })).statusCode).toBe(400);
    expect((await site.post('/residence/nonsense', { answer: 'end' })).statusCode).toBe(404);
    expect((await site.get('/residence/nonsense')).statusCode).toBe(404);
    expect(await isSubscribed(site)).toBe(true);
    const ended = await site.post(path, { answer: 'end', lang: 'en' });
    expect(ended.body).toContain('These alerts have ended');
    expect((await site.post(path, { answer: 'end', lang: 'en' })).body).toBe(ended.body);
    expect(await isSubscribed(site)).toBe(false);
    expect((await site.get(path)).statusCode).toBe(410);
  });
});
