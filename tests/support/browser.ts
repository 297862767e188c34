import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';

import chromium from '@sparticuz/chromium';
import { chromium as playwright } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { z } from 'zod';

const root = resolve(import.meta.dirname, '../..');

/** Chromium from npm, on Linux x64; elsewhere the machine's own Chrome. Closed when it is disposed. */
export async function startBrowser(): Promise<Browser> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return await playwright.launch({ channel: 'chrome' });
  }
  // Never chromium.args: they switch web security off, and tests would be blind to it.
  const folder = await unpackedChromium();
  return await playwright.launch({
    executablePath: resolve(folder, 'chromium'),
    // oxlint-disable-next-line node/no-process-env -- all that a browser is used to, and our fonts
    env: { ...process.env, FONTCONFIG_FILE: resolve(folder, 'own-fonts.conf') },
  });
}

/** Letters are as wide as on telephones, whatever fonts the machine has; those give the scripts that ours lacks. */
function fontsFor(folder: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${resolve(folder, 'fonts')}</dir><dir>/usr/share/fonts</dir><cachedir>${resolve(folder, 'font-cache')}</cachedir>
${['sans-serif', 'Arial', 'Helvetica'].map(inOurLetters).join('\n')}
</fontconfig>
`;
}

function inOurLetters(family: string): string {
  return (
    `<match target="pattern"><test name="family"><string>${family}</string></test>` +
    '<edit name="family" mode="prepend" binding="strong"><string>Open Sans</string></edit></match>'
  );
}

/** The package would take whatever lies in the machine's temporary folder, be it another version's or another user's. */
async function unpackedChromium(): Promise<string> {
  const cache = resolve(root, '.cache');
  const folder = resolve(cache, `chromium-${await versionOf('@sparticuz/chromium')}-own-fonts`);
  if (!existsSync(folder)) await unpackInto(folder, cache);
  return folder;
}

/** Unpacked under another name and renamed, for several test files may do it at the same time. */
async function unpackInto(folder: string, cache: string): Promise<void> {
  await mkdir(cache, { recursive: true });
  const unfinished = await mkdtemp(resolve(cache, 'unpacking-'));
  await withTemporaryFolder(unfinished, () => chromium.executablePath());
  await writeFile(resolve(unfinished, 'own-fonts.conf'), fontsFor(folder));
  await rename(unfinished, folder).catch(async (cause: unknown) => {
    if (!existsSync(folder)) throw cause;
    await rm(unfinished, { recursive: true, force: true });
  });
}

async function withTemporaryFolder<T>(folder: string, run: () => Promise<T>): Promise<T> {
  const { env } = process; // oxlint-disable-line node/no-process-env -- TMPDIR is the only way to tell the package where to unpack
  const before = env['TMPDIR'];
  env['TMPDIR'] = folder;
  try {
    return await run();
  } finally {
    if (before === undefined) delete env['TMPDIR'];
    else env['TMPDIR'] = before;
  }
}

async function versionOf(name: string): Promise<string> {
  const text = await readFile(resolve(root, 'node_modules', name, 'package.json'), 'utf8');
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}
