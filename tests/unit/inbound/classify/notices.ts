import type { NoticeClass } from '#src/inbound/classify/notice.ts';

/** A notice as some mail system writes it, in words of our own, and what it says about whom. */
export interface Sample {
  readonly title: string;
  readonly head: readonly string[];
  readonly body: string;
  readonly says: readonly (readonly [string | undefined, NoticeClass])[];
}

const fromDaemon = [
  'Return-Path: <>',
  'From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example.net>',
  'To: alerts@example.gov',
  'Subject: Returned mail',
];
const fromPostmaster = [
  'Return-Path: <>',
  'From: Postmaster <postmaster@example.net>',
  'To: alerts@example.gov',
  'Subject: Undeliverable mail',
];
const original = `Received: from mx.example.gov by mx.example.net; Tue, 1 Jul 2025 10:00:00 +0000
From: Alerts <alerts@example.gov>
To: ana@example.org
Subject: Mali: take care
Message-ID: <m1@example.gov>

Take care.`;

function report(fields: string, prose = 'Your message was not delivered.'): string {
  return `--b1
Content-Type: text/plain

${prose}

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

${fields}

--b1
Content-Type: message/rfc822

${original}

--b1--
`;
}
const dsn = [
  ...fromDaemon,
  'Content-Type: multipart/report; report-type=delivery-status; boundary="b1"',
];

export const samples: readonly Sample[] = [
  {
    title: 'qmail: the other side did not want the recipient',
    head: fromDaemon,
    body: `Hi. This is the qmail-send program at mx.example.net.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<ana@example.org>:
192.0.2.7 does not like recipient.
Remote host said: 550 Unknown user
Giving up on 192.0.2.7.

--- Below this line is a copy of the message.

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'qmail: refused after the content',
    head: fromDaemon,
    body: `Hi. This is the qmail-send program at mx.example.net.

<ana@example.org>:
192.0.2.7 failed after I sent the message.
Remote host said: 550 User unknown

--- Below this line is a copy of the message.

${original}`,
    says: [['ana@example.org', 'soft']],
  },
  {
    title: 'qmail: no such mailbox, no such host, a full one',
    head: fromDaemon,
    body: `Hi. This is the qmail-send program at mx.example.net.

<ana@example.org>:
Sorry, no mailbox here by that name. (#5.1.1)

<ben@nowhere.example>:
Sorry, I couldn't find any host named nowhere.example. (#5.1.2)

<cy@example.org>:
The users mailfolder is over the allowed quota (size). (#5.2.2)

--- Below this line is a copy of the message.

${original}`,
    says: [
      ['ana@example.org', 'hard'],
      ['ben@nowhere.example', 'hard'],
      ['cy@example.org', 'soft'],
    ],
  },
  {
    title: 'Exim without fields: an unknown name, a host that is not, one that did not answer',
    head: [
      ...fromDaemon,
      'X-Failed-Recipients: ana@example.org,',
      ' ben@nowhere.example, cy@example.org',
    ],
    body: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@example.org
    SMTP error from remote mail server after RCPT TO:<ana@example.org>:
    host mx.example.org [192.0.2.7]: 550 5.1.1 No such user here
  ben@nowhere.example
    all relevant MX records point to non-existent hosts
  cy@example.org
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

${original}`,
    says: [
      ['ana@example.org', 'hard'],
      ['ben@nowhere.example', 'hard'],
      ['cy@example.org', 'soft'],
    ],
  },
  {
    title: 'Exim: unrouteable address',
    head: fromDaemon,
    body: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ana@example.org
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Exchange 5.5: a recipient that it does not know',
    head: [
      'From: System Administrator <postmaster@example.org>',
      'To: alerts@example.gov',
      'Subject: Undeliverable: Mali: take care',
      'X-Mailer: Internet Mail Service (5.5.2657.72)',
    ],
    body: `Your message

  To:      ana@example.org
  Subject: Mali: take care
  Sent:    Tue, 1 Jul 2025 10:00:00 +0000

did not reach the following recipient(s):

ana@example.org on Tue, 1 Jul 2025 10:00:05 +0000
    The recipient name is not recognized
        The MTS-ID of the original message is: c=US;a= ;p=Example
    MSEXCH:IMS:Example:HQ:MAIL 0 (000C05A6) Unknown Recipient
`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Exchange 2010 in German, without fields',
    head: [...fromPostmaster, 'Content-Type: text/plain; charset=utf-8'],
    body: `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:

ana@example.org<mailto:ana@example.org>
Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.

Diagnoseinformationen für Administratoren:

Generierender Server: ex.example.org

ana@example.org
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##
`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Microsoft 365: not found in the directory',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found
 by SMTP address lookup`),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Domino: not in its directory',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.0.0
Diagnostic-Code: X-Notes; User ana (ana@example.org) not list
 ed in Domino Directory`),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Lotus Notes without fields',
    head: fromPostmaster,
    body: `------- Failure Reasons  --------

User not listed in public Name & Address Book
ana@example.org

------- Returned Message --------

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Courier: what the other side said to RCPT',
    head: dsn,
    body: report(
      `Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550 User unknown`,
      `UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<ana@example.org>:
    mx.example.org [192.0.2.7]:
>>> RCPT TO:<ana@example.org>
<<< 550 User unknown`,
    ),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'OpenSMTPD: three of them',
    head: fromDaemon,
    body: `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

ana@example.org: 550 5.1.1 <ana@example.org> User unknown
ben@nowhere.example: Invalid domain name
cy@example.org: 550 5.7.1 Message rejected due to DMARC policy

    Below is a copy of the original message:

${original}`,
    says: [
      ['ana@example.org', 'hard'],
      ['ben@nowhere.example', 'hard'],
      ['cy@example.org', 'block'],
    ],
  },
  {
    title: 'a system that answers in sentences, with the reply in brackets',
    head: [
      'From: Mail Delivery System <mailer-daemon@mx.example.net>',
      'To: alerts@example.gov',
      'Subject: There was an error sending your mail',
    ],
    body: `We had trouble delivering your message. Full details follow:

Subject: 'Mali: take care'
Date: 'Tue, 1 Jul 2025 10:00:00 +0000'

1 error(s):

SMTP Server <mx.example.org> rejected recipient <ana@example.org>
(Error following RCPT command). It responded as follows: [550 5.1.1 <ana@example.org>... User Unknown]

Message follows.

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'GMX: names in quotation marks',
    head: fromDaemon,
    body: `This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of
its recipients. This is a permanent error. The following address
failed:

"ana@example.org":
SMTP error from remote server after RCPT command:
host: mx.example.org
5.1.1 <ana@example.org>... User Unknown

--- The header of the original message is following. ---

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'a filter in front of a company, with the command that failed',
    head: fromPostmaster,
    body: `-------server message
550 5.1.1 unknown user <ana@example.org>
-------server command
RCPT TO:<ana@example.org>

-------original message
${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'IMail: a user it does not have',
    head: [
      'From: "Postmaster" <postmaster@example.org>',
      'To: alerts@example.gov',
      'Subject: Undeliverable Mail',
      'X-Mailer: <SMTP32 v8.22>',
    ],
    body: `Unknown user: ana@example.org

Original message follows.

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Apache James: the transcript and the details',
    head: [
      'From: postmaster@example.org',
      'To: alerts@example.gov',
      'Subject: Re: Mali: take care',
      'In-Reply-To: <m1@example.gov>',
    ],
    body: `Hi. This is the James mail server at example.org.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

Error message below:
550 - Requested action not taken: no such user here

Message details:
  Subject: Mali: take care
  MAIL FROM: alerts@example.gov
  RCPT TO: ana@example.org
`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Yahoo: an answer after the content',
    head: ['From: MAILER-DAEMON@yahoo.com', 'To: alerts@example.gov', 'Subject: Failure Notice'],
    body: `Sorry, we were unable to deliver your message to the following address.

<ana@example.org>:
Remote host said:
550 5.1.1 <ana@example.org>... User Unknown
[RCPT_TO]

--- Below this line is a copy of the message.

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Gmail of old: states of its dialogue',
    head: [
      'Return-Path: <>',
      'From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'To: alerts@example.gov',
      'X-Failed-Recipients: ana@example.org',
      'Subject: Delivery Status Notification (Failure)',
    ],
    body: `Delivery to the following recipient failed permanently:

     ana@example.org

Technical details of permanent failure:
The error that the other server returned was: 550 550 Unknown user ana@example.org (state 14).

----- Original message -----

${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Gmail: a domain without servers',
    head: dsn,
    body: report(
      `Final-Recipient: rfc822; ana@nowhere.example
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; DNS Error: DNS type 'mx' lookup of nowhere.example responded with code NXDOMAIN
 Domain name not found: nowhere.example`,
    ),
    says: [['ana@nowhere.example', 'hard']],
  },
  {
    title: 'a Japanese carrier: unknown after the content was seen',
    head: dsn,
    body: report(
      `Final-Recipient: RFC822; ana@example.ne.jp
Action: failed
Status: 5.2.0
Diagnostic-Code: SMTP; 550 Unknown user ana@example.ne.jp`,
      `... while talking to mx.example.ne.jp.:
>>> DATA
<<< 550 Unknown user ana@example.ne.jp`,
    ),
    says: [['ana@example.ne.jp', 'soft']],
  },
  {
    title: 'Sendmail: the transcript of several recipients',
    head: fromDaemon,
    body: `   ----- The following addresses had permanent fatal errors -----
<ana@example.org>
<ben@example.org>

   ----- Transcript of session follows -----
... while talking to mx.example.org.:
>>> RCPT To:<ana@example.org>
<<< 550 5.1.1 <ana@example.org>... User unknown
550 5.1.1 <ana@example.org>... User unknown
>>> RCPT To:<ben@example.org>
<<< 552 5.2.2 <ben@example.org>... Mailbox full
552 5.2.2 <ben@example.org>... Mailbox full

   ----- Original message follows -----

${original}`,
    says: [
      ['ana@example.org', 'hard'],
      ['ben@example.org', 'soft'],
    ],
  },
  {
    title: 'PowerMTA: the category in a field of its own',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.0.0 (undefined status)
X-PowerMTA-BounceCategory: quota-issues

Final-Recipient: rfc822;ben@example.org
Action: failed
Status: 5.0.0 (undefined status)
X-PowerMTA-BounceCategory: bad-mailbox`),
    says: [
      ['ana@example.org', 'soft'],
      ['ben@example.org', 'hard'],
    ],
  },
  {
    title: 'Amazon SES: fields in another order, no empty line between recipients',
    head: dsn,
    body: report(`Action: failed
Final-Recipient: rfc822; ana@example.org
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1
Action: failed
Final-Recipient: rfc822; ben@example.org
Diagnostic-Code: smtp; 554 5.7.1 blocked using a blocklist
Status: 5.7.1`),
    says: [
      ['ana@example.org', 'hard'],
      ['ben@example.org', 'block'],
    ],
  },
  {
    title: 'SendGrid: a diagnosis without its type',
    head: dsn,
    body: report(`Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: 550 5.1.1 The email account that you tried to reach does not exist`),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'IronPort: the other side quoted within its own words',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.0.0 (permanent failure)
Diagnostic-Code: smtp; 5.1.0 - Unknown address error 550-'5.1.1 <ana@example.org>: Recipient address rejected: User unknown' (delivery attempts: 0)`),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'advice around a status is not the status',
    head: dsn,
    body: report(
      `Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.1.1`,
      `Your message was not delivered. Perhaps the sender is blocked, or your mail looks like spam:
ask the administrator to check the reputation of your server.`,
    ),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'a delay, and a receipt',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822;ben@example.org
Action: relayed
Status: 2.1.5`),
    says: [
      ['ana@example.org', 'soft'],
      ['ben@example.org', 'delivered'],
    ],
  },
  {
    title: 'a program behind the address failed: not the address',
    head: dsn,
    body: report(`Final-Recipient: rfc822;ana@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: x-unix; filter: no such user`),
    says: [['ana@example.org', 'soft']],
  },
  {
    title: 'who is nowhere named, of a mail for one',
    head: fromDaemon,
    body: `The mail system could not deliver your message. 550 5.1.1 User unknown.

--- Original message ---
${original}`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'a report whose boundaries have no head to declare them',
    head: fromDaemon,
    body: report(`Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1`),
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'Japanese words in ISO-2022-JP escapes without a declared set',
    head: fromPostmaster,
    body: `\u001B$B08@h%f!<%6!<$,8+$D$+$j$^$;$s\u001B(B (#5.1.1)

<ana@example.ne.jp>

---------- Original message ----------
${original}`,
    says: [['ana@example.ne.jp', 'hard']],
  },
  {
    title: 'Google Groups: nobody may post there',
    head: [...fromDaemon, 'X-Failed-Recipients: group@example.org'],
    body: `Your message wasn't delivered to group@example.org: the group may not exist, or you do not have permission to post messages to it.`,
    says: [['group@example.org', 'block']],
  },
  {
    title: 'a complaint in the form of RFC 5965',
    head: [
      'From: fbl@example.net',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b1',
    ],
    body: `--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: loop/1.0
Version: 1
Original-Rcpt-To: <ana@example.org>

--b1
Content-Type: message/rfc822

${original}
--b1--`,
    says: [['ana@example.org', 'complaint']],
  },
  {
    title: 'an opt-out, whose recipient stands in the mail alone',
    head: [
      'From: fbl@example.net',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b1',
    ],
    body: `--b1
Content-Type: message/feedback-report

Feedback-Type: opt-out
User-Agent: loop/1.0
Version: 1

--b1
Content-Type: message/rfc822

${original}
--b1--`,
    says: [['ana@example.org', 'unsubscribe']],
  },
  {
    title: 'a report on failed authentication',
    head: [
      'From: dmarc@example.net',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b1',
    ],
    body: `--b1
Content-Type: message/feedback-report

Feedback-Type: auth-failure
User-Agent: loop/1.0
Version: 1
Original-Rcpt-To: ana@example.org

--b1--`,
    says: [['ana@example.org', 'auth-failure-report']],
  },
  {
    title: 'a complaint of Outlook.com',
    head: [
      'From: <staff@hotmail.com>',
      'Subject: complaint about message from 192.0.2.1',
      'Content-Type: multipart/mixed; boundary=b1',
    ],
    body: `--b1
Content-Type: message/rfc822

X-HmXmrOriginalRecipient: <ana@example.org>
${original}
--b1--`,
    says: [['ana@example.org', 'complaint']],
  },
  {
    title: 'Amazon SES by SNS: a bounce, as JSON with a footer',
    head: ['From: SES <no-reply@sns.amazonaws.com>', 'Content-Type: text/plain; charset=UTF-8'],
    body: `{"notificationType":"Bounce","mail":{"destination":["ana@example.org","ben@example.org"]},"bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"ana@example.org"},{"emailAddress":"ben@example.org","action":"failed","status":"5.2.2","diagnosticCode":"smtp; 552 5.2.2 mailbox full"}]}}

-- 
If you wish to stop receiving notifications, visit a page.`,
    says: [
      ['ana@example.org', 'hard'],
      ['ben@example.org', 'soft'],
    ],
  },
  {
    title: 'Amazon SES by SNS: a complaint in the envelope of SNS',
    head: ['From: SES <no-reply@sns.amazonaws.com>', 'Content-Type: text/plain; charset=UTF-8'],
    body: `{"Type":"Notification","Message":"{\\"eventType\\":\\"Complaint\\",\\"mail\\":{},\\"complaint\\":{\\"complainedRecipients\\":[{\\"emailAddress\\":\\"ana@example.org\\"}]}}"}`,
    says: [['ana@example.org', 'complaint']],
  },
  {
    title: 'a report that a filter wrapped into a message of its own',
    head: [...fromDaemon, 'Content-Type: multipart/mixed; boundary=w1'],
    body: `--w1
Content-Type: text/plain

----- The following addresses had permanent delivery errors -----

--w1
Content-Type: message/rfc822

From: MAILER-DAEMON@mx.example.net
To: alerts@example.gov
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

${report(`Final-Recipient: rfc822; ana@example.org
Action: failed
Status: 5.1.1`)}
--w1--`,
    says: [['ana@example.org', 'hard']],
  },
  {
    title: 'the same wish by the mail program of a telephone',
    head: [
      'From: ana@example.org',
      'Subject: unsubscribe',
      'Auto-Submitted: auto-replied',
      'X-Apple-Unsubscribe: true',
    ],
    body: 'Sent to unsubscribe.',
    says: [['ana@example.org', 'unsubscribe']],
  },
  {
    title: 'an address that was damaged on its way is nobody',
    head: dsn,
    body: report(`Final-Recipient: rfc822; anna@example.org
Action: failed
Status: 5.1.1`),
    says: [[undefined, 'hard']],
  },
  {
    title: 'a redacted complaint names nobody',
    head: [
      'From: fbl@example.net',
      'Content-Type: multipart/report; report-type=feedback-report; boundary=b1',
    ],
    body: `--b1
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: loop/1.0
Version: 1
Original-Rcpt-To: [redacted]

--b1--`,
    says: [[undefined, 'complaint']],
  },
];

export function mailOf({ head, body }: Pick<Sample, 'head' | 'body'>): Buffer {
  return Buffer.from(
    `${head.join('\n')}\nMIME-Version: 1.0\n\n${body}`.replaceAll('\n', '\r\n'),
    'utf8',
  );
}
