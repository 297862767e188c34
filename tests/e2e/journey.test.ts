import { sql } from 'kysely';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { startBrowser } from '#tests/support/browser.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
import type { CitizenDoors } from '#tests/support/citizen-doors.ts';
import { follow, press, tabTo } from '#tests/support/keyboard.ts';
import { publish } from '#tests/support/publishing.ts';

// One browser for the file; a disposable cannot span several tests.
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

const asha = 'asha@example.org';
const h1 = (page: Page) => page.locator('h1').textContent();

/** What a telephone is sent for everything that a page needs, and from where. */
function watchRequests(page: Page, origin: string) {
  const strangers: string[] = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(origin)) strangers.push(request.url());
  });
  return strangers;
}

/** As keys type it into a field for a date, in American order. */
function keysFor(date: Date): string {
  const [year = '', month = '', day = ''] = date.toISOString().slice(0, 10).split('-');
  return `${month}${day}${year}`;
}

/** As the pages say it in English. */
function tripIn(first: Date, last: Date): string {
  const [from, to] = [first, last].map((day) =>
    day.toLocaleDateString('en-GB', { dateStyle: 'long', timeZone: 'UTC' }),
  );
  return `You travel from ${from} to ${to}.`;
}

test('S8 · a citizen goes the whole way by keyboard alone, without JavaScript: find, say when they travel, subscribe, confirm, manage, add, ask why, copy, leave, be erased', async () => {
  await using it = await openCitizenDoors();
  const origin = await it.web.listen({ host: '127.0.0.1', port: 0 });
  const context = await browser.newContext({
    javaScriptEnabled: false,
    acceptDownloads: true,
    locale: 'en-US',
    viewport: { width: 360, height: 740 },
  });
  const page = await context.newPage();
  const strangers = watchRequests(page, origin);

  await page.goto(`${origin}/?lang=en`);
  await follow(page, /^Get alerts by e-mail$/);
  await tabTo(page, /^find=/);
  await page.keyboard.type('बमाको');
  await follow(page, /^do=find/);
  await follow(page, /^do=add:ML-BKO/);
  await tabTo(page, /^stay=/);
  await page.keyboard.press('ArrowDown');
  expect(await page.locator('input[name=stay]:checked').inputValue()).toBe('trip');
  const [first, last] = [2, 9].map((days) => new Date(Date.now() + days * 86_400_000));
  await tabTo(page, /^from=/);
  await page.keyboard.type(keysFor(first ?? new Date()));
  await tabTo(page, /^to=/);
  await page.keyboard.type(keysFor(last ?? new Date()));
  await follow(page, /^do=continue/);
  const travels = tripIn(first ?? new Date(), last ?? new Date());
  expect(await page.locator('main').textContent()).toContain(travels);
  await tabTo(page, /^address=/);
  await page.keyboard.type(asha);
  const confirm = await it.mailedBy('confirm', asha, () => press(page, 'Enter'));
  expect(await h1(page)).toBe('Look into your mailbox');

  await page.goto(`${origin}${confirm}`);
  await follow(page, /^Yes, send me these alerts$/);
  expect(await h1(page)).toBe('Your alerts are on');
  await publish(it.app);
  await it.settled();

  await page.goto(`${origin}/manage?lang=en`);
  await tabTo(page, /^address=/);
  await page.keyboard.type(asha);
  const manage = await it.mailedBy('manage', asha, () => press(page, 'Enter'));
  await page.goto(`${origin}${manage}`);
  expect(await h1(page)).toBe('Your alerts');
  expect(await page.locator('main').textContent()).toContain(travels);

  await follow(page, /^Also tell another address/);
  await tabTo(page, /^address=/);
  await page.keyboard.type('binta@example.org');
  await press(page, 'Enter');
  expect(await page.locator('[role=status]').textContent()).toContain('a message is on its way');
  await follow(page, /^Back to your alerts$/);
  expect(await page.locator('main').textContent()).toContain('More addresses: 1. Confirmed: 0.');

  await follow(page, /^See our messages, and why you got them$/);
  await follow(page, /Three workers abducted/);
  expect(await h1(page)).toBe('Why did I get this message?');
  expect(await page.locator('main').textContent()).toContain('You follow: Bamako, Mali.');
  await follow(page, /^Our messages to you$/);
  await tabTo(page, /^q=/);
  await page.keyboard.type('Mali');
  await press(page, 'Enter');
  await follow(page, /^Your alerts$/);

  await follow(page, /^Get a copy of all that we hold on you$/);
  await tabTo(page, /^Save a copy to read/);
  const [copy] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(copy.suggestedFilename()).toBe('travel-alerts.html');
  expect(new URL(copy.url()).pathname).not.toContain('@');
  await follow(page, /^Your alerts$/);

  // What the link opens a second time, and the way back, show the same: nothing here is a session.
  await page.goBack();
  expect(await h1(page)).toBe('A copy of all that we hold on you');
  await page.goForward();
  await follow(page, /^Stop all messages$/);
  await follow(page, /^Yes, stop all messages$/);
  expect(await h1(page)).toBe('All your alerts have ended');

  await page.goto(`${origin}${manage}`);
  await follow(page, /^Delete everything about me$/);
  expect(await h1(page)).toBe('Delete everything about you?');
  await follow(page, /^Yes, delete everything$/);
  expect(await h1(page)).toBe('Everything is deleted');
  await page.goto(`${origin}${manage}`);
  expect(await h1(page)).toBe('Everything is deleted');
  expect(await kept(it, asha)).toBe(0);
  expect(await context.cookies()).toEqual([]);
  expect(strangers).toEqual([]);
  await context.close();
});

/** How much is kept under an address: itself, wishes, consents. */
async function kept({ app: { db, keyring } }: CitizenDoors, address: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select (count(a.ciphertext) + count(s.id) + count(c.address_id))::int as count
    from addresses a left join subscriptions s on s.address_id = a.id left join consents c on c.address_id = a.id
    where a.lookup = ${keyring.lookup(address)}`.execute(db);
  return rows[0]?.count ?? -1;
}

test('the page of all that one can do is heard in the order in which it is seen', async () => {
  await using it = await openCitizenDoors();
  const origin = await it.web.listen({ host: '127.0.0.1', port: 0 });
  await it.subscribe(asha);
  const manage = await it.manage(asha);
  const page = await browser.newPage();
  await page.goto(`${origin}${manage}?lang=en`);
  const heard = (await page.locator('main').ariaSnapshot()).replaceAll(/ *- \/url: .*\n?/g, '');
  await page.close();
  const inOrder = [
    'heading "Your alerts" [level=1]',
    'heading "Alert 1" [level=2]',
    'Places',
    'Mali',
    'link "Change (Alert 1)"',
    'link "Also tell another address (Alert 1)"',
    'link "End (Alert 1)"',
    'link "Get alerts by e-mail"',
    'heading "What you can do besides" [level=2]',
    'link "See our messages, and why you got them"',
    'link "Get a copy of all that we hold on you"',
    'link "Stop all messages"',
  ];
  const places = inOrder.map((text) => heard.indexOf(text));
  expect(places.filter((place) => place < 0)).toEqual([]);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
