import * as fc from 'fast-check';
import { simpleParser } from 'mailparser';
import { describe, expect, test } from 'vitest';

import { compileEmail } from '#src/channels/email/compile.ts';
import type { EmailWords } from '#src/channels/email/compile.ts';
import { rawOf } from '#src/channels/email/content.ts';
import { fill } from '#src/channels/email/fill.ts';
import type { EmailValues } from '#src/channels/email/fill.ts';
import { slot } from '#src/channels/email/slots.ts';

const MANAGE = 'https://alerts.example.org/manage?t=a=b&lang=en';
const STOP = `https://alerts.example.org/u/${'k'.repeat(90)}`;

function someWords(words: Partial<EmailWords> = {}): EmailWords {
  return {
    subject: 'ALERT Mali: keep in touch with the Embassy',
    html: `<p>Be careful.</p><a href="${slot('manageUrl')}">Manage</a>`,
    text: `Be careful.\n${slot('manageUrl')}\n`,
    fromName: 'Ministry of External Affairs',
    fromAddress: 'alerts@example.org',
    listId: { name: 'Travel advice', id: 'advice.example.org' },
    listHelp: 'https://alerts.example.org/help',
    feedbackId: 'r1:alert:example',
    emergency: false,
    ...words,
  };
}

function someValues(values: Partial<EmailValues> = {}): EmailValues {
  return {
    to: 'asha@example.net',
    date: new Date('2025-07-02T10:15:30Z'),
    messageId: 'd-12.abc@example.org',
    slots: { manageUrl: MANAGE, unsubscribeUrl: STOP },
    unsubscribe: { url: STOP, mailto: 'mailto:stop+abc@example.org' },
    ...values,
  };
}

const write = (words: Partial<EmailWords> = {}, values: Partial<EmailValues> = {}) =>
  rawOf(fill(compileEmail(someWords(words)), someValues(values)));

/** Each header once, unfolded, as any relay would see it. */
function headersOf(raw: Buffer): Map<string, string> {
  const [head = ''] = raw.toString().split('\r\n\r\n');
  const lines = head.replaceAll(/\r\n[ \t]/g, ' ').split('\r\n');
  const headers = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? [];
    expect(name, `a header line, not ${JSON.stringify(line)}`).not.toBe('');
    expect(headers.has(name), `${name} once`).toBe(false);
    headers.set(name, value);
  }
  return headers;
}

const LANGUAGES = [
  [
    'English',
    'en',
    [
      'ALERT Mali: three people abducted near Kayes; keep in touch with the Embassy in Bamako, all of you',
      'Do not travel by road. = 100 %',
    ],
  ],
  [
    'French',
    'fr',
    [
      'ALERTE Mali : trois personnes enlevées près de Kayes',
      '« Évitez les déplacements » — ça suffit.',
    ],
  ],
  [
    'Hindi',
    'hi',
    [
      'चेतावनी माली: कायेस में तीन भारतीय नागरिकों का अपहरण, दूतावास के संपर्क में रहें',
      'सड़क मार्ग से यात्रा न करें। दूतावास के संपर्क में रहें।',
    ],
  ],
  [
    'Arabic',
    'ar',
    [
      'تحذير مالي: اختطاف ثلاثة مواطنين قرب كايس، ابقوا على اتصال بالسفارة',
      'تجنبوا السفر برًا. اتصلوا على \u2066+223 20 22 12 34\u2069.',
    ],
  ],
] as const;

describe('a message in four languages', () => {
  test.each(LANGUAGES)(
    '%s · E14 · arrives word for word, with the slots filled',
    async (_, lang, [subject, line]) => {
      const paragraph = `${line} `.repeat(12).trim();
      const html = `<html lang="${lang}"><body><p>${paragraph}</p>\n<a href="${slot('manageUrl')}">x</a>${slot('unsubscribeUrl')}${slot('manageUrl')}\n</body></html>`;
      const text = `${paragraph}\n\n${slot('manageUrl')}\n.\n${line} (${slot('unsubscribeUrl')})\n`;
      const raw = write({ subject, html, text });
      const mail = await simpleParser(raw, { skipTextToHtml: true });
      expect(mail.subject).toBe(subject);
      expect(mail.text).toBe(`${paragraph}\n\n${MANAGE}\n.\n${line} (${STOP})\n`);
      const escaped = MANAGE.replaceAll('&', '&amp;');
      expect(mail.html).toBe(
        `<html lang="${lang}"><body><p>${paragraph}</p>\n<a href="${escaped}">x</a>${STOP}${escaped}\n</body></html>`,
      );
      expect(raw.toString()).not.toContain('base64');
    },
  );
});

describe('headers', () => {
  test('E2 · a message carries its full set, and nothing personal in Feedback-ID', async () => {
    const headers = headersOf(write());
    expect(Object.fromEntries(headers)).toEqual({
      From: 'Ministry of External Affairs <alerts@example.org>',
      To: 'asha@example.net',
      Subject: 'ALERT Mali: keep in touch with the Embassy',
      Date: 'Wed, 02 Jul 2025 10:15:30 +0000',
      'Message-ID': '<d-12.abc@example.org>',
      'MIME-Version': '1.0',
      'Content-Type': 'multipart/alternative; boundary="=_alternative"',
      'Content-Transfer-Encoding': '7bit',
      'List-Id': 'Travel advice <advice.example.org>',
      'List-Help': '<https://alerts.example.org/help>',
      'List-Unsubscribe': `<${STOP}>, <mailto:stop+abc@example.org>`,
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
      'Auto-Submitted': 'auto-generated',
      'X-Auto-Response-Suppress': 'OOF, AutoReply, RN, NRN',
      'Feedback-ID': 'r1:alert:example',
    });
  });

  test('E13 · only an emergency is marked important', () => {
    expect(headersOf(write({ emergency: true })).get('Importance')).toBe('high');
    expect(headersOf(write({ emergency: true })).get('X-Priority')).toBe('1');
    expect(headersOf(write()).has('Importance')).toBe(false);
  });

  test('E2 · only a digest says Precedence: bulk', () => {
    expect(headersOf(write()).has('Precedence')).toBe(false);
    expect(headersOf(write({ precedence: 'bulk' })).get('Precedence')).toBe('bulk');
  });

  test('E6 · an update threads under the first message of its advisory', () => {
    const headers = headersOf(write({}, { inReplyTo: 'd-1@example.org' }));
    expect(headers.get('In-Reply-To')).toBe('<d-1@example.org>');
    expect(headers.get('References')).toBe('<d-1@example.org>');
  });

  test.each([
    ['a name in Hindi', 'विदेश मंत्रालय, भारत सरकार — यात्रा सलाह'],
    ['a comma', 'Foreign Affairs, Travel Advice'],
    ['quotes and a backslash', String.raw`The "Ministry" \ desk`],
    ['an address', 'Ministry <somebody@else.example>'],
    ['what looks like an encoded word', '=?utf-8?Q?Somebody_else?='],
  ])('a sender with %s in its name is read as that name', async (_, fromName) => {
    const mail = await simpleParser(write({ fromName }));
    expect(mail.from?.value).toEqual([{ name: fromName, address: 'alerts@example.org' }]);
  });

  test.each([
    ['an override', 'Mali \u202eelas', 'Mali elas'],
    ['an embedding with its end', 'a \u202bb\u202c c', 'a b c'],
    ['an isolate never closed', 'a \u2067b', 'a \u2067b\u2069'],
    ['an end without a beginning', 'a\u2069 b', 'a b'],
    ['an isolated number', 'هاتف \u2066+223\u2069', 'هاتف \u2066+223\u2069'],
  ])('E12 · %s in a subject cannot turn what follows', async (_, subject, seen) => {
    expect((await simpleParser(write({ subject }))).subject).toBe(seen);
  });

  test('E9 · a recipient in Hindi stands in To as it is', async () => {
    const mail = await simpleParser(write({}, { to: 'आशा@example.net' }));
    expect(headersOf(write({}, { to: 'आशा@example.net' })).get('To')).toBe('आशा@example.net');
    expect(mail.to).toMatchObject({ value: [{ address: 'आशा@example.net' }] });
  });
});

test.each([
  ['desk@example.org', 'desk@example.org'],
  ['ana@münchen.de', undefined],
  ['josé@example.org', undefined],
  ['a b@example.org', undefined],
  ['a@example.org, b@example.org', undefined],
  ['a@example.org\r\nBcc: b@example.org', undefined],
  ['', undefined],
])('E10, E11 · an answer goes to %j as %s: no address is made into another', (replyTo, header) => {
  expect(headersOf(write({ replyTo })).get('Reply-To')).toBe(header);
});

const nasty = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '\r\n',
        '\n',
        '\r',
        '\0',
        '\u2028',
        '\u2029',
        '\u202e',
        '\u0085',
        'Bcc: a@b.example',
        '\r\n\r\n',
        '>',
        '=?',
        '.',
      ),
      fc.string({ unit: 'grapheme', maxLength: 40 }),
      fc.constantFrom('कायेस', 'مالي', 'x'.repeat(300), '\ud800'),
    ),
    { maxLength: 8 },
  )
  .map((parts) => parts.join(''));

describe('whatever an advisory, a name or a token holds', () => {
  test('E11, E1 · no field adds a header, and nobody is added to To', async () => {
    const expected = [...headersOf(write({}, { inReplyTo: 'x' })).keys()];
    const record = fc.record({
      subject: nasty,
      fromName: nasty,
      fromAddress: nasty,
      listHelp: nasty,
      feedbackId: nasty,
      listId: fc.record({ name: nasty, id: nasty }),
      html: nasty,
      text: nasty,
    });
    const values = fc.record({
      to: nasty,
      messageId: nasty,
      inReplyTo: nasty,
      unsubscribe: fc.record({ url: nasty, mailto: nasty }),
    });
    fc.assert(
      fc.property(record, values, (words, value) => {
        const headers = headersOf(write(words, value));
        expect([...headers.keys()]).toEqual(expected);
        expect(headers.get('To')).not.toMatch(/[,;<>\s]/);
      }),
      { numRuns: 300 },
    );
  });

  test('the wire gets CRLF only, short lines, and none that begins with a dot', () => {
    fc.assert(
      fc.property(nasty, nasty, nasty, (subject, body, value) => {
        const text = `${body}${slot('manageUrl')}${body}${slot('manageUrl')}`;
        const raw = write(
          { subject, text, html: text },
          { slots: { manageUrl: value } },
        ).toString();
        expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n\0]/);
        expect(raw).toMatch(/^[\x20-\x7e\r\n]*$/);
        const lines = raw.split('\r\n');
        expect(lines.filter((line) => line.startsWith('.'))).toEqual([]);
        const bodies = lines.slice(lines.indexOf(''));
        expect(Math.max(...bodies.map((line) => line.length))).toBeLessThanOrEqual(76);
        expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(998);
      }),
      { numRuns: 300 },
    );
  });

  test('E14 · any text comes out as it went in, slots filled', async () => {
    const words = fc.array(
      fc.oneof(
        fc.constant(slot('manageUrl')),
        fc.constantFrom('\n', ' ', '=', '.', 'From '),
        fc.string({ unit: 'grapheme' }),
      ),
    );
    await fc.assert(
      fc.asyncProperty(words, nasty, async (parts, value) => {
        const text = `x${parts.join('')}`;
        const mail = await simpleParser(write({ text }, { slots: { manageUrl: value } }), {
          skipTextToHtml: true,
        });
        // Each piece is encoded by itself: a value that ends in CR before a line that begins with LF makes two ends of line.
        const expected = text.split(slot('manageUrl')).map(plain).join(plain(value));
        expect(plain(mail.text ?? '')).toBe(expected);
      }),
      { numRuns: 200, examples: [[[slot('manageUrl'), '\n'], '\r']] },
    );
  });

  test('a subject of any language and length comes out as one line, unchanged', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'grapheme', maxLength: 300 }), async (subject) => {
        const clean = subject
          .replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ')
          .replaceAll(/[\u202a-\u202e\u2066-\u2069]/g, '')
          .replaceAll(/\s+/g, ' ')
          .trim();
        const mail = await simpleParser(write({ subject: clean }));
        expect(mail.subject ?? '').toBe(clean);
      }),
      { numRuns: 300 },
    );
  });
});

describe('slots', () => {
  test('a value that was forgotten is named, and no message with a hole leaves', () => {
    expect(() => write({ text: slot('constructor') })).toThrow('slot "constructor"');
  });

  test('a value is text, never markup', async () => {
    const raw = write({ html: `<p>${slot('name')}</p>`, text: '-' }, { slots: { name: `<b>"&'` } });
    expect((await simpleParser(raw)).html).toBe('<p>&lt;b&gt;&quot;&amp;&#39;</p>');
  });

  test('a name that could be torn apart is refused', () => {
    expect(() => slot('manage-url')).toThrow('manageUrl');
  });
});

function plain(text: string): string {
  return text.toWellFormed().replaceAll('\0', '').replaceAll(/\r\n?/g, '\n');
}
