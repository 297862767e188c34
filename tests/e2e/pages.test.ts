import axe from 'axe-core';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';

import { pageNames } from '#src/rendering/page-data.ts';
import { sampleCopies } from '#src/rendering/sample-own-pages.ts';
import { samplePages } from '#src/rendering/sample-pages.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { aContent, aFollowUp, aMission, aRevision } from '#tests/support/builders-content.ts';
import { languages } from '#tests/support/every-message.ts';
import { enlarge } from '#tests/support/telephone.ts';
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
  const pages = pageNames.flatMap((name) =>
    samplePages[name]
      .slice(0, 3)
      .map((data) => voice.renderPage(name, language, data))
      .map((html) => html.replace(/<link rel="stylesheet"[^>]+>/, style)),
  );
  return [...pages, ...sampleCopies.map((everything) => voice.ownCopy({ language, everything }))];
}

/** In the dark a page differs by its colours alone. */
const rulesOf = {
  light: 'axe.run()',
  dark: 'axe.run({ runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } })',
} as const;

async function violationsOf(documents: readonly string[], colorScheme: 'light' | 'dark') {
  const context = await browser.newContext({ colorScheme, viewport: { width: 360, height: 740 } });
  try {
    const page = await context.newPage();
    const found: string[] = [];
    for (const html of documents) {
      await page.setContent(html);
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate<axe.AxeResults>(rulesOf[colorScheme]);
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

test.each(languages)(
  'nothing is wider than a telephone’s screen, nor with text twice as large (%s)',
  async (language) => {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 } });
    const page = await context.newPage();
    const wide: string[] = [];
    const look = async (size: string) => {
      const width = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (width > 360) wide.push(`${await page.title()}, ${size}: ${width}`);
    };
    for (const html of pagesIn(language)) {
      await page.setContent(html);
      await look('usual');
      await enlarge(page);
      await look('large');
    }
    await context.close();
    expect(wide).toEqual([]);
  },
);

/** What is out of order for whoever hears a page instead of seeing it. */
const outOfOrder = `(() => {
  const wrong = [];
  const levels = [...document.querySelectorAll('main h1, main h2, main h3, main h4, main h5, main h6')]
    .filter((one) => !one.closest('[role=alert]')).map((one) => Number(one.tagName[1]));
  if (levels[0] !== 1 || levels.filter((level) => level === 1).length !== 1) wrong.push('h1: ' + levels.join(' '));
  levels.forEach((level, at) => { if (at > 0 && level > levels[at - 1] + 1) wrong.push('headings: ' + levels.join(' ')); });
  for (const field of document.querySelectorAll('main input:not([type=hidden]), main select, main textarea')) {
    if (field.closest('[aria-hidden=true], .trap') || field.tabIndex < 0) continue;
    if (![...field.labels].some((label) => label.textContent.trim() !== '')) wrong.push('no label: ' + field.outerHTML.slice(0, 90));
  }
  for (const id of [...document.querySelectorAll('[aria-describedby]')].flatMap((one) => one.getAttribute('aria-describedby').trim().split(/\\s+/)))
    if (document.getElementById(id) === null) wrong.push('describes nothing: ' + id);
  for (const link of document.querySelectorAll('.govuk-error-summary a')) {
    const field = document.querySelector(link.getAttribute('href'));
    const describes = field?.closest('[aria-describedby]')?.getAttribute('aria-describedby') ?? '';
    if (!describes.includes('-error')) wrong.push('error without its field: ' + link.outerHTML);
  }
  for (const control of document.querySelectorAll('main a[href], main button'))
    if ((control.textContent + (control.getAttribute('aria-label') ?? '')).trim() === '') wrong.push('no name: ' + control.outerHTML.slice(0, 90));
  const names = [...document.querySelectorAll('main nav, main section[aria-label], main form[aria-label]')].map((one) => one.getAttribute('aria-label') ?? '');
  if (new Set(names).size < names.filter((name) => name !== '').length) wrong.push('landmarks of one name: ' + names.join(', '));
  return wrong;
})()`;

test.each(languages)(
  'whoever hears a page hears one title, headings in their order, each field by its name and each error at its field (%s)',
  async (language) => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const found: string[] = [];
    for (const html of pagesIn(language)) {
      await page.setContent(html);
      const wrong = z.array(z.string()).parse(await page.evaluate(outOfOrder));
      const title = await page.title();
      found.push(...wrong.map((text) => `${title}: ${text}`));
    }
    const planted = '<main><h1>x</h1><h3>y</h3><input name=z><a href=#></a></main>';
    await page.setContent(planted);
    expect(await page.evaluate(outOfOrder)).toHaveLength(3);
    await context.close();
    expect(found).toEqual([]);
  },
);

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
