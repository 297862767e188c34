import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { pageNames } from '#src/rendering/page-data.ts';
import { samplePages } from '#src/rendering/sample-pages.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const missions = [aMission()];
const { words } = aContent();
const schemes = ['light', 'dark'] as const;
const cases = languages.flatMap((language) => schemes.map((scheme) => ({ language, scheme })));

// One browser for the file; a disposable cannot span several tests.
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

function pagesIn(language: string): readonly string[] {
  const style = `<style>${voice.style}</style>`;
  return pageNames.flatMap((name) =>
    samplePages[name]
      .slice(0, 3)
      .map((data) => voice.renderPage(name, language, data))
      .map((html) => html.replace(/<link rel="stylesheet"[^>]+>/, style)),
  );
}

async function violationsOf(documents: readonly string[], colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const found: string[] = [];
    for (const html of documents) {
      await page.setContent(html);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>('axe.run()');
      const title = await page.title();
      for (const { id, nodes } of violations)
        found.push(`${title}: ${id}: ${nodes[0]?.html ?? ''}`);
    }
    return found;
  } finally {
    await context.close();
  }
}

describe('E14 · axe finds nothing', () => {
  test.each(cases)('on any page in $language, $scheme', async ({ language, scheme }) => {
    expect(await violationsOf(pagesIn(language), scheme)).toEqual([]);
  });
});

test.each(languages)('nothing is wider than a telephone’s screen (%s)', async (language) => {
  const context = await browser.newContext({
    viewport: { width: 360, height: 740 },
    javaScriptEnabled: true,
  });
  const page = await context.newPage();
  const wide: string[] = [];
  for (const html of pagesIn(language)) {
    await page.setContent(html);
    const width = await page.evaluate<number>('document.documentElement.scrollWidth');
    if (width > 360) wide.push(`${await page.title()}: ${width}`);
  }
  await context.close();
  expect(wide).toEqual([]);
});

test.each(languages)(
  'the page of an advisory with a long history prints on one sheet (%s)',
  async (language) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const revision = aRevision({ number: 12, content: aFollowUp('correction') });
    const { en } = words;
    if (en === undefined) throw new Error('expected English words');
    const earlier = Array.from({ length: 11 }, (_none, n) =>
      aRevision({
        number: n + 1,
        content: aContent({ words: { en: { ...en, headline: `No ${n}` } } }),
      }),
    );
    const html = voice.renderPage('advisory', language, {
      path: '/advisories/x',
      advisory: { id: 'x', revisions: [revision, ...earlier.toReversed()] },
      number: 12,
      missions,
      at: new Date('2025-07-02T15:00:00Z'),
    });
    await page.setContent(
      html.replace(/<link rel="stylesheet"[^>]+>/, `<style>${voice.style}</style>`),
    );
    const sheets = (await page.pdf({ format: 'A4' }))
      .toString('latin1')
      .match(/\/Type\s*\/Page\b/g);
    await context.close();
    expect(sheets).toHaveLength(1);
  },
);

test('the feed is well-formed XML, whatever its words', async () => {
  const hostile = {
    headline: 'a<b>&"\u0001\uFFFE]]>',
    whatToDo: { residents: 'x' },
    whatHappened: 'x',
  };
  const feed = voice.atomFeed({
    revisions: [aRevision(), aRevision({ content: aContent({ words: { en: hostile } }) })],
    language: 'en',
    now: new Date(),
  });
  const context = await browser.newContext();
  const page = await context.newPage();
  const parsed = z.object({ errors: z.number(), entries: z.number() }).parse(
    await page.evaluate(
      `(() => { const xml = new DOMParser().parseFromString(${JSON.stringify(feed)}, 'application/xml');
        return { errors: xml.querySelectorAll('parsererror').length, entries: xml.querySelectorAll('entry').length }; })()`,
    ),
  );
  await context.close();
  expect(parsed).toEqual({ errors: 0, entries: 2 });
});
