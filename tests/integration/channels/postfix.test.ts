import { expect, test, vi } from 'vitest';

import type { SendOutcome } from '#src/channels/channel.ts';
import { compileEmail } from '#src/channels/email/compile.ts';
import { rawOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';
import { fill } from '#src/channels/email/fill.ts';
import { slot } from '#src/channels/email/slots.ts';
import { createConnection } from '#src/channels/email/smtp/connection.ts';
import { createDomainPace } from '#src/channels/email/smtp/domain-pace.ts';
import { createFleet } from '#src/channels/email/smtp/fleet.ts';

import { login, missingForPostfix, startPostfix } from './postfix.ts';

const recipients = 10_000;
const connections = 10;
const missing = missingForPostfix();
const limits = {
  timeouts: { connect: 10_000, greeting: 15_000, silence: 60_000 },
  messagesPerConnection: 1_000,
};

const now = () => performance.now();

const compiled = compileEmail({
  subject: 'सूचना Mali: दूतावास के संपर्क में रहें',
  html: `<p>सावधान रहें.</p>${'<p>Stay in touch with the Embassy in Bamako.</p>\n'.repeat(60)}<a href="${slot('manageUrl')}">Manage</a>`,
  text: `${'.Stay in touch with the Embassy in Bamako.\n'.repeat(60)}${slot('manageUrl')}\n.\n`,
  fromName: 'Ministry of External Affairs',
  fromAddress: 'alerts@example.org',
  listId: { name: 'Travel advice', id: 'advice.example.org' },
  listHelp: 'https://alerts.example.org/help',
  feedbackId: 'r1:alert:example',
  emergency: true,
});

function aMessage(number: number, to: string): EmailMessage {
  const id = `d-${number}.k3y@example.org`;
  const url = `https://alerts.example.org/u/${number}?t=a=b`;
  const content = fill(compiled, {
    to,
    messageId: id,
    date: new Date('2025-07-02T10:15:30Z'),
    slots: { manageUrl: url },
    unsubscribe: { url, mailto: `mailto:stop+${number}@example.org` },
  });
  return { id, from: `b+${number}.mac@bounce.example.org`, to, content };
}

/** Every 100th is refused, every 100th put off, every 100th has an address that is not ASCII. */
function recipientOf(number: number): string {
  if (number % 100 === 1) return 'refused@maildir.test';
  if (number % 100 === 2) return 'later@maildir.test';
  return number % 100 === 3 ? `आशा-${number}@maildir.test` : `citizen-${number}@maildir.test`;
}

const why = missing === undefined ? '' : ` (skipped: ${missing})`;

test.skipIf(missing !== undefined)(
  `${recipients} messages go through Postfix over STARTTLS and a login, byte for byte${why}`,
  { timeout: 180_000 },
  async () => {
    await using postfix = await startPostfix();
    const relay = {
      name: 'postfix',
      host: 'localhost',
      port: postfix.port,
      implicitTls: false,
      tls: 'required',
      ca: postfix.cert,
      login,
    } as const;
    const log = { info: () => {}, warn: () => {} };
    const fleet = createFleet([relay], { log, now, most: connections, reserved: 0 });
    const pace = createDomainPace(() => undefined, now);
    const messages = Array.from({ length: recipients }, (_, n) => aMessage(n, recipientOf(n)));
    const outcomes = new Map<string, SendOutcome>();
    const queue = messages.values();

    const sendUntilEmpty = async () => {
      await using connection = createConnection({ fleet, pace }, limits);
      const seat = fleet.sit('ordinary');
      if (seat === undefined) throw new Error('expected room for every connection');
      connection.sit(seat);
      let { value: current } = queue.next();
      while (current !== undefined) {
        const { value: upcoming } = queue.next();
        outcomes.set(
          current.id,
          await connection.send(current, AbortSignal.timeout(60_000), { upcoming }),
        );
        current = upcoming;
      }
    };
    await Promise.all(Array.from({ length: connections }, sendUntilEmpty));

    for (const { id, to } of messages) expect([to, outcomes.get(id)]).toEqual([to, outcomeFor(to)]);
    const accepted = messages.filter(({ to }) => outcomeFor(to).kind === 'accepted');
    const all = { timeout: 120_000, interval: 250 };
    await vi.waitFor(async () => expect(await postfix.countDelivered()).toBe(accepted.length), all);
    const received = new Map((await postfix.delivered()).map((mail) => [messageIdOf(mail), mail]));
    for (const { id, content } of accepted) {
      const asStored = rawOf(content).toString().replaceAll('\r\n', '\n');
      const mail = received.get(id) ?? '';
      expect(mail.slice(-asStored.length)).toBe(asStored);
      expect(namesIn(mail.slice(0, -asStored.length))).toEqual(added);
    }
  },
);

/** What Postfix puts in front of a message. */
const added = ['Return-Path', 'X-Original-To', 'Delivered-To', 'Received'];

function namesIn(head: string): string[] {
  return [...head.matchAll(/^([\w-]+):/gm)].map(([, name = '']) => name);
}

function messageIdOf(mail: string): string {
  return /^Message-ID: <(.*)>$/m.exec(mail)?.[1] ?? '';
}

function outcomeFor(to: string): SendOutcome {
  if (to.startsWith('refused'))
    return { kind: 'refused', reason: 'smtp-550-5.1.1', recipientGone: true };
  if (to.startsWith('later')) return { kind: 'later', reason: 'smtp-451-4.7.1' };
  return { kind: 'accepted' };
}
