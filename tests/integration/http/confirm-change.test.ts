import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { invite } from '#src/lists/inviting.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import type { CitizenDoors } from '#tests/support/citizen-doors.ts';
import { languages } from '#tests/support/every-message.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { publish } from '#tests/support/publishing.ts';
import { plain } from '#tests/support/readable.ts';

const [asha, binta] = ['asha@example.org', 'binta@example.org'];

/** The form with Senegal in place of what was proposed, a digest each day, in French. */
const rather = {
  scope: 'certain',
  countries: 'SN',
  stay: 'none',
  threshold: '0',
  rhythm: 'day',
  zone: 'Africa/Dakar',
  language: 'fr',
  lang: 'en',
  do: 'save',
};

/** The path of the link that an employer's invitation mails: all of Mali, at once, in English. */
function invited({ app, mailedBy }: CitizenDoors, wish: Wish = aWish()): Promise<string> {
  return mailedBy('confirm', asha, () =>
    invite(app.lists, {
      organisation: 'Cement Works of Kayes',
      by: 'ana',
      perMinute: 6000,
      people: [{ address: asha, wish }],
    }),
  );
}

async function liveWishes(it: CitizenDoors, address: string): Promise<readonly Wish[]> {
  const manage = await it.manage(address);
  const list = await it.app.subscriptions.manage(manage.split('/').at(-1) ?? '');
  return list.kind === 'used' ? list.value.map(({ wish }) => wish) : [];
}

/** Everything that is kept of wishes, links, consents and mails. */
async function everything({ app: { db } }: CitizenDoors): Promise<string> {
  const { rows } = await sql`
    select (select jsonb_agg(s order by id) from subscriptions s) as wishes, (select jsonb_agg(i) from interests i) as interests,
      (select jsonb_agg(c order by id) from consents c) as consents, (select count(*) from link_tokens where used_at is not null) as used,
      (select count(*) from deliveries) as mails`.execute(db);
  return JSON.stringify(rows);
}

describe('whoever is invited changes what they will get before anything begins', () => {
  test('S3 · the page that asks says so in each language, and looking, searching and counting change nothing', async () => {
    await using it = await openCitizenDoors();
    const link = await invited(it);
    const before = await everything(it);
    for (const language of languages) {
      const { confirm } = phrasesIn(language).pages;
      const page = await it.get(`${link}?lang=${language}`);
      expect.soft(plain(page.body), language).toContain(plain(confirm.changeable));
      expect.soft(page.body, language).toContain(`href="${link}/change?lang=${language}"`);
    }
    const form = await it.get(`${link}/change?lang=en`);
    expect(form.body).toMatch(/value="ML" checked/);
    expect(form.body).toContain('Yes, send me these alerts');
    const step = (fields: Readonly<Record<string, string>>) =>
      it.get(`${link}/change?${new URLSearchParams({ ...rather, ...fields }).toString()}`);
    expect((await step({ do: 'find', find: 'Ivory Coast' })).body).toContain('value="add:CI"');
    expect((await step({ do: 'count' })).body).toContain('would have brought you 0 mails.');
    expect((await step({ do: 'zone' })).body).toContain('Where is your morning?');
    expect((await step({ do: 'save' })).statusCode).toBe(200);
    const wrong = await it.post(`${link}/change`, { ...rather, countries: '' });
    expect(wrong.statusCode).toBe(422);
    expect(await everything(it)).toBe(before);
  });

  test('S8 · one press confirms what they chose, and never is an alert sent for what was proposed', async () => {
    await using it = await openCitizenDoors();
    const link = await invited(it);
    const pressed = await it.post(`${link}/change`, rather);
    expect(plain(pressed.body)).toContain('Your alerts are on');
    // Pressed twice it is one alert, and says the same.
    expect(plain((await it.post(`${link}/change`, rather)).body)).toContain('Your alerts are on');
    await publish(it.app, { content: aContent() });
    await it.settled();
    expect((await it.subjects(asha)).filter((subject) => subject.includes('Mali'))).toEqual([]);
    expect(await liveWishes(it, asha)).toEqual([
      expect.objectContaining({
        places: [{ kind: 'country', country: 'SN' }],
        rhythm: { every: 'day', timeZone: 'Africa/Dakar' },
        language: 'fr',
      }),
    ]);
    const emergency = aContent({
      appliesTo: [{ country: 'SN', level: 4, levelWording: 'Leave now' }],
    });
    await publish(it.app, { content: emergency, lane: 'emergency' });
    await it.settled();
    expect((await it.subjects(asha)).at(-1)).toMatch(/^URGENCE\s: Sénégal/);
    const { rows } = await sql`
      select purpose, basis, origin, language from consents order by id`.execute(it.app.db);
    expect(rows).toEqual([
      { purpose: 'asked', basis: 'public-task', origin: 'invitation', language: 'en' },
      { purpose: 'alerts', basis: 'consent', origin: 'invitation', language: 'fr' },
    ]);
  });

  test('whoever has confirmed already is told that other choices were not taken, and where to change', async () => {
    await using it = await openCitizenDoors();
    const link = await invited(it);
    await it.post(link);
    expect((await it.get(`${link}/change`)).headers.location).toBe(link);
    const late = await it.post(`${link}/change`, rather);
    expect(late.statusCode).toBe(410);
    expect(late.body).toContain('href="/manage?lang=en"');
    expect(await liveWishes(it, asha)).toMatchObject([{ places: [{ country: 'ML' }] }]);
  });

  test('a link that is unknown or too old says so, before and after the form', async () => {
    await using it = await openCitizenDoors();
    const link = await invited(it);
    await sql`update link_tokens set expires_at = now()`.execute(it.app.db);
    for (const path of [link, `/confirm/${'x'.repeat(43)}`]) {
      const before = await everything(it);
      expect((await it.get(`${path}/change`)).headers.location).toBe(path);
      expect((await it.post(`${path}/change`, rather)).headers.location).toBe(path);
      expect((await it.get(path)).statusCode).toBeGreaterThanOrEqual(404);
      expect(await everything(it)).toBe(before);
    }
  });

  test('somebody added to another’s alert takes it as it is: no page offers to change it, and none does', async () => {
    await using it = await openCitizenDoors();
    await it.subscribe(asha);
    const manage = await it.manage(asha);
    const add = () => it.post(`${manage}/1/companions`, { address: binta, language: 'en' });
    const link = await it.mailedBy('confirm', binta, add);
    expect((await it.get(link)).body).not.toContain(`${link}/change`);
    expect((await it.get(`${link}/change`)).statusCode).toBe(303);
    const answer = await it.app.subscriptions.confirm(link.split('/').at(-1) ?? '', aWish());
    expect(answer).toEqual({ kind: 'unknown' });
    await it.post(link);
    expect(await liveWishes(it, binta)).toMatchObject([{ places: [{ country: 'ML' }] }]);
  });
});
