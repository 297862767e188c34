import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { startBrowser } from '#tests/support/browser.ts';
import { openCitizenDoors } from '#tests/support/citizen-doors.ts';
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

test('a citizen goes the whole way by keyboard alone, without JavaScript: find, subscribe, confirm, manage, add, ask why, copy, leave', async () => {
  await using it = await openCitizenDoors();
  const origin = await it.web.listen({ host: '127.0.0.1', port: 0 });
  const context = await browser.newContext({
    javaScriptEnabled: false,
    acceptDownloads: true,
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
  await follow(page, /^do=continue/);
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
  expect(await context.cookies()).toEqual([]);
  expect(strangers).toEqual([]);
  await context.close();
});

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
