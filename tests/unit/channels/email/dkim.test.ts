import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { compileEmail } from '#src/channels/email/compile.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { failingCanary } from '#src/channels/email/dkim/canary.ts';
import { signaturesOf } from '#src/channels/email/dkim/signature.ts';
import { createThreads } from '#src/channels/email/dkim/threads.ts';
import { fill } from '#src/channels/email/fill.ts';
import { slot } from '#src/channels/email/slots.ts';
import { brokenIdentity, someIdentity, verdicts } from '#tests/support/dkim.ts';

const identity = someIdentity();
const both = ['r1: pass', 'e1: pass'];
const now = () => new Date();
const filled = (...parts: Parameters<typeof fill>) => rawOf(fill(...parts));
const signed = (raw: Buffer, by = identity) =>
  Buffer.concat([Buffer.from(signaturesOf(raw, by, now()), 'latin1'), raw]);

const prose = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 300 }),
  fc
    .array(
      fc.constantFrom(
        'सड़क मार्ग से यात्रा न करें। ',
        'ابق على اتصال بالسفارة ',
        'Évitez — « là » ',
        'Be careful.  ',
        'a\tb ',
        ' \n',
        '\n\n',
        '.\n',
        '= ',
        slot('link'),
      ),
      { maxLength: 60 },
    )
    .map((parts) => parts.join('')),
);
const address = fc.constantFrom(
  'asha@example.net',
  'अशा@example.net',
  'zoà@example.net',
  'o.o@example.net',
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const message = fc
  .record({
    subject: prose,
    html: prose,
    text: prose,
    fromName: prose,
    replyTo: maybe(fc.constant('answers@example.org')),
    emergency: fc.boolean(),
    to: address,
    inReplyTo: maybe(fc.constant('d-1.a@example.org')),
    unsubscribe: fc.constant({
      url: `https://example.org/u/${'k'.repeat(90)}`,
      mailto: 'mailto:s@example.org',
    }),
    link: prose,
  })
  .map(({ to, inReplyTo, unsubscribe, link, ...words }) =>
    filled(
      compileEmail({
        ...words,
        fromAddress: 'alerts@example.org',
        listId: { name: 'Travel advice', id: 'advice.example.org' },
        listHelp: 'https://example.org/help',
        feedbackId: 'r1:alert:example',
      }),
      { to, date: now(), messageId: 'd-12@example.org', inReplyTo, unsubscribe, slots: { link } },
    ),
  );
const anAlert = filled(
  compileEmail({
    subject: 'ALERT Mali',
    html: '<p>x</p>',
    text: 'x\n',
    fromName: 'Ministry',
    fromAddress: 'alerts@example.org',
    listId: { name: 'Travel advice', id: 'advice.example.org' },
    listHelp: 'https://example.org/help',
    feedbackId: 'r1:alert:example',
    emergency: false,
  }),
  {
    to: 'asha@example.net',
    date: now(),
    messageId: 'd-12@example.org',
    unsubscribe: { url: 'https://example.org/u/x', mailto: 'mailto:s@example.org' },
    slots: {},
  },
);

describe('E3 · an independent verifier', () => {
  test('passes both signatures of whatever we send, in every language', async () => {
    await fc.assert(
      fc.asyncProperty(message, async (raw) => {
        expect(await verdicts(signed(raw), identity)).toEqual(both);
      }),
      { numRuns: 150 },
    );
  });

  test.each([
    ['a word in the body', (text: string) => text.replace('--=_alternative\r\n', '$&x')],
    ['a line added behind it', (text: string) => `${text}more\r\n`],
    ['the sender', (text: string) => text.replace('alerts@example.org', 'other@example.org')],
    ['the recipient', (text: string) => text.replace(/\r\nTo: ./, '\r\nTo: x')],
    ['the way to unsubscribe', (text: string) => text.replace('/u/', '/x/')],
    ['a second way to unsubscribe', (text: string) => `List-Unsubscribe: <https://x/>\r\n${text}`],
    ['a second subject', (text: string) => `Subject: ALL CLEAR\r\n${text}`],
    ['another address for answers', (text: string) => `Reply-To: x@example.com\r\n${text}`],
    ['a second sender', (text: string) => `From: other@example.org\r\n${text}`],
  ])('refuses both when somebody alters %s', async (_, alter) => {
    const altered = Buffer.from(alter(signed(anAlert).toString('latin1')), 'latin1');
    const found = await verdicts(altered, identity);
    expect(found).toHaveLength(2);
    for (const verdict of found) expect(verdict).not.toContain('pass');
  });

  test('refuses signatures by other keys than those published', async () => {
    for (const verdict of await verdicts(signed(anAlert), someIdentity()))
      expect(verdict).not.toContain('pass');
  });
});

test('E3 · the signature names what it covers: nothing seen can be added, no length', () => {
  const [first = '', second = ''] = signaturesOf(anAlert, identity, now()).split(
    /(?<=\r\n)(?=DKIM-Signature)/,
  );
  for (const field of [first, second]) {
    const tags = field.replaceAll(/\r\n[ \t]/g, ' ');
    expect(tags).not.toMatch(/; l=/);
    const [, names = ''] = / h=([^;]+);/.exec(tags) ?? [];
    expect(names.replaceAll(' ', '')).toBe(
      'From:From:Reply-To:To:To:Cc:Subject:Subject:Date:Date' +
        ':List-Unsubscribe:List-Unsubscribe:List-Unsubscribe-Post:List-Unsubscribe-Post' +
        ':Message-ID:MIME-Version:Content-Type:Content-Transfer-Encoding:List-Id:Feedback-ID:Auto-Submitted',
    );
    for (const line of field.split('\r\n')) expect(line.length).toBeLessThanOrEqual(78);
  }
  expect(first).toContain('a=rsa-sha256');
  expect(second).toContain('a=ed25519-sha256');
});

test.each([
  ['a header that is there twice', Buffer.concat([Buffer.from('To: x@y.z\r\n'), anAlert])],
  ['no sender', Buffer.from('Message-ID: <x@y.z>\r\n\r\nx\r\n')],
  ['no end of the headers', Buffer.from('From: x@y.z\r\n')],
])('%s is not signed, and so not sent', (_, raw) => {
  expect(() => signaturesOf(raw, identity, now())).toThrow(/expected/);
});

describe('signing threads', () => {
  test('sign a thousand messages, each its own', async () => {
    await using threads = createThreads({ identity, threads: 2, now });
    const messages = fc.sample(message, 1000);
    const fields = await Promise.all(messages.map(threads.signatures));
    for (const at of [0, 17, 500, 999]) {
      const raw = messages[at] ?? Buffer.alloc(0);
      const whole = Buffer.concat([Buffer.from(fields[at] ?? '', 'latin1'), raw]);
      expect(await verdicts(whole, identity)).toEqual(both);
    }
  });

  test('a message that is none of ours is not signed, and its neighbours are', async () => {
    await using threads = createThreads({ identity, threads: 1, now });
    const ends = await Promise.allSettled(
      [anAlert, Buffer.from('nonsense'), anAlert].map(threads.signatures),
    );
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test.each([
    ['dies', new URL('../../../support/dying-thread.ts', import.meta.url)],
    ['answers no more', new URL('../../../support/silent-thread.ts', import.meta.url)],
  ])(
    'one that %s takes its messages with it, unsigned and unsent, and is replaced',
    async (_, entry) => {
      const limits = { answerMs: 300, perBatch: 1 };
      await using threads = createThreads({ identity, threads: 1, now, entry, limits });
      const ends = await Promise.allSettled([anAlert, anAlert, anAlert].map(threads.signatures));
      for (const end of ends) {
        expect(end.status).toBe('rejected');
        expect(end).toMatchObject({ reason: { code: 'SIGNING_FAILED' } });
      }
    },
  );

  test('more than may wait is refused at once', async () => {
    await using threads = createThreads({ identity, threads: 1, now, limits: { waiting: 2 } });
    const ends = await Promise.allSettled([1, 2, 3].map(() => threads.signatures(anAlert)));
    expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected']);
  });

  test('closed in the middle of their work they sign nothing more', async () => {
    const threads = createThreads({ identity, threads: 1, now });
    const all = Array.from({ length: 200 }, () => threads.signatures(anAlert));
    const ends = Promise.allSettled(all);
    await all[0];
    await threads[Symbol.asyncDispose]();
    await expect(threads.signatures(anAlert)).rejects.toThrow('closed');
    expect((await ends).length).toBe(200);
  });
});

describe('E4 · the canary', () => {
  test('is content with keys that fit', async () => {
    expect(await failingCanary(identity, async (raw) => signed(raw))).toBeUndefined();
  });

  test('names the signature that does not hold', async () => {
    const broken = brokenIdentity();
    const says = await failingCanary(broken, async (raw) => signed(raw, broken));
    expect(says).toBe('expected 2 signatures that verify, got 1 (not: ed25519-sha256 by e1)');
  });

  test('misses signatures that are not there', async () => {
    expect(await failingCanary(identity, async (raw) => raw)).toContain('got 0');
  });
});
