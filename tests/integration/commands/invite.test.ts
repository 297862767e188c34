import { sql } from 'kysely';
import { simpleParser } from 'mailparser';
import type { ParsedMail } from 'mailparser';
import { expect, test, vi } from 'vitest';

import { startService } from '#tests/support/service.ts';
import type { TestService } from '#tests/support/service.ts';

import { openListsMachine } from './lists-machine.ts';

const within = { timeout: 300_000 };

test(
  'an organisation invites its staff: the mail says who, each confirms for themselves, and nobody learns who did',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list(
      'staff.csv',
      'address,language',
      'one@example.org,fr',
      'two@example.org,',
    );
    const words = ['invite', path, '--by', 'ana', '--yes', '--set', 'places=ML'];
    expect((await machine.type('citizens', ...words)).err).toContain('--organisation');
    const invited = await machine.type(
      'citizens',
      ...words,
      '--organisation',
      'Cement Works of Kayes',
    );
    expect(invited).toMatchObject({ code: 0, out: expect.stringContaining('2 mails are queued') });
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    const mails = await mailsTo(service, 2);
    const [french, english] = [mailTo(mails, 'one@example.org'), mailTo(mails, 'two@example.org')];
    expect(french.subject).toMatch(/^Cement Works of Kayes : des alertes pour vous/);
    expect(english.subject).toBe('Cement Works of Kayes: alerts for you, if you confirm');
    expect(english.text).toContain('We write to you for Cement Works of Kayes.');
    expect(english.text).toContain('Mali');
    expect((await machine.live()).filter(({ isLive }) => isLive)).toEqual([]);

    const token = tokenIn(english, 'confirm');
    expect(await service.app.subscriptions.confirm(token)).toMatchObject({ kind: 'used' });
    expect((await machine.live()).filter(({ isLive }) => isLive)).toMatchObject([
      { address: 'two@example.org', wish: { places: [{ kind: 'country', country: 'ML' }] } },
    ]);
    const { rows } = await sql`
    select purpose, basis, origin from consents order by id`.execute(machine.db);
    expect(rows).toEqual([
      { purpose: 'asked', basis: 'public-task', origin: 'invitation' },
      { purpose: 'asked', basis: 'public-task', origin: 'invitation' },
      { purpose: 'alerts', basis: 'consent', origin: 'invitation' },
    ]);

    const lists = await machine.type('citizens', 'lists');
    expect(lists.out).toMatch(
      /invitation +Cement Works of Kayes +by command line: ana .*fewer than 10 confirmed/,
    );
    const { rows: kept } = await sql`select * from imports`.execute(machine.db);
    expect(JSON.stringify(kept)).not.toContain('Kayes'); // sealed: it may say where somebody works
  },
);

test(
  'E2: who was subscribed by a list is told once what they get, by whom, what holds there now, and how to leave',
  within,
  async () => {
    await using machine = await openListsMachine();
    const path = await machine.list(
      'register.csv',
      'address,places',
      'one@example.org,ML',
      'one@example.org,SN-DK',
    );
    await machine.bringIn(path, '--basis', 'public-task', '--because', 'Consular register of 2026');
    await using service = await startService({ databaseUrl: machine.databaseUrl });
    const mails = await mailsTo(service, 1);
    const mail = mailTo(mails, 'one@example.org');
    expect(mail.subject).toBe('You now get our alerts');
    expect(mail.text).toContain('Ministry of External Affairs, India put this address');
    expect(mail.text).toMatch(/Mali.*Dakar/);
    expect(mail.headers.get('list')).toMatchObject({ unsubscribe: { url: expect.any(String) } });
    const token = tokenIn(mail, 'unsubscribe');
    await service.app.subscriptions.unsubscribe(token);
    expect((await machine.live()).length).toBe(0);
  },
);

async function mailsTo({ sink, work }: TestService, count: number) {
  await using _workers = work();
  await vi.waitUntil(() => sink.messages.length >= count, { timeout: 60_000 });
  const mails = await Promise.all(
    sink.messages.map(async ({ to, raw }) => [to[0] ?? '', await simpleParser(raw)] as const),
  );
  expect(mails).toHaveLength(count);
  return new Map(mails);
}

function mailTo(mails: Awaited<ReturnType<typeof mailsTo>>, address: string): ParsedMail {
  const mail = mails.get(address);
  if (mail === undefined) throw new Error('expected a mail to somebody who was to get one');
  return mail;
}

function tokenIn({ text = '' }: ParsedMail, page: 'confirm' | 'unsubscribe'): string {
  return new RegExp(`/${page}/([\\w-]+)`).exec(text)?.[1] ?? '';
}
