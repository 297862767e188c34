import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';

import { createWeb } from '#src/web.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { startService } from '#tests/support/service.ts';

// One browser for the file; a disposable cannot span several tests.
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

test('the first page leads to the reference of the API, which asks nobody but this service and complains of nothing', async () => {
  await using service = await startService();
  await using web = await createWeb(service.app);
  const home = await web.listen({ host: '127.0.0.1', port: 0 });
  const page = await browser.newPage();
  const asked: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
  page.on('response', (answer) => {
    if (answer.status() >= 400) complaints.push(`${answer.status()}: ${answer.url()}`);
  });
  page.on('console', (said) => {
    if (said.type() === 'error') complaints.push(said.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(home);
  await page.getByRole('link', { name: 'API for developers' }).click();
  await page.locator('.opblock').first().waitFor();
  const document = await fetch(`${home}/api/v1/openapi.json`);
  const { paths } = Object(await document.json());
  const operations = Object.values(Object(paths)).flatMap((methods) =>
    Object.keys(Object(methods)),
  );
  expect(operations.length).toBeGreaterThan(70);
  expect(await page.locator('.opblock').count()).toBe(operations.length);
  await page.locator('#operations-advisories-listAdvisories .opblock-summary-control').click();
  await page.getByRole('button', { name: 'Try it out' }).click();
  await page.getByRole('button', { name: 'Execute' }).click();
  await page.locator('.live-responses-table').waitFor();
  await page.locator('#operations-drafts-publishDraft .opblock-summary-control').click();
  expect(await page.locator('#operations-drafts-publishDraft .try-out').count()).toBe(0);
  expect(asked.filter((url) => !url.startsWith(`${home}/`) && !url.startsWith('data:'))).toEqual(
    [],
  );
  expect(complaints).toEqual([]);
});
