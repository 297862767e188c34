import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { addressesIn } from '#src/inbound/classify/addresses.ts';
import { classify } from '#src/inbound/classify/classify.ts';
import { limits } from '#src/inbound/classify/limits.ts';

import { mailOf, samples } from './notices.ts';

const head = 'Return-Path: <>\nFrom: MAILER-DAEMON@mx.example.net\nTo: alerts@example.gov\n';
const status =
  'Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n';
const html = 'Content-Type: text/html\n\n';

/** Each repeated to a megabyte; the title says what is repeated. */
const repeated: readonly (readonly [title: string, before: string, piece: string])[] = [
  ['one line', `${head}\n`, 'a'],
  ['@ signs', `${head}\n`, 'a@'],
  ['half an address', `${head}\n`, 'a.b-'],
  ['blanks', `${head}\n`, ' '],
  ['empty lines', `${head}\n`, '\n'],
  ['quotation marks', `${head}\n`, '"'],
  ['quoted heads', `${head}\n`, '> From: a@example.org\n'],
  ['announcements', `${head}\n`, 'the original message '],
  ['dashes', `${head}\n`, '---- '],
  ['trace fields', `${head}\n`, 'Received: from x\n'],
  ['figures', `${head}\n`, '550 5.1.1 '],
  ['names of recipients', `${head}\n`, 'user mailbox is '],
  ['senders', `${head}\n550 `, 'sender '],
  ['host names', `${head}\n`, 'a.b.c.d.e '],
  ['links', `${head}\n`, 'http://'],
  ['escapes', `${head}\n`, '\u001b$B$"'],
  ['NUL', '', '\0'],
  ['quoted-printable', `${head}Content-Transfer-Encoding: quoted-printable\n\n`, '=3D='],
  ['base64', `${head}Content-Transfer-Encoding: base64\n\n`, 'QUFB'],
  ['a field', 'From: ', 'x'],
  ['fields', '', 'X-A: b\n'],
  ['folded lines', 'From: a\n', ' x\n'],
  ['encoded words', 'Subject: ', '=?utf-8?q?'],
  ['prefixes of subjects', 'Subject: ', 're: '],
  ['parameters', 'Content-Type: multipart/mixed', '; a=b'],
  ['tags', head + html, '<'],
  ['styles', head + html, '<style>'],
  ['entities', head + html, '&amp'],
  [
    'parts',
    `${head}Content-Type: multipart/mixed; boundary=b\n\n`,
    '--b\nContent-Type: text/plain\n\nx\n',
  ],
  ['parts within parts', head, 'Content-Type: multipart/mixed; boundary=b\n\n--b\n'],
  ['recipients', head + status, 'Final-Recipient: rfc822; a@example.org\nStatus: 5.1.1\n\n'],
  [
    'one diagnosis',
    `${head}${status}Final-Recipient: rfc822; a@example.org\nDiagnostic-Code: `,
    'no such user ',
  ],
  ['failed recipients', `${head}X-Failed-Recipients: `, 'a@example.org, '],
  ['JSON', 'From: a@example.org\n\n', '{"a":'],
];

describe('B2: nothing that is sent to us stops us', () => {
  test.each(repeated)('a megabyte of %s', (_title, before, piece) => {
    const raw = Buffer.from(before + piece.repeat(1_000_000 / piece.length));
    expect(classify(raw).notices.length).toBeLessThanOrEqual(limits.recipients);
  });

  test('30,000 different recipients: the first are told', () => {
    const lines = Array.from(
      { length: 30_000 },
      (_, n) => `<a${n}@example.org>: 550 5.1.1 unknown`,
    );
    const { notices } = classify(Buffer.from(`${head}\n${lines.join('\n')}`));
    expect(notices).toHaveLength(limits.recipients);
  });

  test('what stands before ten megabytes of anything is read', () => {
    const raw = Buffer.from(
      `${head}\n<ana@example.org>:\n550 5.1.1 no such user\n\n${'x'.repeat(1e7)}`,
    );
    expect(classify(raw).notices).toMatchObject([{ recipient: 'ana@example.org', class: 'hard' }]);
  });

  test('any bytes at all are something, and name nobody who does not stand in them', () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 2_000 }).map((some) => Buffer.from(some)),
      fc.string({ unit: 'binary', maxLength: 2_000 }).map((some) => Buffer.from(head + some)),
    );
    fc.assert(
      fc.property(bytes, (raw) => {
        const { kind, notices } = classify(raw);
        expect(['report', 'auto-reply', 'auto-generated', 'human']).toContain(kind);
        const there = addressesIn(raw.toString('latin1'));
        expect(
          notices.filter(
            ({ recipient }) => !(recipient === undefined || there.includes(recipient)),
          ),
        ).toEqual([]);
      }),
    );
  });

  test.each(samples)('cut off anywhere it names nobody new: $title', (sample) => {
    const raw = mailOf(sample);
    const known = addressesIn(raw.toString('utf8'));
    const ends = Array.from({ length: Math.ceil(raw.length / 61) }, (_, n) => n * 61);
    const suppressed = ends
      .flatMap((end) => classify(raw.subarray(0, end)).notices)
      .flatMap(({ recipient, action }) => (action === 'suppress' ? (recipient ?? []) : []));
    expect(suppressed.filter((address) => !known.includes(address))).toEqual([]);
  });
});
