import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';

import type { MailWords } from '#src/rendering/message.ts';
import type { NamedMail } from '#tests/support/every-message.ts';
import { aTelephone, enlarge, screen } from '#tests/support/telephone.ts';

import { fewColoured } from './few-colours.ts';
import type { Picture } from './few-colours.ts';

interface Look {
  readonly size: 'usual' | 'large';
  readonly scheme: 'light' | 'dark';
}

export interface Photographer {
  /** The first screens of all, in light and below them in dark, each under its subject. */
  readonly sheet: (mails: readonly NamedMail[], size: Look['size']) => Promise<Buffer>;
  /** The top of one mail, larger than a telephone shows it. */
  readonly portrait: (mail: MailWords) => Promise<Buffer>;
  /** One mail in all its length. */
  readonly whole: (mail: MailWords, look: Look) => Promise<Buffer>;
}

export function createPhotographer(browser: Browser): Photographer {
  return {
    async sheet(mails, size) {
      const tiles: string[] = [];
      for (const scheme of ['light', 'dark'] as const) {
        for (const { name, mail } of mails) {
          await using page = await shown(browser, mail, { size, scheme });
          tiles.push(tile(`${name}, ${scheme}`, mail, await page.screenshot()));
        }
      }
      return fewColoured(await laidOut(browser, tiles));
    },
    async portrait({ html }) {
      const viewport = { width: 480, height: 900 };
      const context = await browser.newContext({ viewport, deviceScaleFactor: 1.5 });
      try {
        const page = await context.newPage();
        await page.setContent(html);
        return fewColoured(await unpacked(page, await page.screenshot()));
      } finally {
        await context.close();
      }
    },
    async whole(mail, look) {
      await using page = await shown(browser, mail, look);
      return await page.screenshot({ fullPage: true });
    },
  };
}

async function shown(browser: Browser, mail: MailWords, { size, scheme }: Look) {
  const page = await aTelephone(browser);
  await page.emulateMedia({ colorScheme: scheme });
  await page.setContent(mail.html);
  if (size === 'large') await enlarge(page);
  // Of a page what it is about, and not the header that all of them have.
  await page.evaluate("document.querySelector('#main-content')?.scrollIntoView()");
  return page;
}

function tile(label: string, { subject, dir, language }: MailWords, png: Buffer): string {
  return `<figure><figcaption><b>${label}</b><br><span lang="${language}" dir="${dir}">${subject}</span></figcaption>
    <img src="data:image/png;base64,${png.toString('base64')}" width="${screen.width}" height="${screen.height}"></figure>`;
}

async function laidOut(browser: Browser, tiles: readonly string[]): Promise<Picture> {
  const width = 4 * screen.width + 100;
  const context = await browser.newContext({ viewport: { width, height: 800 } });
  try {
    const page = await context.newPage();
    await page.setContent(`<style>
      body { margin: 20px; display: grid; grid-template-columns: repeat(4, ${screen.width}px); gap: 20px;
        background: #d8dde0; font: 15px/1.3 "Noto Sans", "Noto Sans Devanagari", "Noto Naskh Arabic", sans-serif }
      figure { margin: 0; display: flex; flex-direction: column } figcaption { flex: 1; padding-bottom: 6px }
      span { display: inline-block }
    </style>${tiles.join('')}`);
    return await unpacked(page, await page.screenshot({ fullPage: true }));
  } finally {
    await context.close();
  }
}

/** The browser knows how to read its own pictures. */
async function unpacked(page: Page, png: Buffer): Promise<Picture> {
  const { width, height, base64 } = pictureSchema.parse(
    await page.evaluate(`(async () => {
      const packed = await fetch('data:image/png;base64,${png.toString('base64')}');
      const { width, height } = await createImageBitmap(await packed.clone().blob());
      const canvas = new OffscreenCanvas(width, height).getContext('2d');
      canvas.drawImage(await createImageBitmap(await packed.blob()), 0, 0);
      const reader = new FileReader();
      reader.readAsDataURL(new Blob([canvas.getImageData(0, 0, width, height).data]));
      await new Promise((done) => { reader.onload = done; });
      return { width, height, base64: reader.result.split(',')[1] };
    })()`),
  );
  return { width, height, pixels: Buffer.from(base64, 'base64') };
}

const pictureSchema = z.object({ width: z.int(), height: z.int(), base64: z.string() });
