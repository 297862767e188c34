import { daemon, headOf, partsOf, reportType, reported, returned } from './carriers.ts';
import type { Sample } from './notices.ts';

const a = 'ana@there.example';
const b = 'bao@there.example';

/** What can be broken, left out or wrapped in notices. */
export const shapes: readonly Sample[] = [
  reported(
    'only the address it was sent to is named, not where that led',
    `Reporting-MTA: dns; mx.there.example

Original-Recipient: rfc822;${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user`,
    [[a, 'hard']],
  ),
  reported(
    'the fields of a recipient follow those of the message without an empty line',
    `Reporting-MTA: dns; mx.there.example
Arrival-Date: Wed, 4 Jun 2025 08:00:00 +0000
Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user`,
    [[a, 'hard']],
  ),
  reported(
    'fields in odd letters, folded, with a comment',
    `REPORTING-MTA: dns; mx.there.example

FINAL-RECIPIENT:  RFC822 ;
   <${a}>
ACTION: Failed (final)
STATUS: 5.1.1 (Bad destination mailbox address)
DIAGNOSTIC-CODE: SMTP;
   550 5.1.1
   <${a}>... User unknown`,
    [[a, 'hard']],
  ),
  reported(
    'one is delayed, one is relayed, one is delivered, one has failed',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; d1@there.example
Action: delayed
Status: 4.4.1

Final-Recipient: rfc822; d2@there.example
Action: relayed
Status: 2.1.9

Final-Recipient: rfc822; d3@there.example
Action: delivered
Status: 2.0.0

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown`,
    [
      ['d1@there.example', 'soft'],
      ['d2@there.example', 'delivered'],
      ['d3@there.example', 'delivered'],
      [a, 'hard'],
    ],
  ),
  reported(
    'a list was expanded',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: expanded
Status: 2.0.0`,
    [[a, 'delivered']],
  ),
  reported(
    'a status alone says it: no such mailbox',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1`,
    [[a, 'hard']],
  ),
  reported(
    'a status alone says it: no such domain',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.2`,
    [[a, 'hard']],
  ),
  reported(
    'a status alone says it: full',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.2.2`,
    [[a, 'soft']],
  ),
  reported(
    'a status alone says it: time is over',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 4.4.7`,
    [[a, 'soft']],
  ),
  reported(
    'a status alone says it: not authorised',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.7.1`,
    [[a, 'block']],
  ),
  {
    title: 'nothing but a report: no prose, no copy',
    head: headOf(daemon, 'Delivery report', reportType),
    body: `--=_part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--=_part--
`,
    says: [[a, 'hard']],
  },
  {
    title: 'a report by its name only: what failed stands in the prose',
    head: headOf(daemon, 'Undeliverable', reportType),
    body: `--=_part
Content-Type: text/plain

Your message could not be delivered:

<${a}>: 550 5.1.1 User unknown

--=_part
Content-Type: text/rfc822-headers

${returned(a)}
--=_part--
`,
    says: [[a, 'hard']],
  },
  {
    title: 'the report is sent as base64',
    head: headOf(daemon, 'Undelivered', reportType),
    body: `--=_part
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: base64

${Buffer.from(`<${a}>: host mx.there.example said: 550 5.1.1 User unknown`).toString('base64')}

--=_part
Content-Type: message/delivery-status
Content-Transfer-Encoding: base64

${Buffer.from(`Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown
`)
  .toString('base64')
  .replace(/.{76}/g, '$&\n')}

--=_part--
`,
    says: [[a, 'hard']],
  },
  {
    title: 'kept in an mbox: a From line before the head',
    head: [
      'From MAILER-DAEMON Wed Jun  4 08:00:02 2025',
      ...headOf(daemon, 'Undelivered', reportType),
    ],
    body: partsOf(
      `<${a}>: 550 5.1.1 User unknown`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'no MIME at all, the address and the reason on one line',
    head: headOf('Mail System <MAILER-DAEMON@mx.there.example>', 'Undeliverable mail').filter(
      (line) => !line.startsWith('MIME'),
    ),
    body: `Your message was not delivered.

${a}: user unknown

  ---- Original message ----
${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'a page only',
    head: headOf(
      'Mail Delivery Subsystem <mailer-daemon@there.example>',
      'Undeliverable: Road',
      'Content-Type: text/html; charset=utf-8',
      'X-Failed-Recipients: ' + a,
    ),
    body: `<html><body><h2>Message not delivered</h2><p>Your message could not be delivered to <b>${a}</b>.</p>
<table><tr><td>Reason:</td><td>550 5.1.1 &lt;${a}&gt;: Recipient address rejected: User&nbsp;unknown</td></tr></table></body></html>`,
    says: [[a, 'hard']],
  },
  {
    title: 'quoted-printable breaks the address in two',
    head: headOf(
      'postmaster@there.example',
      'Undeliverable mail',
      'Content-Type: text/plain; charset=iso-8859-1',
      'Content-Transfer-Encoding: quoted-printable',
    ),
    body: `Your message was not delivered to ana@the=
re.example.

The server said: 550 5.1.1 No such user he=
re

---- Original message ----
From: bulletin@sender.example
To: ana@there.example
`,
    says: [[a, 'hard']],
  },
  {
    title: 'the address stands in the copy only',
    head: headOf(daemon, 'Undelivered mail'),
    body: `The recipient is unknown here.

550 5.1.1 User unknown

----- Original message -----

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'a letter to two, of whom one failed',
    head: headOf(daemon, 'Undelivered mail', reportType),
    body: partsOf(
      'One recipient failed.',
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${b}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown`,
      `${a}, ${b}`,
    ),
    says: [[b, 'hard']],
  },
  reported(
    'the reply in several lines, the last of which counts no more than the first',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550-The account you wrote to
 550-does not exist on this server.
 550 See our help pages for spam, viruses and full mailboxes.`,
    [[a, 'hard']],
  ),
  reported(
    'an address in the global form of RFC 6533',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: utf-8; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown`,
    [[a, 'hard']],
  ),
  reported(
    'what the program behind the address did is not the address',
    `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.3.0
Diagnostic-Code: x-unix; Command died with status 1: "/usr/bin/filter"`,
    [[a, 'soft']],
  ),
  {
    title: 'a report within a mail that somebody’s system passed on',
    head: headOf(
      'postmaster@relay.example',
      'Delivery failure',
      'Content-Type: multipart/mixed; boundary="outer"',
    ),
    body: `--outer
Content-Type: text/plain

The attached notice came for you.

--outer
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--outer--
`,
    says: [[a, 'hard']],
  },
  ...(
    [
      ['a comment behind the address', `rfc822; ${a} (Ana)`, a],
      [
        'a name with a dot at its end, as phones have',
        'rfc822; ana..b.@there.example',
        'ana..b.@there.example',
      ],
      [
        'signs that few names have',
        'rfc822; ana/ops+x=y@there.example',
        'ana/ops+x=y@there.example',
      ],
      ['a name in quotes', 'rfc822; "ana..b"@there.example', '"ana..b"@there.example'],
      ['an address beyond ASCII', 'utf-8; ねこ@例え.example', 'ねこ@例え.example'],
      [
        'an address of X.400, with ours behind it',
        `x400; /C=FR/S=ANA/\nOriginal-Recipient: rfc822; ${a}`,
        a,
      ],
      [
        'a name without a domain, with ours behind it',
        `rfc822; ana\nOriginal-Recipient: rfc822; ${a}`,
        a,
      ],
      [
        'a file, with the address behind it',
        `rfc822; /dev/null\nOriginal-Recipient: rfc822; ${a}`,
        a,
      ],
      [
        'the same address a second time',
        `rfc822; ${a}\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient: rfc822; ANA@there.example`,
        a,
      ],
    ] as const
  ).map(([title, written, address]) =>
    reported(
      `the final recipient is written as ${title}`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: ${written}
Action: failed
Status: 5.1.1`,
      [[address, 'hard']],
    ),
  ),
];
