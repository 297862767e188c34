import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { startBrowser } from '#tests/support/browser.ts';
import { discreetMailOf, everyLook, languages, mailOf } from '#tests/support/every-message.ts';
import type { NamedMail } from '#tests/support/every-message.ts';
import { everyNotice } from '#tests/support/every-notice.ts';
import { phrasesIn } from '#tests/support/phrases.ts';
import { aTelephone, cutOff, enlarge, screen, violationsIn } from '#tests/support/telephone.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const looks = everyLook(voice);

// One browser for the file; a disposable cannot span several tests.
let browser: Browser;
beforeAll(async () => {
  browser = await startBrowser();
});
afterAll(() => browser.close());

interface Shown extends NamedMail {
  /** Selects what says what to do. */
  readonly whatToDo: string;
}

function alertsIn(language: string): readonly Shown[] {
  const heading = phrasesIn(language).message.whatToDo;
  const usual = looks.map((look) => ({ ...look, mail: mailOf(voice, look, language) }));
  const discreet = looks
    .slice(0, 1)
    .map((look) => ({ ...look, name: 'discreet', mail: discreetMailOf(voice, look, language) }));
  return [...usual, ...discreet].map(({ name, revision, mail }) => {
    const { kind } = revision.content.relation;
    // What ends an advisory says in its box that nothing of it is to be done any more, and what still is.
    const ends = kind === 'cancel' || kind === 'all-clear';
    const whatToDo = ends ? '.box' : `h2:text-is("${heading}") ~ p`;
    return { name, language, mail, whatToDo };
  });
}

/** Shows each mail and collects what is found, by the mail's name. */
async function findings<M extends NamedMail>(
  mails: readonly M[],
  find: (page: Page, shown: M) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  await using page = await aTelephone(browser);
  const found: string[] = [];
  for (const shown of mails) {
    await page.setContent(shown.mail.html);
    found.push(...(await find(page, shown)).map((one) => `${shown.name}: ${one}`));
  }
  return found;
}

test('letters that are too pale are found, in light and in dark, also in the second mail that is shown', async () => {
  const sound = alertsIn('en').slice(0, 1);
  const [pale] = sound.map(({ mail, ...shown }) => {
    const html = mail.html.replaceAll(
      /\.sheet\{background:#\w+(!important)?/g,
      '.sheet{background:#777777$1',
    );
    return { ...shown, name: 'pale', mail: { ...mail, html } };
  });
  const found = await findings(pale === undefined ? [] : [...sound, pale], violationsIn);
  expect(found.map((one) => one.split(': ').slice(0, 3).join(': '))).toEqual([
    'pale: light: color-contrast',
    'pale: dark: color-contrast',
  ]);
});

describe.each(languages)('every mail (%s)', (language) => {
  const alerts = alertsIn(language);
  const notices = everyNotice(voice, language);

  test('E14 · axe finds nothing, in light and dark', async () => {
    expect(await findings([...alerts, ...notices], violationsIn)).toEqual([]);
  });

  test('nothing is wider than a telephone’s screen or cut off, at the usual size of text and at twice that', async () => {
    const found = await findings([...alerts, ...notices], async (page) => {
      const usual = await cutOff(page);
      await enlarge(page);
      return [...usual, ...(await cutOff(page)).map((one) => `at 200 %: ${one}`)];
    });
    expect(found).toEqual([]);
  });

  test('the first screen says who it is from, a number to call, what changed and what to do', async () => {
    const found = await findings(alerts, async (page, { whatToDo }) => {
      const parts = ['.top strong', '.top a', '.box', whatToDo];
      const below = await Promise.all(parts.map((part) => isBelowScreen(page, part)));
      return parts.filter((_part, index) => below[index]);
    });
    expect(found).toEqual([]);
  });

  test('the first screen of a notice has the button that it is about', async () => {
    const withButton = notices.filter(({ mail }) => mail.html.includes('class="button"'));
    expect(withButton.length).toBeGreaterThan(2);
    const found = await findings(withButton, async (page, { name }) => {
      const about = name.endsWith('answered') ? 'a[href^="tel:"]' : '.button a'; // who is in danger shall call
      return (await isBelowScreen(page, about)) ? [about] : [];
    });
    expect(found).toEqual([]);
  });
});

/** Whether the first of these is cut by the first screen's lower edge or stands below; what a mail has not is not. */
async function isBelowScreen(page: Page, selector: string): Promise<boolean> {
  const found = page.locator(selector);
  if ((await found.count()) === 0) return false;
  const box = await found.first().boundingBox();
  return box === null || box.y + box.height > screen.height;
}
