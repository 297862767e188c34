import { daemon, headOf, partsOf, reportType, reported, returned } from './carriers.ts';
import type { Sample } from './notices.ts';

const a = 'ana@there.example';
const b = 'bao@there.example';
const c = 'cem@elsewhere.example';

/** Notices as particular mail systems write them. */
export const systems: readonly Sample[] = [
  {
    title: 'Postfix: the name of the other domain is not known',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: Host or domain name not found. Name service error for name=there.example
    type=AAAA: Host not found`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.4.4
Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error
    for name=there.example type=AAAA: Host not found`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Postfix: names could not be asked for now, for five days',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: Host or domain name not found. Name service error for name=there.example type=MX: Host not found, try again`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 4.4.3
Diagnostic-Code: X-Postfix; Host or domain name not found. Name service error
    for name=there.example type=MX: Host not found, try again`,
      a,
    ),
    says: [[a, 'soft']],
  },
  {
    title: 'Postfix: a domain that says that it takes no mail (RFC 7505)',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: Domain there.example does not accept mail (nullMX)`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.0
Diagnostic-Code: X-Postfix; Domain there.example does not accept mail (nullMX)`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Postfix: a local name that nobody has',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: unknown user: "ana"`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: X-Postfix; unknown user: "ana"`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Postfix: mail that comes back to the same machine',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: mail for there.example loops back to myself`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.4.6
Diagnostic-Code: X-Postfix; mail for there.example loops back to myself`,
      a,
    ),
    says: [[a, 'soft']],
  },
  {
    title: 'Postfix: of three recipients each has its own trouble',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: host mx.there.example[203.0.113.5] said: 550 5.1.1 <${a}>: Recipient address rejected: User unknown in virtual mailbox table (in reply to RCPT TO command)

<${b}>: maildir delivery failed: The user you are trying to reach is over quota.

<${c}>: connect to mx.elsewhere.example[203.0.113.9]:25: Connection refused`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${a}>: Recipient address rejected: User unknown in virtual mailbox table

Final-Recipient: rfc822; ${b}
Action: failed
Status: 5.2.2
Diagnostic-Code: X-Postfix; maildir delivery failed: The user you are trying to reach is over quota.

Final-Recipient: rfc822; ${c}
Action: failed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mx.elsewhere.example[203.0.113.9]:25: Connection refused`,
      `${a}, ${b}, ${c}`,
    ),
    says: [
      [a, 'hard'],
      [b, 'soft'],
      [c, 'soft'],
    ],
  },
  {
    title: 'Sendmail: the host is not known, in a report',
    head: headOf(
      daemon,
      'Returned mail: Host unknown (Name server: there.example: host not found)',
      reportType,
    ),
    body: partsOf(
      `   ----- The following addresses had permanent fatal errors -----
<${a}>

   ----- Transcript of session follows -----
550 5.1.2 <${a}>... Host unknown (Name server: there.example: host not found)`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: RFC822; ${a}
Action: failed
Status: 5.1.2
Remote-MTA: DNS; there.example
Last-Attempt-Date: Wed, 4 Jun 2025 08:00:01 GMT`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title:
      'Sendmail: an alias that leads to somebody who is gone is blamed as the address it stands for',
    head: headOf(daemon, 'Returned mail: see transcript for details', reportType),
    body: partsOf(
      `   ----- The following addresses had permanent fatal errors -----
office
    (reason: 550 5.1.1 <old@elsewhere.example>... User unknown)
    (expanded from: <${a}>)

   ----- Transcript of session follows -----
... while talking to mx.elsewhere.example.:
>>> RCPT To:<old@elsewhere.example>
<<< 550 5.1.1 <old@elsewhere.example>... User unknown
550 5.1.1 office... User unknown`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: RFC822; ${a}
X-Actual-Recipient: RFC822; old@elsewhere.example
Action: failed
Status: 5.1.1
Remote-MTA: DNS; mx.elsewhere.example
Diagnostic-Code: SMTP; 550 5.1.1 <old@elsewhere.example>... User unknown`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Sendmail: an address that has moved',
    head: headOf(daemon, 'Returned mail: see transcript for details', reportType),
    body: partsOf(
      `   ----- The following addresses had permanent fatal errors -----
<${a}>
    (reason: 551 5.1.6 User has moved; please try <new@elsewhere.example>)`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: RFC822; ${a}
Action: failed
Status: 5.1.6
Diagnostic-Code: SMTP; 551 5.1.6 User has moved; please try <new@elsewhere.example>`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Sendmail: too many hops',
    head: headOf(daemon, 'Returned mail: Too many hops', reportType),
    body: partsOf(
      `   ----- The following addresses had permanent fatal errors -----
<${a}>

   ----- Transcript of session follows -----
554 5.4.6 Too many hops 27 (25 max): from <bulletin@sender.example> via localhost, to <${a}>`,
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: RFC822; ${a}
Action: failed
Status: 5.4.6`,
      a,
    ),
    says: [[a, 'soft']],
  },
  {
    title: 'an old Sendmail without a report: one host is unknown, one user is',
    head: headOf(
      'MAILER-DAEMON@sender.example (Mail Delivery Subsystem)',
      'Returned mail: Host unknown',
    ),
    body: `   ----- Transcript of session follows -----
While connected to mail.there.example [203.0.113.5] (tcp):
>>> RCPT To:<${a}>
<<< 550 <${a}>... User unknown
550 ${a}... User unknown
550 ${c}... Host unknown

   ----- Unsent message follows -----
${returned(`${a}, ${c}`)}`,
    says: [
      [a, 'hard'],
      [c, 'hard'],
    ],
  },
  {
    title: 'Exim: no route to the domain, without a report',
    head: headOf(
      daemon,
      'Mail delivery failed: returning message to sender',
      `X-Failed-Recipients: ${a}`,
    ),
    body: `This message was created automatically by mail delivery software.

A message that you sent could not be delivered to all of its recipients. This is a permanent error.

  ${a}
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Exim: the mail exchangers of the domain are names that do not exist',
    head: headOf(daemon, 'Mail delivery failed: returning message to sender'),
    body: `This message was created automatically by mail delivery software.
The following address(es) failed:

  ${a}
    all relevant MX records point to non-existent hosts

------ This is a copy of the message's headers. ------

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Exim: tried for too long',
    head: headOf(
      daemon,
      'Mail delivery failed: returning message to sender',
      `X-Failed-Recipients: ${a}`,
    ),
    body: `This message was created automatically by mail delivery software.
The following address(es) failed:

  ${a}
    host mx.there.example [203.0.113.5]
    retry timeout exceeded

------ This is a copy of the message, including all the headers. ------

${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'Exim: a warning that it is still trying',
    head: headOf(
      daemon,
      'Warning: message 1abcDE-000001-AB delayed 24 hours',
      'Auto-Submitted: auto-replied',
    ),
    body: `This message was created automatically by mail delivery software.

A message that you sent has not yet been delivered to one or more of its recipients after more than 24 hours on the queue on mx.sender.example.

The address to which the message has not yet been delivered is:

  ${a}
    Delay reason: Connection timed out

No action is required on your part.`,
    says: [[a, 'soft']],
  },
  {
    title: 'Exim: forwarded by a list, blames whom it was meant for',
    head: headOf(
      daemon,
      'Mail delivery failed: returning message to sender',
      'X-Failed-Recipients: gone@elsewhere.example',
    ),
    body: `This message was created automatically by mail delivery software.
The following address(es) failed:

  gone@elsewhere.example
    (ultimately generated from ${a})
    SMTP error from remote mail server after RCPT TO:<gone@elsewhere.example>:
    host mx.elsewhere.example [203.0.113.9]: 550 5.1.1 User unknown

------ This is a copy of the message, including all the headers. ------

${returned(a)}`,
    says: [['gone@elsewhere.example', 'hard']],
  },
  {
    title: 'qmail: nobody of that name, and a domain without a server',
    head: headOf('MAILER-DAEMON@mx.sender.example', 'failure notice'),
    body: `Hi. This is the qmail-send program at mx.sender.example.
I'm afraid I could not deliver your message to these addresses. This is a permanent error.

<${a}>:
Sorry, no mailbox here by that name. (#5.1.1)

<${c}>:
Sorry, I couldn't find any host named elsewhere.example. (#5.1.2)

<${b}>:
Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)
I'm not going to try again; this message has been in the queue too long.

--- Below this line is a copy of the message.

${returned(`${a}, ${b}, ${c}`)}`,
    says: [
      [a, 'hard'],
      [c, 'hard'],
      [b, 'soft'],
    ],
  },
  {
    title: 'vpopmail behind qmail: the mailbox is full',
    head: headOf('MAILER-DAEMON@mx.sender.example', 'failure notice'),
    body: `Hi. This is the qmail-send program at mx.there.example.

<${a}>:
user is over quota

--- Below this line is a copy of the message.

${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'Courier: the server of the other side does not know the name',
    head: headOf(
      '"Courier mail server at mx.sender.example" <@>',
      'NOTICE: mail delivery status.',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="=_part"',
    ),
    body: partsOf(
      `This is a delivery status notification from mx.sender.example, running Courier.

UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<${a}>:
    mx.there.example [203.0.113.5]:
    >>> RCPT TO:<${a}>
    <<< 550 User unknown.`,
      `Reporting-MTA: dns; mx.sender.example
Arrival-Date: Wed, 04 Jun 2025 08:00:00 +0000

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.0.0
Remote-MTA: dns; mx.there.example [203.0.113.5]
Diagnostic-Code: smtp; 550 User unknown.`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Exchange 5.5: the name is not in the directory',
    head: headOf(
      'System Administrator <postmaster@there.example>',
      'Undeliverable: Road to the airport closed',
      'X-Mailer: Internet Mail Service (5.5.2653.19)',
    ),
    body: `Your message

  To:      ${a}
  Subject: Road to the airport closed
  Sent:    Wed, 4 Jun 2025 09:59:58 +0200

did not reach the following recipient(s):

${a} on Wed, 4 Jun 2025 10:00:02 +0200
    The recipient name is not recognized
	The MTS-ID of the original message is: c=us;a= ;p=there;l=MAIL-250604
    MSEXCH:IMS:There:HQ:MAIL 0 (000C05A6) Unknown Recipient`,
    says: [[a, 'hard']],
  },
  {
    title: 'Exchange 2003: no such account, as text',
    head: headOf(
      'System Administrator <postmaster@there.example>',
      'Undeliverable: Road to the airport closed',
      'Content-Type: text/plain; charset=us-ascii',
      'X-MimeOLE: Produced By Microsoft Exchange V6.5',
    ),
    body: `Your message did not reach some or all of the intended recipients.

      Subject:  Road to the airport closed
      Sent:     6/4/2025 9:59 AM

The following recipient(s) could not be reached:

      ${a} on 6/4/2025 10:00 AM
            The e-mail account does not exist at the organization this message was sent to.  Check the e-mail address, or contact the recipient directly to find out the correct address.
            <mail.there.example #5.1.1>

      ${b} on 6/4/2025 10:00 AM
            The recipient's mailbox is full.
            <mail.there.example #5.2.2>`,
    says: [
      [a, 'hard'],
      [b, 'soft'],
    ],
  },
  {
    title: 'Exchange 2010: not found in the directory',
    head: headOf(
      'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@there.example>',
      'Undeliverable: Road to the airport closed',
      reportType,
      'X-MS-Exchange-Message-Is-Ndr:',
    ),
    body: partsOf(
      `Delivery has failed to these recipients or groups:

${a}<mailto:${a}>
The e-mail address you entered couldn't be found. Please check the recipient's e-mail address and try to resend the message.

Diagnostic information for administrators:

Generating server: mail.there.example

${a}
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##rfc822;${a}`,
      `Reporting-MTA: dns;mail.there.example

Final-recipient: RFC822;${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp;550 5.1.1 RESOLVER.ADR.RecipNotFound; not found
X-Display-Name: Ana`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Microsoft 365: the directory at the edge does not know the address',
    head: headOf(
      'Postmaster <postmaster@sender.example>',
      'Undeliverable: Road to the airport closed',
      reportType,
    ),
    body: partsOf(
      `Your message to ${a} couldn't be delivered. ana wasn't found at there.example.`,
      `Reporting-MTA: dns;AM5PR0101MB0001.eurprd01.prod.outlook.example
Received-From-MTA: dns;app.sender.example
Arrival-Date: Wed, 4 Jun 2025 08:00:00 +0000

Final-Recipient: rfc822;${a}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient ${a} not found by SMTP address lookup`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Domino: not in its directory',
    head: headOf(
      'Postmaster@there.example',
      'DELIVERY FAILURE: User ana (ana@there.example) not listed in Domino Directory',
      reportType,
    ),
    body: partsOf(
      `Your message

  Subject: Road to the airport closed

was not delivered to:

  ${a}

because:

  User ana (${a}) not listed in Domino Directory`,
      `Reporting-MTA: dns;notes.there.example

Final-Recipient: rfc822;${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: X-Notes; User ana (${a}) not listed in Domino Directory`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'GroupWise: user not found, without a witness',
    head: headOf('Mailer-Daemon@gw.there.example', 'Message status - undeliverable'),
    body: `The message that you sent was undeliverable to the following:
	ana (${a}) (user not found)

Possibly truncated original message follows:

${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'MDaemon: the other side says that nobody has this name',
    head: headOf(
      'MDaemon at sender.example <MDaemon@sender.example>',
      'Permanent Delivery Failure',
      reportType,
    ),
    body: partsOf(
      `The attached message had PERMANENT fatal delivery errors!

Failed address: ${a}

--- Session Transcript ---
 Wed 2025-06-04 08:00:01: <-- 550 5.1.1 <${a}>, Recipient unknown`,
      `Reporting-MTA: dns; sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${a}>, Recipient unknown`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'MailEnable: the recipient could not be reached',
    head: headOf(
      'Mail Delivery <postmaster@sender.example>',
      'Message Delivery Failure',
      'X-Mailer: MailEnable Mail Delivery Agent',
    ),
    body: `MailEnable: Message Delivery Failure.

The following recipient(s) could not be reached:

	Recipient: [SMTP:${a}]
	Reason: Remote SMTP Server Returned: 550 5.1.1 No such user here

Message headers follow:
${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'MailMarshal: told because of whom it affects',
    head: headOf('postmaster@there.example', 'Undeliverable Mail: "Road to the airport closed"'),
    body: `Your message:
    From:    bulletin@sender.example
    Subject: Road to the airport closed

Could not be delivered because of

550 5.1.1 User unknown

The following recipients were affected:
    ${a}

Additional Information
======================
Original Sender:    <bulletin@sender.example>
Remote Host:        mail.there.example`,
    says: [[a, 'hard']],
  },
  {
    title: 'IMail: unknown user',
    head: headOf(
      '"Postmaster" <postmaster@there.example>',
      'Undeliverable Mail',
      'X-Mailer: <SMTP32 v8.22>',
    ),
    body: `Unknown user: ${a}


Original message follows.

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'IMail: twenty attempts',
    head: headOf(
      '"Postmaster" <postmaster@there.example>',
      'Undeliverable Mail',
      'X-Mailer: <SMTP32 v8.22>',
    ),
    body: `Delivery failed 20 attempts: ${a}

Original message follows.

${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'InterScan: prints the talk with the other side',
    head: headOf('"InterScan MSS" <admin@sender.example>', 'Mail could not be delivered'),
    body: `****** Message from InterScan Messaging Security Suite ******

Sent <<< RCPT TO:<${a}>
Received >>> 550 5.1.1 <${a}>... user unknown

Unable to deliver message to <${a}>.

************************     End of message     **********************`,
    says: [[a, 'hard']],
  },
  {
    title: 'Apache James: gave up on an address',
    head: headOf('postmaster@sender.example', 'Re: Road to the airport closed'),
    body: `Hi. This is the James mail server at sender.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out. Below
I include the list of recipients and the reason why I was unable to deliver
your message.

Failed recipient(s):
${a}

Error message:
550 5.1.1 <${a}>: Recipient address rejected: User unknown in local recipient table`,
    says: [[a, 'hard']],
  },
  {
    title: 'OpenSMTPD: one is unknown, for one nobody answered',
    head: headOf(
      'Mailer Daemon <MAILER-DAEMON@mx.sender.example>',
      'Delivery status notification: error',
    ),
    body: `    Hi!

    This is the MAILER-DAEMON, please DO NOT REPLY to this email.

    An error has occurred while attempting to deliver a message for
    the following list of recipients:

${a}: 550 5.1.1 <${a}> User unknown
${c}: No MX found for domain

    Below is a copy of the original message:

${returned(`${a}, ${c}`)}`,
    says: [
      [a, 'hard'],
      [c, 'hard'],
    ],
  },
  {
    title: 'DragonFly: the other side said no',
    head: headOf(
      'MAILER-DAEMON <>',
      'Mail delivery failed',
      'X-Original-To: <bulletin@sender.example>',
    ),
    body: `This is the DragonFly Mail Agent v0.13 at mx.sender.example.

There was an error delivering your mail to <${a}>.

mx.there.example [203.0.113.5] did not like our RCPT TO:
550 5.1.1 <${a}>: Recipient address rejected: User unknown

Message headers follow.

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Gmail, before it sent reports: with technical details',
    head: headOf(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      `X-Failed-Recipients: ${a}`,
    ),
    body: `Delivery to the following recipient failed permanently:

     ${a}

Technical details of permanent failure:
Google tried to deliver your message, but it was rejected by the server for the recipient domain there.example by mx.there.example. [203.0.113.5].

The error that the other server returned was:
550 5.1.1 <${a}>... User unknown

----- Original message -----

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Gmail: the domain is not to be found',
    head: headOf(
      'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
      'Delivery Status Notification (Failure)',
      reportType,
      `X-Failed-Recipients: ${a}`,
    ),
    body: partsOf(
      `** Address not found **

Your message wasn't delivered to ${a} because the domain there.example couldn't be found. Check for typos or unnecessary spaces and try again.

The response was:
DNS Error: DNS type 'mx' lookup of there.example responded with code NXDOMAIN
Domain name not found: there.example`,
      `Reporting-MTA: dns; googlemail.com
Arrival-Date: Wed, 04 Jun 2025 01:00:00 -0700 (PDT)
X-Original-Message-ID: <b77@sender.example>

Final-Recipient: rfc822; ${a}
Action: failed
Status: 4.0.0
Diagnostic-Code: smtp; DNS Error: DNS type 'mx' lookup of there.example responded with code NXDOMAIN
 Domain name not found: there.example
Last-Attempt-Date: Wed, 04 Jun 2025 01:00:01 -0700 (PDT)`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Yahoo: remote host said',
    head: headOf('MAILER-DAEMON@yahoo.com', 'Failure Notice', 'X-YMail-OSG: abc'),
    body: `Sorry, we were unable to deliver your message to the following address.

<${a}>:
Remote host said: 550 5.1.1 <${a}>... User Unknown [RCPT_TO]

--- Below this line is a copy of the message.

${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Zoho: error codes after the address',
    head: headOf('mailer-daemon@mail.zoho.com', 'Undelivered Mail Returned to Sender'),
    body: `This message was created automatically by mail delivery software.
 A message that you sent could not be delivered to one or more of its recipients. This is a permanent error.

${a} Invalid Address, ERROR_CODE :550, ERROR_CODE :550 5.1.1 <${a}>: User unknown

Received:from mail.zoho.com by mx.zohomail.com
From:Bulletin <bulletin@sender.example>
To:${a}
Subject:Road to the airport closed`,
    says: [[a, 'hard']],
  },
  {
    title: 'Amazon SES: a report with a reason in the prose',
    head: headOf(
      'MAILER-DAEMON@email-bounces.amazonses.com',
      'Delivery Status Notification (Failure)',
      reportType,
    ),
    body: partsOf(
      `An error occurred while trying to deliver the mail to the following recipients:
${a}`,
      `Reporting-MTA: dns; a8-50.smtp-out.amazonses.com

Action: failed
Final-Recipient: rfc822; ${a}
Diagnostic-Code: smtp; 550 5.1.1 user unknown
Status: 5.1.1`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'Amazon SES: a notification in JSON, of a general permanent bounce',
    head: headOf(
      'AWS Notifications <no-reply@sns.amazonaws.com>',
      'AWS Notification Message',
      'x-amz-sns-message-id: 1',
    ),
    body: `{"notificationType":"Bounce","bounce":{"bounceType":"Permanent","bounceSubType":"General","bouncedRecipients":[{"emailAddress":"${a}","action":"failed","status":"5.1.1","diagnosticCode":"smtp; 550 5.1.1 user unknown"}],"timestamp":"2025-06-04T08:00:02.000Z","feedbackId":"1"},"mail":{"timestamp":"2025-06-04T08:00:00.000Z","source":"bulletin@sender.example","messageId":"1","destination":["${a}"]}}

--
If you wish to stop receiving notifications from this topic, please visit the link below.`,
    says: [[a, 'hard']],
  },
  {
    title: 'SendGrid: a drop with its status',
    head: headOf('MAILER-DAEMON@sendgrid.net', 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `Hello, this is the mail server on sendgrid.net. I am sending you this message to inform you on the delivery status of a message you previously sent.

<${a}>: 550 5.1.1 The email account that you tried to reach does not exist.`,
      `Reporting-MTA: dns; sendgrid.net

Final-Recipient: rfc822; ${a}
Original-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 The email account that you tried to reach does not exist.`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'a Sun messaging server: the remote server did not want the address',
    head: headOf(
      'Internet Mail Delivery <postmaster@there.example>',
      'Delivery Notification: Delivery has failed',
      reportType,
    ),
    body: partsOf(
      `This report relates to a message you sent.

Your message cannot be delivered to the following recipients:

  Recipient address: ${a}
  Reason: Remote SMTP server has rejected address
  Diagnostic code: smtp;550 5.1.1 unknown or illegal alias: ${a}
  Remote system: dns;mx.there.example (TCP|192.0.2.25|3321|203.0.113.5|25)`,
      `Original-envelope-id: 0K1
Reporting-MTA: dns;mx.there.example

Original-recipient: rfc822;${a}
Final-recipient: rfc822;${a}
Action: failed
Status: 5.1.1 (Remote SMTP server has rejected address)
Remote-MTA: dns;mx.there.example (TCP|192.0.2.25|3321|203.0.113.5|25)
Diagnostic-code: smtp;550 5.1.1 unknown or illegal alias: ${a}`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'a phone gateway: no such number',
    head: headOf('Mail Administrator <postmaster@phone.example>', 'Undeliverable Message'),
    body: `Message could not be delivered to mobile.

  Error: 550 - Requested action not taken: no such user here

  RCPT TO: 5550001@phone.example

Original message follows.

${returned('5550001@phone.example')}`,
    says: [['5550001@phone.example', 'hard']],
  },
  {
    title: 'Barracuda: passes on what the server behind it said',
    head: headOf(
      'Barracuda Email Security Gateway <MAILER-DAEMON@spam.there.example>',
      '**Message you sent blocked by our bulk email filter**',
      reportType,
    ),
    body: partsOf(
      `Your message to ${a} was blocked by our Spam Firewall. The email you sent has NOT BEEN DELIVERED.`,
      `Reporting-MTA: dns; spam.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.7.1
Diagnostic-Code: smtp; 550 5.7.1 Message content rejected, UBE, id=1-2`,
      a,
    ),
    says: [[a, 'block']],
  },
  reported(
    'PowerMTA: bounced by its rules, with a status line of its own',
    `Reporting-MTA: dns; pmta.sender.example

Final-Recipient: rfc822;${a}
Action: failed
Status: 5.1.1 (bad destination mailbox address)
Remote-MTA: dns; mx.there.example (203.0.113.5)
Diagnostic-Code: smtp;550 No such recipient here
X-PowerMTA-BounceCategory: bad-mailbox`,
    [[a, 'hard']],
  ),
  {
    title: 'a mobile provider of Japan: mail that it cannot deliver, in a form of its own',
    head: headOf(
      'no-reply@kddi.example',
      'Mail Delivery Notification',
      'Content-Type: text/plain; charset=iso-2022-jp',
    ),
    body: `Your mail sent on: Wed, 4 Jun 2025 17:00:00 +0900

	Could not be delivered to: <${a}>
	As their mailbox is full.

${returned(a)}`,
    says: [[a, 'soft']],
  },
  {
    title: 'a filter that prints what the server said, and the mail behind it',
    head: headOf('postmaster@there.example', 'failure notice', 'X-Mailer: m-FILTER'),
    body: `-------server message
550 5.1.1 <${a}>: Recipient address rejected: User unknown in relay recipient table

-------original message

Return-Path: <bulletin@sender.example>
${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'a proxy of McAfee: user unknown in brackets',
    head: headOf(daemon, 'Undeliverable', 'Content-Type: multipart/report; boundary="=_part"'),
    body: `--=_part
Content-Type: text/plain

--- The following addresses had delivery problems ---

<${a}>   (User unknown ${a})

--=_part
Content-Type: message/delivery-status

Reporting-MTA: dns; gw.there.example

Final-Recipient: rfc822; ${a}
Action: Failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${a}>... User Unknown

--=_part--
`,
    says: [[a, 'hard']],
  },
  {
    title: 'Notes: not in the public address book',
    head: headOf('Postmaster@there.example', 'Undeliverable'),
    body: `------- Failure Reasons  --------

User not listed in public Name & Address Book
${a}

------- Returned Message --------
${returned(a)}`,
    says: [[a, 'hard']],
  },
  {
    title: 'Exchange 2003, in German',
    head: headOf(
      'Systemadministrator <postmaster@there.example>',
      'Unzustellbar: Straße gesperrt',
      'Content-Type: text/plain; charset=utf-8',
      'X-MimeOLE: Produced By Microsoft Exchange V6.5',
    ),
    body: `Ihre Nachricht hat einige oder alle Empfänger nicht erreicht.

      Betreff:  Straße gesperrt
      Gesendet am: 04.06.2025 10:00

Folgende(r) Empfänger kann/können nicht erreicht werden:

      ${a} am 04.06.2025 10:01
            Das E-Mail-Konto existiert nicht in der Organisation, an die die Nachricht gesendet wurde.
            <mail.there.example #5.1.1>`,
    says: [[a, 'hard']],
  },
  {
    title: 'Symantec: blocked for what is in it',
    head: headOf('Mail Security <postmaster@there.example>', 'Undeliverable', reportType),
    body: partsOf(
      'The message was not delivered because it broke a rule about attachments.',
      `Reporting-MTA: dns; gw.there.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.7.0
Diagnostic-Code: smtp; 554 5.7.0 Message rejected: prohibited attachment`,
      a,
    ),
    says: [[a, 'block']],
  },
  {
    title: 'Zimbra: two did not get it, one of them for quota',
    head: headOf(daemon, 'Undelivered Mail Returned to Sender', reportType),
    body: partsOf(
      `<${a}>: host zimbra.there.example[203.0.113.5] said: 550 5.1.1 <${a}>: Recipient address rejected: there.example (in reply to RCPT TO command)

<${b}>: host zimbra.there.example[203.0.113.5] said: 452 4.2.2 Over quota (in reply to end of DATA command)`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <${a}>: Recipient address rejected: there.example

Final-Recipient: rfc822; ${b}
Action: failed
Status: 4.2.2
Diagnostic-Code: smtp; 452 4.2.2 Over quota`,
      `${a}, ${b}`,
    ),
    says: [
      [a, 'hard'],
      [b, 'soft'],
    ],
  },
  {
    title: 'Google Groups: no such group',
    head: headOf(
      'Mail Delivery Subsystem <mailer-daemon@google.com>',
      'Delivery Status Notification (Failure)',
      `X-Failed-Recipients: travellers@googlegroups.com`,
    ),
    body: `Hello bulletin@sender.example,

We're writing to let you know that the group you tried to contact (travellers) may not exist, or you may not have permission to post messages to the group.

 * You might have spelled or formatted the group name incorrectly.
 * The owner of the group may have removed this group.

----- Original message -----

${returned('travellers@googlegroups.com')}`,
    says: [['travellers@googlegroups.com', 'block']],
  },
  {
    title: 'Cloudflare: forwards to a server that did not want it',
    head: headOf(daemon, 'Undelivered', reportType),
    body: partsOf(
      'The message could not be forwarded.',
      `Reporting-MTA: dns; route1.mx.cloudflare.net

Final-Recipient: rfc822; ${a}
Action: failed
Status: 5.3.0
Diagnostic-Code: smtp; 521 5.3.0 Upstream error, please check your upstream provider for details`,
      a,
    ),
    says: [[a, 'soft']],
  },
  {
    title: 'a Spanish report without figures but in its fields',
    head: headOf(
      'postmaster@there.example',
      'Notificación de estado de entrega (error)',
      reportType,
    ),
    body: partsOf(
      `Error en la entrega a los siguientes destinatarios.\n\n       ${a}`,
      `Reporting-MTA: dns;mail.there.example

Final-Recipient: rfc822;${a}
Action: failed
Status: 5.1.1`,
      a,
    ),
    says: [[a, 'hard']],
  },
  {
    title: 'a receipt of delivery',
    head: headOf(daemon, 'Successful Mail Delivery Report', reportType),
    body: partsOf(
      'Your message was delivered.',
      `Reporting-MTA: dns; mx.there.example

Final-Recipient: rfc822; ${a}
Action: delivered
Status: 2.0.0
Diagnostic-Code: X-Postfix; delivery via local: delivered to maildir`,
      a,
    ),
    says: [[a, 'delivered']],
  },
  {
    title: 'Postfix: still trying (a warning with a report)',
    head: headOf(daemon, 'Delayed Mail (still being retried)', reportType),
    body: partsOf(
      `<${a}>: host mx.there.example[203.0.113.5] said: 450 4.1.1 <${a}>: Recipient address rejected: User unknown (in reply to RCPT TO command)`,
      `Reporting-MTA: dns; mx.sender.example

Final-Recipient: rfc822; ${a}
Action: delayed
Status: 4.1.1
Diagnostic-Code: smtp; 450 4.1.1 <${a}>: Recipient address rejected: User unknown
Will-Retry-Until: Mon, 9 Jun 2025 08:00:00 +0000`,
      a,
    ),
    says: [[a, 'soft']],
  },
];
