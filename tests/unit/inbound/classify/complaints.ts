import { headOf, returned } from './carriers.ts';
import type { Sample } from './notices.ts';

const a = 'ana@there.example';
const type = 'Content-Type: multipart/report; report-type=feedback-report; boundary="=_arf"';

function feedback(fields: string, to = a): string {
  return `--=_arf
Content-Type: text/plain

This is an email abuse report.

--=_arf
Content-Type: message/feedback-report

${fields}

--=_arf
Content-Type: message/rfc822

${returned(to)}
--=_arf--
`;
}

const abuse = 'Feedback-Type: abuse\nUser-Agent: SomeLoop/1.0\nVersion: 1';

/** Complaints and other reports of RFC 5965, and what is sent in their place. */
export const complaints: readonly Sample[] = [
  {
    title: 'a complaint that names whom it was sent to',
    head: headOf('feedback@there.example', 'Abuse report', type),
    body: feedback(
      `${abuse}\nOriginal-Rcpt-To: <${a}>\nOriginal-Mail-From: <bulletin@sender.example>`,
    ),
    says: [[a, 'complaint']],
  },
  {
    title: 'a complaint without that field: the copy tells it',
    head: headOf('feedback@there.example', 'Abuse report', type),
    body: feedback(abuse),
    says: [[a, 'complaint']],
  },
  {
    title: 'a complaint from which the address was taken out',
    head: headOf('feedback@there.example', 'Abuse report', type),
    body: feedback(abuse, 'undisclosed-recipients:;'),
    says: [[undefined, 'complaint']],
  },
  {
    title: 'two were written to, both are named',
    head: headOf('feedback@there.example', 'Abuse report', type),
    body: feedback(`${abuse}\nOriginal-Rcpt-To: <${a}>\nOriginal-Rcpt-To: <bao@there.example>`),
    says: [
      [a, 'complaint'],
      ['bao@there.example', 'complaint'],
    ],
  },
  {
    title: 'a wish to be taken off',
    head: headOf('feedback@there.example', 'Opt out', type),
    body: feedback(`Feedback-Type: opt-out\nUser-Agent: X/1\nVersion: 1\nOriginal-Rcpt-To: <${a}>`),
    says: [[a, 'unsubscribe']],
  },
  {
    title: 'a report of failed authentication (RFC 6591)',
    head: headOf('dmarc@there.example', 'FW: Road', type),
    body: feedback(
      `Feedback-Type: auth-failure\nUser-Agent: X/1\nVersion: 1\nOriginal-Mail-From: <bulletin@sender.example>\nOriginal-Rcpt-To: <${a}>\nAuth-Failure: dmarc\nDelivery-Result: reject\nSource-IP: 192.0.2.66`,
    ),
    says: [[a, 'auth-failure-report']],
  },
  {
    title: 'Microsoft: somebody pressed junk; no report, a header tells for whom',
    head: headOf(
      'staff@hotmail.com',
      'complaint about message from 192.0.2.25',
      'Content-Type: multipart/mixed; boundary="=_jm"',
      'X-HmXmrOriginalRecipient: ' + a,
    ),
    body: `--=_jm
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: <${a}>
${returned(a)}
--=_jm--
`,
    says: [[a, 'complaint']],
  },
  {
    title: 'Amazon SES: a complaint in JSON',
    head: headOf(
      'AWS Notifications <no-reply@sns.amazonaws.com>',
      'AWS Notification Message',
      'x-amz-sns-message-id: 1',
    ),
    body: `{"notificationType":"Complaint","complaint":{"userAgent":"X/1","complainedRecipients":[{"emailAddress":"${a}"}],"complaintFeedbackType":"abuse","timestamp":"2025-06-04T08:00:02.000Z","feedbackId":"1"},"mail":{"timestamp":"2025-06-04T08:00:00.000Z","source":"bulletin@sender.example","messageId":"1","destination":["${a}"]}}`,
    says: [[a, 'complaint']],
  },
];
