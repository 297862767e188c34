import axe from 'axe-core';
import { createTransport } from 'nodemailer';
import { pino } from 'pino';
import { expect, test, vi } from 'vitest';
import { z } from 'zod';

import { startMailbox } from '#src/embedded/mailbox.ts';
import type { Mailbox } from '#src/embedded/mailbox.ts';
import { startBrowser } from '#tests/support/browser.ts';
import { patiently } from '#tests/support/patiently.ts';

const log = pino({ level: 'silent' });
const anyPorts = { smtpPort: 0, pagePort: 0, log };

const arabicMail = {
  from: 'Consular alerts <alerts@example.org>',
  to: 'reader@example.org',
  subject: 'تنبيه: مالي — كونوا على حذر',
  text: 'ابقوا على اتصال بالسفارة. https://example.org/confirm/abc',
  html: '<p dir="rtl" style="color: rgb(0, 0, 255)">ابقوا على اتصال <a href="https://example.org/confirm/abc">تأكيد</a></p>',
};

test('a mail to anybody is caught with its envelope and shown, and nothing is sent', async () => {
  await using mailbox = await startMailbox(anyPorts);
  await send(mailbox, arabicMail);
  expect(mailbox.messages()).toMatchObject([
    { id: '1', from: 'alerts@example.org', to: ['reader@example.org'] },
  ]);
  const list = await read(mailbox, '/');
  expect(list).toContain(arabicMail.subject);
  const message = await read(mailbox, '/messages/1');
  expect(message).toContain('<a href="https://example.org/confirm/abc"');
  const raw = await fetch(`${mailbox.pageUrl}/messages/1.eml`);
  expect(Buffer.from(await raw.arrayBuffer())).toEqual(mailbox.messages()[0]?.raw);
});

test('an empty mailbox says so, and a search finds a part of a recipient', async () => {
  await using mailbox = await startMailbox(anyPorts);
  expect(await read(mailbox, '/')).toContain('Nothing yet');
  await send(mailbox, arabicMail);
  await send(mailbox, { ...arabicMail, to: 'other@example.org', subject: 'Second' });
  expect(await read(mailbox, '/?to=OTHER')).not.toContain(arabicMail.subject);
  expect(await read(mailbox, '/?to=nobody')).toContain('Nothing to a recipient with');
  const found: unknown = await (await fetch(`${mailbox.pageUrl}/messages.json?to=reader`)).json();
  const { messages } = z.object({ messages: z.array(z.looseObject({})) }).parse(found);
  expect(messages).toMatchObject([
    { id: '1', to: ['reader@example.org'], subject: arabicMail.subject },
  ]);
});

test.each([
  ['/messages/7', 404],
  ['/messages/../../package.json', 404],
  ['/messages/1.exe', 404],
])('a path that leads nowhere (%s) is answered with %i', async (path, status) => {
  await using mailbox = await startMailbox(anyPorts);
  expect((await fetch(mailbox.pageUrl + path)).status).toBe(status);
});

test('the mailbox can only be read', async () => {
  await using mailbox = await startMailbox(anyPorts);
  expect((await fetch(mailbox.pageUrl, { method: 'POST' })).status).toBe(405);
});

test('a page of 100 leads on to older messages', async () => {
  await using mailbox = await startMailbox(anyPorts);
  await send(
    mailbox,
    ...Array.from({ length: 101 }, (_, n) => ({ ...arabicMail, subject: `Mail ${n}.` })),
  );
  const newest = await read(mailbox, '/');
  expect(newest).not.toContain('Mail 0.');
  const older = /href="(?<path>\/\?to=[^"]*)">Older/.exec(newest)?.groups?.['path'] ?? '';
  expect(await read(mailbox, older.replaceAll('&amp;', '&'))).toContain('Mail 0.');
});

test('a port that is taken is named together with the variable that changes it', async () => {
  await using mailbox = await startMailbox(anyPorts);
  const { port } = new URL(mailbox.pageUrl);
  await expect(startMailbox({ ...anyPorts, pagePort: Number(port) })).rejects.toMatchObject({
    code: 'PORT_IN_USE',
    message: expect.stringMatching(new RegExp(`${port}.*MAILBOX_PORT`)),
  });
});

test('what a stranger writes into a mail stays text, and its scripts do not run', async () => {
  await using mailbox = await startMailbox(anyPorts);
  const attack = '<script>document.title = "taken"</script><img src=x onerror="document.title=1">';
  const mail = { ...arabicMail, subject: `"><b>${attack}`, text: attack, html: attack };
  await send(mailbox, { ...mail, inReplyTo: '<"><script>@example.org>' });
  for (const path of ['/', '/messages/1']) {
    expect(await read(mailbox, path)).not.toMatch(/<script|<img|<b>/);
  }
  await using browser = await startBrowser();
  const page = await browser.newPage();
  await page.goto(`${mailbox.pageUrl}/messages/1/html`);
  expect(await page.title()).toBe('');
  await page.goto(`${mailbox.pageUrl}/messages/1`);
  expect(await page.title()).toBe(mail.subject);
});

test.each(['light', 'dark'] as const)(
  'the mailbox is readable in a browser without scripts, in Arabic, in a %s room',
  async (colorScheme) => {
    await using mailbox = await startMailbox(anyPorts);
    const confirmUrl = `${mailbox.pageUrl}/?to=confirmed`;
    const html = arabicMail.html.replace('https://example.org/confirm/abc', confirmUrl);
    await send(mailbox, { ...arabicMail, html });
    await using browser = await startBrowser();
    const context = await browser.newContext({
      colorScheme,
      viewport: { width: 360, height: 740 },
    });
    const page = await context.newPage();
    const blocked: string[] = [];
    page.on('console', (message) => {
      if (message.text().includes('Content Security Policy')) blocked.push(message.text());
    });
    await page.goto(mailbox.pageUrl);
    await expectAccessible(page);
    await page.getByRole('link', { name: arabicMail.subject }).click();
    await expectAccessible(page);
    const part = page.frameLocator('iframe');
    const color = await part
      .getByText('ابقوا على اتصال')
      .evaluate((p) => getComputedStyle(p).color);
    expect(color).toBe('rgb(0, 0, 255)');
    const [opened] = await Promise.all([
      context.waitForEvent('page'),
      part.getByRole('link', { name: 'تأكيد' }).click(),
    ]);
    await vi.waitFor(() => expect(opened.url()).toBe(confirmUrl), patiently);
    expect(blocked).toEqual([]);
  },
);

async function expectAccessible(page: {
  readonly evaluate: (script: string) => Promise<unknown>;
}): Promise<void> {
  await page.evaluate(axe.source);
  const found = await page.evaluate(
    'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => id + " " + nodes[0].html))',
  );
  expect(found).toEqual([]);
}

async function read({ pageUrl }: Mailbox, path: string): Promise<string> {
  const response = await fetch(pageUrl + path);
  expect(response.headers.get('Content-Security-Policy')).toContain("default-src 'none'");
  return await response.text();
}

async function send({ smtpUrl }: Mailbox, ...mails: readonly object[]): Promise<void> {
  const transport = createTransport({ url: smtpUrl, pool: true, maxConnections: 1 });
  for (const mail of mails) await transport.sendMail(mail);
  transport.close();
}
