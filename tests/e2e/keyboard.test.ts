import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

import { createWeb } from '#src/web.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { press, tabTo } from '#tests/support/keyboard.ts';
import { startService } from '#tests/support/service.ts';

// One browser for the file; a disposable cannot span several tests.
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test.each([
  { language: 'en', name: 'Bamako', says: 'Look into your mailbox' },
  { language: 'ar', name: 'باماكو', says: 'افتحوا بريدكم' },
])(
  'somebody signs up by keyboard alone, without JavaScript, and finds a place by its name ($language)',
  async ({ language, name, says }) => {
    await using service = await startService();
    await using _workers = service.work();
    await using web = await createWeb(service.app);
    const origin = await web.listen({ host: '127.0.0.1', port: 0 });
    const context = await browser.newContext({
      javaScriptEnabled: false,
      viewport: { width: 360, height: 740 },
    });
    const page = await context.newPage();
    await page.goto(`${origin}/subscribe?lang=${language}`);
    await tabTo(page, /^find=/);
    await page.keyboard.type(name);
    await tabTo(page, /^do=find/);
    await press(page, 'Enter');
    expect(new URL(page.url()).hash).toBe('#places');
    await tabTo(page, /^do=add:ML-BKO/);
    await press(page, 'Enter');
    expect(await page.locator('[name=regions][value=ML-BKO]').isChecked()).toBe(true);

    await tabTo(page, /^do=continue/);
    await press(page, 'Enter');
    await tabTo(page, /^address=/);
    await page.keyboard.type('asha@example.org');
    await press(page, 'Enter');
    expect(await page.locator('h1').textContent()).toBe(says);
    expect(await context.cookies()).toEqual([]);
    await context.close();
    await vi.waitFor(() => expect(service.sink.messages).toHaveLength(1), 20_000);
  },
);

test('somebody searches the list by keyboard alone, without JavaScript, and lands on what was found', async () => {
  await using service = await startService();
  await using web = await createWeb(service.app);
  const origin = await web.listen({ host: '127.0.0.1', port: 0 });
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${origin}/?lang=fr`);
  await tabTo(page, /^q=/);
  await page.keyboard.type('inondation');
  await press(page, 'Enter');
  expect(new URL(page.url()).searchParams.get('q')).toBe('inondation');
  expect(new URL(page.url()).hash).toBe('#results');
  expect(await page.locator('#results').textContent()).toContain('Rien ne correspond');
  await tabTo(page, /^Montrer tous les avis/);
  await press(page, 'Enter');
  expect(new URL(page.url()).searchParams.get('q')).toBeNull();
  await context.close();
});
