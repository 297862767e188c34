import { Agent, request } from 'undici';
import { expect, test } from 'vitest';

import { startBrowser } from '#tests/support/browser.ts';
import { citizensIn, liveThrough, planted } from '#tests/support/full-run.ts';

/** Ten times each is fifty times in all. */
const times = 10;

const programs = [
  {
    name: 'a gateway that looks links up',
    method: 'GET',
    agent: 'Mozilla/5.0 (compatible; LinkCheck/1.0)',
  },
  { name: 'a preview', method: 'GET', agent: 'Mozilla/5.0 (Macintosh) AppleWebKit/600 Preview' },
  { name: 'an archive', method: 'GET', agent: 'archive-fetcher' },
  { name: 'a program that asks for heads', method: 'HEAD', agent: 'curl/8.5.0' },
] as const;

test('S3 · fifty visits of every mailed link by five agents, a browser with scripts among them, change nothing', async () => {
  await using run = await liveThrough();
  const kinds = [
    '/confirm/',
    '/manage/',
    '/residence/',
    '/unsubscribe/',
    '/undo',
    '/advisories/',
    '/manage?',
    '/countries',
  ];
  expect(kinds.filter((kind) => !run.links.some((link) => link.includes(kind)))).toEqual([]);
  // Whoever was added, invited, brought in, travels, complained or wrote got links of their own.
  for (const person of planted.people) expect(run.linksTo(person).length).toBeGreaterThan(0);
  expect(run.linksTo('peverelle').some((link) => link.includes('/confirm/'))).toBe(true);
  const before = await citizensIn(run.duty);

  const dispatcher = new Agent({ connections: 8 });
  const statuses = new Set<number>();
  for (const link of run.links)
    for (const { method, agent } of programs)
      for (let n = 0; n < times; n += 1) {
        const { statusCode, body } = await request(link, {
          method,
          dispatcher,
          headers: { 'user-agent': agent },
        });
        await body.dump();
        statuses.add(statusCode);
      }
  await dispatcher.close();
  // Nothing but pages and links whose time is over; nobody is sent on, nothing fails.
  expect([...statuses].filter((status) => ![200, 404, 410].includes(status))).toEqual([]);

  await lookAround(run.links);
  expect(await citizensIn(run.duty)).toBe(before);
}, 300_000);

/** Opens everything, with scripts on; goes over every button and link, fetches ahead what is linked, and submits nothing. */
async function lookAround(links: readonly string[]): Promise<void> {
  const browser = await startBrowser();
  try {
    const page = await (await browser.newContext({ javaScriptEnabled: true })).newPage();
    for (const link of links)
      for (let n = 0; n < times; n += 1) {
        const answer = await page.goto(link);
        if (n > 0 || answer?.headers()['content-type']?.startsWith('text/html') !== true) continue;
        await page.evaluate(`
          for (const { href } of document.querySelectorAll('a[href^="http"]')) {
            const ahead = document.createElement('link');
            Object.assign(ahead, { rel: 'prefetch', href });
            document.head.append(ahead);
            void fetch(href).catch(() => undefined);
          }`);
        for (const place of await page.locator('a, button, input').all())
          await place.hover({ timeout: 500, force: true }).catch(() => undefined);
      }
  } finally {
    await browser.close();
  }
}
