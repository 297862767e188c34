import type { Sample } from './notices.ts';

type Says = Sample['says'];

/** What one server said of one address, and when. */
export interface Refusal {
  readonly to: string;
  readonly said: string;
  readonly command?: 'RCPT TO' | 'MAIL FROM' | 'end of DATA' | 'connect';
}

/** Wraps what servers said into a notice, as one kind of mail system does. */
type Carrier = (refusals: readonly Refusal[]) => Pick<Sample, 'head' | 'body'>;

const received = [
  'Received: from mx.sender.example (mx.sender.example [192.0.2.25]) by in.sender.example; Wed, 4 Jun 2025 08:00:02 +0000',
  'Date: Wed, 4 Jun 2025 08:00:00 +0000',
  'To: bulletin@sender.example',
  'Message-ID: <n1@mx.sender.example>',
];

export function headOf(
  from: string,
  subject: string,
  ...more: readonly string[]
): readonly string[] {
  return ['Return-Path: <>', ...received, `From: ${from}`, `Subject: ${subject}`, ...more];
}

export const reportType =
  'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"';

export const daemon = 'Mail Delivery System <MAILER-DAEMON@mx.sender.example>';

/** The mail that comes back, as it was sent. */
export function returned(to: string): string {
  return `Received: from app.sender.example by mx.sender.example; Wed, 4 Jun 2025 07:59:58 +0000
From: Bulletin <bulletin@sender.example>
To: ${to}
Subject: Road to the airport closed
Message-ID: <b77@sender.example>
MIME-Version: 1.0

Take the coast road.
`;
}

export function partsOf(prose: string, fields: string, to: string): string {
  return `A report in parts.

--=_part
Content-Type: text/plain; charset=us-ascii

${prose}

--=_part
Content-Type: message/delivery-status

${fields}

--=_part
Content-Type: message/rfc822

${returned(to)}
--=_part--
`;
}

function fieldsOf({ to, said }: Refusal): string {
  return [
    `Final-Recipient: rfc822; ${to}`,
    `Original-Recipient: rfc822;${to}`,
    `Action: ${said.startsWith('4') ? 'delayed' : 'failed'}`,
    `Status: ${statusIn(said)}`,
    `Remote-MTA: dns; mx.there.example`,
    `Diagnostic-Code: smtp; ${said}`,
  ].join('\n');
}

function statusIn(said: string): string {
  return /\b[245]\.\d{1,3}\.\d{1,3}\b/.exec(said)?.[0] ?? `${said[0] ?? '5'}.0.0`;
}

const toAll = (refusals: readonly Refusal[]) => refusals.map(({ to }) => to).join(', ');
const each = (refusals: readonly Refusal[], one: (refusal: Refusal) => string) =>
  refusals.map(one).join('\n\n');

const postfix: Carrier = (refusals) => ({
  head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
  body: partsOf(
    `This is the mail system at mx.sender.example. What you sent could not be delivered.

${each(
  refusals,
  ({ to, said, command = 'RCPT TO' }) =>
    `<${to}>: host mx.there.example[203.0.113.5] said: ${said} (in reply to ${command} command)`,
)}`,
    `Reporting-MTA: dns; mx.sender.example
X-Postfix-Queue-ID: 4A1B2C3D

${each(refusals, fieldsOf)}`,
    toAll(refusals),
  ),
});

const sendmail: Carrier = (refusals) => ({
  head: headOf(
    'Mail Delivery Subsystem <MAILER-DAEMON@mx.sender.example>',
    'Returned mail: see transcript for details',
    reportType,
    'Auto-Submitted: auto-generated (failure)',
  ),
  body: partsOf(
    `The original message was received at Wed, 4 Jun 2025 08:00:00 GMT

   ----- The following addresses had permanent fatal errors -----
${refusals.map(({ to, said }) => `<${to}>\n    (reason: ${said})`).join('\n')}

   ----- Transcript of session follows -----
${each(
  refusals,
  ({ to, said, command = 'RCPT TO' }) =>
    `... while talking to mx.there.example.:\n>>> ${command === 'end of DATA' ? 'DATA' : `${command}:<${to}>`}\n<<< ${said}`,
)}`,
    `Reporting-MTA: dns; mx.sender.example\n\n${each(refusals, fieldsOf)}`,
    toAll(refusals),
  ),
});

const exim: Carrier = (refusals) => ({
  head: headOf(
    'Mail Delivery System <Mailer-Daemon@mx.sender.example>',
    'Mail delivery failed: returning message to sender',
    `X-Failed-Recipients: ${toAll(refusals)}`,
    'Auto-Submitted: auto-replied',
  ),
  body: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered. The following address(es) failed:

${each(
  refusals,
  ({ to, said, command = 'RCPT TO' }) =>
    `  ${to}\n    SMTP error from remote mail server after ${command === 'RCPT TO' ? `RCPT TO:<${to}>` : command}:\n    host mx.there.example [203.0.113.5]: ${said}`,
)}

------ This is a copy of the message, including all the headers. ------

${returned(toAll(refusals))}`,
});

const qmailSays = {
  'RCPT TO': '203.0.113.5 does not like recipient.',
  'MAIL FROM': 'Connected to 203.0.113.5 but sender was rejected.',
  'end of DATA': '203.0.113.5 failed after I sent the message.',
  connect: 'Connected to 203.0.113.5 but greeting failed.',
};

const qmail: Carrier = (refusals) => ({
  head: headOf('MAILER-DAEMON@mx.sender.example', 'failure notice'),
  body: `Hi. This is the qmail-send program at mx.sender.example.
I could not deliver your message to the following addresses. I have given up.

${each(
  refusals,
  ({ to, said, command = 'RCPT TO' }) =>
    `<${to}>:\n${qmailSays[command]}\nRemote host said: ${said}\nGiving up on 203.0.113.5.`,
)}

--- Below this line is a copy of the message.

Return-Path: <bulletin@sender.example>
${returned(toAll(refusals))}`,
});

export const carriers = {
  postfix,
  sendmail,
  exim,
  qmail,
  gmail: (refusals) => ({
    head: headOf(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      reportType,
      `X-Failed-Recipients: ${toAll(refusals)}`,
      'Auto-Submitted: auto-replied',
    ),
    body: partsOf(
      refusals
        .map(
          ({ to, said }) =>
            `** Message not delivered **\n\nThere was a problem delivering your message to ${to}. See the details below.\n\nThe response from the remote server was:\n${said}`,
        )
        .join('\n\n'),
      `Reporting-MTA: dns; googlemail.com\n\n${refusals.map(fieldsOf).join('\n\n')}`,
      toAll(refusals),
    ),
  }),
  microsoft: (refusals) => ({
    head: headOf(
      'postmaster@sender.example',
      'Undeliverable: Road to the airport closed',
      reportType,
      'X-MS-Exchange-Message-Is-Ndr:',
    ),
    body: partsOf(
      refusals
        .map(
          ({ to, said }) =>
            `Delivery has failed to these recipients or groups:\n\n${to}<mailto:${to}>\nYour message couldn't be delivered.\n\nDiagnostic information for administrators:\nGenerating server: AM0PR01.eurprd01.prod.outlook.com\n\n${to}\nmx.there.example\nRemote Server returned '${said}'`,
        )
        .join('\n\n'),
      `Reporting-MTA: dns;AM0PR01.eurprd01.prod.outlook.com\n\n${refusals.map(fieldsOf).join('\n\n')}`,
      toAll(refusals),
    ),
  }),
  ionos: (refusals) => ({
    head: headOf(
      '"Mail Delivery System" <mailer-daemon@kundenserver.de>',
      'Mail delivery failed: returning message to sender',
      'Content-Type: text/plain; charset=utf-8',
    ),
    body: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

The following address(es) failed:

${refusals.map(({ to, said, command = 'RCPT TO' }) => `${to}:\nSMTP error from remote server for ${command === 'end of DATA' ? 'TEXT' : command} command, host: mx.there.example (203.0.113.5) reason: ${said}`).join('\n\n')}

--- The header of the original message is following. ---

${returned(toAll(refusals))}`,
  }),
  mailru: (refusals) => ({
    head: headOf(
      'mailer-daemon@corp.mail.ru',
      'Mail failure.',
      `X-Failed-Recipients: ${toAll(refusals)}`,
      'X-Mailru-Msgtype: bounce',
    ),
    body: `This message was created automatically by mail delivery software.
Your message could not be delivered to the following recipients:

${refusals.map(({ to, said, command = 'RCPT TO' }) => `${to}\n    SMTP error from remote mail server after ${command === 'RCPT TO' ? `RCPT TO:<${to}>` : command}:\n    host mx.there.example [203.0.113.5]: ${said}`).join('\n\n')}

------ This is a copy of your message's headers: ------

${returned(toAll(refusals))}`,
  }),
  courier: (refusals) => ({
    head: headOf(
      '"Courier mail server at mx.sender.example" <@>',
      'NOTICE: mail delivery status.',
      reportType,
    ),
    body: partsOf(
      `This is a delivery status notification from mx.sender.example.

UNDELIVERABLE MAIL

${refusals.map(({ to, said, command = 'RCPT TO' }) => `<${to}>:\n    mx.there.example [203.0.113.5]:\n    >>> ${command === 'end of DATA' ? '.' : `${command}:<${to}>`}\n    <<< ${said}`).join('\n\n')}`,
      `Reporting-MTA: dns; mx.sender.example\n\n${refusals.map(fieldsOf).join('\n\n')}`,
      toAll(refusals),
    ),
  }),
  opensmtpd: (refusals) => ({
    head: headOf(
      'Mailer Daemon <MAILER-DAEMON@mx.sender.example>',
      'Delivery status notification: error',
    ),
    body: `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

${refusals.map(({ to, said }) => `${to}: ${said}`).join('\n')}

    Below is a copy of the original message:

${returned(toAll(refusals))}`,
  }),
} satisfies Readonly<Record<string, Carrier>>;

/** Those that do not tell what the server answered to: who they say is unknown may only filter. */
export const withoutCommand: ReadonlySet<string> = new Set(['gmail', 'microsoft', 'opensmtpd']);

/** Where all that is told stands in the fields. */
export function reported(title: string, fields: string, says: Says): Sample {
  return {
    title,
    head: headOf(daemon, 'Delivery Status Notification (Failure)', reportType),
    body: partsOf('Delivery failed.', fields, says.flatMap(([to]) => to ?? []).join(', ')),
    says,
  };
}
