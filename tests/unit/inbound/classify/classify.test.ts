import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { classify } from '#src/inbound/classify/classify.ts';
import { messagesIn } from '#src/inbound/classify/mailbox.ts';

import { carriers, withoutCommand } from './carriers.ts';
import { complaints } from './complaints.ts';
import { languages } from './languages.ts';
import { mailOf, samples } from './notices.ts';
import { automatic, letters } from './people.ts';
import { ofProviders, ofServers } from './replies.ts';
import { shapes } from './shapes.ts';
import { systems } from './systems.ts';

const all = [...samples, ...systems, ...shapes, ...languages, ...complaints];

const replies = [...ofProviders, ...ofServers].map(([expected, said, more]) => ({
  expected,
  said,
  refusal: { to: 'a@there.example', said, ...more },
}));

describe('B1: a notice says about whom what happened', () => {
  test.each(all)('$title', (sample) => {
    const { kind, notices } = classify(mailOf(sample));
    expect(kind).toBe('report');
    const found = notices.map((notice) => [notice.recipient, notice.class]);
    expect(found).toEqual(sample.says);
  });
});

describe('B1: whichever system tells what a server answered, it means the same', () => {
  test.each(replies)('$expected: $said', ({ expected, refusal }) => {
    for (const [carrier, tell] of Object.entries(carriers)) {
      const told = classify(mailOf(tell([refusal]))).notices;
      const isUnwitnessed = withoutCommand.has(carrier) && told[0]?.rule.endsWith(':unwitnessed');
      const isHard = expected === 'hard' && isUnwitnessed !== true;
      const found = told.map(({ recipient, action }) => [recipient, action === 'suppress']);
      expect({ carrier, found }).toEqual({ carrier, found: [[refusal.to, isHard]] });
    }
  });

  test.each(replies.filter(({ expected }) => expected !== 'other'))(
    'Postfix tells it, and it is $expected: $said',
    ({ expected, refusal }) => {
      const told = classify(mailOf(carriers.postfix([refusal]))).notices;
      expect(told).toMatchObject([{ recipient: refusal.to, class: expected }]);
    },
  );
});

test.each(['\n', '\r', '\r\n', '\r\r\n'])('B1: lines may end in %j', (end) => {
  for (const sample of all) {
    const ended = Buffer.from(mailOf(sample).toString('latin1').replaceAll('\r\n', end), 'latin1');
    const found = classify(ended).notices.map((notice) => [notice.recipient, notice.class]);
    expect({ title: sample.title, found }).toEqual({ title: sample.title, found: sample.says });
  }
});

test.each([
  ['an empty line', '\n\n', 2],
  ['the last boundary of a report', '\n--b--\n', 2],
  ['words', '\nwords\n', 1],
])('B1: in an mbox file a message begins after %s, or does not', (_title, before, expected) => {
  const envelope = 'From MAILER-DAEMON  Wed Jun  4 08:00:02 2025\nSubject: x\n\nbody';
  expect(messagesIn(Buffer.from(`${envelope}${before}${envelope}\n`))).toHaveLength(expected);
});

describe('B5: what people write is for people, whatever their words', () => {
  test.each(letters)('$title', (letter) => {
    expect(classify(mailOf(letter))).toMatchObject({ kind: 'human', notices: [] });
  });
});

describe('B5: an automatic answer is ignored', () => {
  test.each(automatic)('$title', (letter) => {
    const { kind, notices } = classify(mailOf(letter));
    expect(kind).toBe('auto-reply');
    expect(notices).toMatchObject([{ recipient: undefined, class: 'autoreply', action: 'ignore' }]);
  });
});

const alertWords = ['ALERT:', 'UPDATE 2:', 'ALL CLEAR:', 'ALERTE :', 'अलर्ट:', 'تنبيه:'];
/** Words of headlines, many of which stand in absent people's notes, too. */
const headlineWords = [
  'Automatic',
  'weapon',
  'fire',
  'in',
  'Bamako',
  'on leave',
  'absence',
  'out of office',
  'vacation',
  'away from',
  'reply',
  'vacances',
  'ferie',
  'férias',
  'Urlaub',
  'congé',
  'semester',
  'holiday',
  'office closed:',
  'auto:',
  'отпуск',
  'إجازة',
  '休暇',
  'absent:',
  'Automatic reply:',
];
const answers = ['Re: ', 'RE: ', 'AW: ', 'Rép : ', 'Re[2]: ', 'SV: ', 'WG: ', 'Fwd: ', 'رد: ', ''];
/** What gateways and providers put on what people write. */
const machineHeads = [
  ['X-Auto-Response-Suppress: All'],
  ['X-Auto-Response-Suppress: OOF, AutoReply, RN, NRN'],
  ['Return-Path: <>'],
  ['Precedence: bulk'],
  ['Precedence: junk', 'Return-Path: <>', 'X-Auto-Response-Suppress: DR'],
];

test('B5: an answer to a subject of ours is for people, whatever words our subject and its own head have', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...answers),
      fc.constantFrom(...alertWords),
      fc.array(fc.constantFrom(...headlineWords), { minLength: 1, maxLength: 6 }),
      fc.constantFrom(...machineHeads),
      fc.boolean(),
      // oxlint-disable-next-line max-params -- one for each arbitrary
      (answer, alertWord, headline, machine, isThreaded) => {
        const subject = Buffer.from(`${answer}${alertWord} Mali - ${headline.join(' ')}`);
        const head = [
          'From: Ana <ana@example.org>',
          `Subject: =?utf-8?B?${subject.toString('base64')}?=`,
          ...(isThreaded ? ['In-Reply-To: <m1@example.gov>', 'References: <m1@example.gov>'] : []),
          ...machine,
        ];
        expect(classify(mailOf({ head, body: 'Please come, we are eleven.' })).kind).toBe('human');
      },
    ),
  );
});

test.each([
  ['auto-generated', 'auto-generated'],
  ['auto-replied', 'auto-reply'],
  ['auto-replied (vacation)', 'auto-reply'],
  ['auto-notified', 'auto-reply'],
  ['no', 'human'],
])('B5: Auto-Submitted: %s makes it %s', (submitted, kind) => {
  const head = ['Return-Path: <>', `Auto-Submitted: ${submitted}`, 'Subject: Re: ALERT: Mali'];
  expect(classify(mailOf({ head, body: 'we are in Kayes' })).kind).toBe(kind);
});

test('E7: what the notice returns of our mail is read: its return path, its Message-ID and our ENVID', () => {
  const body = `--b1
Content-Type: message/delivery-status

Original-Envelope-Id: e-1

Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1

--b1
Content-Type: text/rfc822-headers

Return-Path: <r+abc@bounces.example.gov>
Message-ID: <m1@example.gov>
From: alerts@example.gov

--b1--`;
  const head = [
    'From: MAILER-DAEMON@mx.example.net',
    'Content-Type: multipart/report; report-type=delivery-status; boundary=b1',
  ];
  expect(classify(mailOf({ head, body })).original).toEqual({
    returnPath: 'r+abc@bounces.example.gov',
    messageId: 'm1@example.gov',
    envelopeId: 'e-1',
  });
});
