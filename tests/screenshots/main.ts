import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { startBrowser } from '#tests/support/browser.ts';
import { languages } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

import { shownIn } from './messages.ts';
import { pagesShownIn } from './pages.ts';
import { createPhotographer } from './photographer.ts';

/** Languages of the mails at the top of the README. */
const inReadme: ReadonlySet<string> = new Set(['en', 'hi']);
const images = resolve(import.meta.dirname, '../../docs/images');
const usage = `Usage: npm run screenshots [-- --whole DIR]

Makes the pictures of mails and of citizens' pages in docs/messages.md, docs/pages.md and README.md anew: first screens of a telephone, in light and dark, at the usual size of text and at
twice that. --whole writes each message in all its length into DIR instead, to be looked at.
Hindi, Arabic and Malayalam need fonts on the machine, such as fonts-noto-core.`;

const { values } = parseArgs({
  options: { whole: { type: 'string' }, help: { type: 'boolean' } },
});
if (values.help === true) process.stdout.write(`${usage}\n`);
else await (values.whole === undefined ? drawSheets() : drawWhole(values.whole));

async function drawSheets(): Promise<void> {
  await using browser = await startBrowser();
  const { sheet, portrait } = createPhotographer(browser);
  const voice = aVoice();
  for (const language of languages) {
    const shown = shownIn(voice, language);
    await draw(`messages-${language}`, await sheet(shown, 'usual'));
    await draw(`messages-${language}-large`, await sheet(shown, 'large'));
    const pages = pagesShownIn(voice, language);
    await draw(`pages-${language}`, await sheet(pages, 'usual'));
    await draw(`pages-${language}-large`, await sheet(pages, 'large'));
    const [first] = shown;
    if (first !== undefined && inReadme.has(language)) {
      await draw(`mail-${language}`, await portrait(first.mail));
    }
  }
}

async function draw(name: string, png: Buffer): Promise<void> {
  const file = join(images, `${name}.png`);
  await writeFile(file, png);
  process.stdout.write(`${file}\n`);
}

async function drawWhole(folder: string): Promise<void> {
  await using browser = await startBrowser();
  const { whole } = createPhotographer(browser);
  const voice = aVoice();
  await mkdir(folder, { recursive: true });
  for (const language of languages) {
    for (const shown of [...shownIn(voice, language), ...pagesShownIn(voice, language)]) {
      for (const size of ['usual', 'large'] as const) {
        for (const scheme of ['light', 'dark'] as const) {
          const name = `${language}-${shown.name.replaceAll(' ', '-')}-${size}-${scheme}.png`;
          await writeFile(join(folder, name), await whole(shown.mail, { size, scheme }));
        }
      }
    }
  }
}
