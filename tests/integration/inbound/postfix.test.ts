import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import type { App } from '#src/app.ts';
import { openReceived } from '#src/store/received.ts';
import { freePort, missingForPostfix, startPostfix } from '#tests/integration/channels/postfix.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { aFeedbackReport, aVacationReply } from '#tests/support/notices.ts';
import { patiently } from '#tests/support/patiently.ts';
import { postTo } from '#tests/support/post.ts';
import { publish } from '#tests/support/publishing.ts';
import { startService } from '#tests/support/service.ts';
import { startSmtpSink } from '#tests/support/smtp-sink.ts';
import type { SmtpSink } from '#tests/support/smtp-sink.ts';

const missing = missingForPostfix();
const why = missing === undefined ? '' : ` (skipped: ${missing})`;

const people = {
  well: 'well@example.org',
  gone: 'gone@example.org',
  full: 'full@example.org',
  away: 'away@example.org',
  angry: 'angry@example.org',
};
const refusals: Readonly<Record<string, { code: number; enhanced: string; text: string }>> = {
  [people.gone]: { code: 550, enhanced: '5.1.1', text: 'no such mailbox here' },
  [people.full]: { code: 552, enhanced: '5.2.2', text: 'mailbox full' },
};

/** Where somebody's mail is handed in at the end; some of them answer by themselves. */
function newestTo({ messages }: SmtpSink, address: string) {
  return messages.findLast(({ to }) => to.includes(address));
}

async function confirmAll({ app }: { app: App }, mx: SmtpSink): Promise<void> {
  for (const address of Object.values(people)) await app.subscriptions.request(address, aWish());
  for (const address of Object.values(people)) {
    const token = await vi.waitFor(() => {
      const text = newestTo(mx, address)?.raw.toString().replaceAll('=\r\n', '') ?? '';
      const found = /\/confirm\/([\w-]{43})/.exec(text)?.[1];
      if (found === undefined) throw new Error(`expected a confirmation for ${address}`);
      return found;
    }, patiently);
    await app.subscriptions.confirm(token);
  }
}

async function stateOf({ db, keyring }: App, address: string) {
  const { rows } = await sql<{
    subscribed: boolean;
    suppressed: string | null;
    reason: string | null;
    soft: number;
  }>`
    select a.subscribed, s.kind as suppressed, s.reason,
      (select count(*) from soft_bounces b where b.address_id = a.id) as soft
    from addresses a left join suppressions s on s.address_id = a.id
    where a.lookup = ${keyring.lookup(address)}`.execute(db);
  return rows[0];
}

const verdicts = async ({ db }: App) =>
  (
    await sql<{ verdict: string }>`
      select verdict from received where verdict is not null order by verdict`.execute(db)
  ).rows.map(({ verdict }) => verdict);

test.skipIf(missing !== undefined)(
  `E8, B4, B5, B6 · through Postfix a bounce, a full mailbox, an absent person and a complaint each end as they must, by themselves${why}`,
  { timeout: 180_000 },
  async () => {
    let isLater = false;
    await using mx = await startSmtpSink({
      onRecipient: (address) => (isLater ? refusals[address] : undefined),
    });
    const doorPort = await freePort();
    await using postfix = await startPostfix({
      onwards: { 'example.org': Number(new URL(mx.url).port), 'bounce.alerts.example': doorPort },
    });
    const relay = `smtp://127.0.0.1:${postfix.port}`;
    await using service = await startService({ relays: [relay], ownSink: mx });
    const { app } = service;
    await using _door = await app.answers.openDoor({ host: '127.0.0.1', port: doorPort });
    await using _workers = service.work();

    await confirmAll(service, mx);
    isLater = true;
    const told = mx.messages.length;
    await publish(app);
    await vi.waitFor(() => expect(mx.messages.length - told).toBe(3), patiently);

    const toAway = newestTo(mx, people.away);
    await postTo(relay, { from: people.away, to: toAway?.from ?? '', raw: aVacationReply() });
    const toAngry = newestTo(mx, people.angry);
    const original = `Return-Path: <${toAngry?.from}>\r\n${toAngry?.raw.toString()}`;
    const abuse = 'abuse@bounce.alerts.example';
    await postTo(relay, {
      from: 'fbl@provider.example',
      to: abuse,
      raw: aFeedbackReport('abuse', original),
    });

    await vi.waitFor(
      async () => expect(await verdicts(app)).toEqual(['autoreply', 'complaint', 'hard', 'soft']),
      patiently,
    );
    const mailed = { subscribed: true, suppressed: null, reason: null, soft: 0 };
    expect(await stateOf(app, people.well)).toEqual(mailed);
    expect(await stateOf(app, people.away)).toEqual(mailed);
    expect(await stateOf(app, people.full)).toEqual({ ...mailed, soft: 1 });
    expect(await stateOf(app, people.gone)).toMatchObject({
      suppressed: 'hard',
      reason: 'hard-5.1.1',
    });
    expect(await stateOf(app, people.angry)).toMatchObject({
      subscribed: false,
      suppressed: 'complaint',
    });

    const bounce = await theHardOne(app);
    expect(bounce).toMatch(/^Original-Envelope-Id: /m);
    expect(bounce).toContain('text/rfc822-headers');
  },
);

/** Postfix's own notice, with what we asked it for (E8). */
async function theHardOne({ db, keyring }: App): Promise<string> {
  const { rows } = await sql<{ message: Buffer }>`
    select message from received where verdict = 'hard'`.execute(db);
  return rows.map(({ message }) => openReceived(keyring, message).raw.toString()).join('');
}
