import type { Sample } from './notices.ts';

type Letter = Pick<Sample, 'title' | 'head' | 'body'>;

const quoted = `> On 1 July 2025 alerts@example.gov wrote:
> From: Alerts <alerts@example.gov>
> To: ana@example.org
> Subject: Mali: take care
>
> Stay where you are.`;
const from = [
  'Return-Path: <ana@example.org>',
  'From: Ana <ana@example.org>',
  'To: alerts@example.gov',
];

function by(sender: string, subject: string, ...more: readonly string[]): readonly string[] {
  return [
    'Received: from mx.there.example by in.sender.example; Wed, 4 Jun 2025 09:00:00 +0000',
    `From: ${sender}`,
    'To: bulletin@sender.example',
    `Subject: ${subject}`,
    'Message-ID: <l1@there.example>',
    ...more,
  ];
}

/** What people write: never a bounce, whatever their words. */
export const letters: readonly Letter[] = [
  {
    title: 'a call for help',
    head: [...from, 'Subject: Re: Mali: take care', 'In-Reply-To: <m1@example.gov>'],
    body: `please help, we are in Kayes, roads closed\n\n${quoted}`,
  },
  {
    title: 'a call for help without anything else',
    head: ['From: ana@example.org'],
    body: 'help us',
  },
  { title: 'nothing but a subject', head: [...from, 'Subject: stuck in Kayes'], body: '' },
  {
    title: 'in French',
    head: [
      ...from,
      'Subject: =?utf-8?Q?R=C3=A9p_=3A_Mali?=',
      'Content-Type: text/plain; charset=utf-8',
    ],
    body: "Nous sommes bloqués à Kayes, l'adresse de l'ambassade est introuvable, aucun compte ne répond.",
  },
  {
    title: 'in Hindi',
    head: [...from, 'Subject: मदद', 'Content-Type: text/plain; charset=utf-8'],
    body: 'हम कायेस में फँसे हैं, कृपया मदद करें।',
  },
  {
    title: 'in Arabic',
    head: [...from, 'Subject: رد: مالي', 'Content-Type: text/plain; charset=utf-8'],
    body: 'نحن عالقون في كايس والطرق مغلقة. عنوان السفارة غير موجود.',
  },
  {
    title: 'in Japanese',
    head: [...from, 'Subject: 返信: マリ', 'Content-Type: text/plain; charset=utf-8'],
    body: '大使館の宛先が見つかりません。カイにいます。',
  },
  {
    title: 'HTML only',
    head: [...from, 'Subject: Re: Mali', 'Content-Type: text/html'],
    body: '<html><body><p>My mailbox is full, answer to my brother: <a href="mailto:ben@example.org">ben@example.org</a></p></body></html>',
  },
  {
    title: 'with a picture',
    head: [...from, 'Subject: Re: Mali', 'Content-Type: multipart/mixed; boundary=b1'],
    body: `--b1
Content-Type: text/plain

The road is blocked, see the picture.
--b1
Content-Type: image/jpeg
Content-Transfer-Encoding: base64

/9j/4AAQSkZJRg==
--b1--`,
  },
  {
    title: 'words of failure in prose',
    head: [...from, 'Subject: undeliverable'],
    body: 'My message to the embassy was returned as undeliverable: mailbox full, user unknown, 550 5.1.1 no such user <consul@example.gov>. What now?',
  },
  {
    title: 'a notice of failure copied into an answer',
    head: [...from, 'Subject: Re: Mali: take care', 'References: <m1@example.gov>'],
    body: `I cannot reach anybody:

   ----- The following addresses had permanent fatal errors -----
<consul@example.gov>
    (reason: 550 5.1.1 <consul@example.gov>... User unknown)

   ----- Transcript of session follows -----
>>> RCPT To:<consul@example.gov>
<<< 550 5.1.1 <consul@example.gov>... User unknown

${quoted}`,
  },
  {
    title: 'a notice of failure forwarded whole, as an attached message',
    head: [
      ...from,
      'Subject: Fwd: Undelivered Mail Returned to Sender',
      'Content-Type: multipart/mixed; boundary=b1',
    ],
    body: `--b1
Content-Type: text/plain

What does this mean?
--b1
Content-Type: message/rfc822

From: MAILER-DAEMON@mx.example.net
Subject: Undelivered Mail Returned to Sender
Content-Type: multipart/report; report-type=delivery-status; boundary=b2

--b2
Content-Type: message/delivery-status

Final-Recipient: rfc822; consul@example.gov
Action: failed
Status: 5.1.1

--b2--
--b1--`,
  },
  {
    title: 'the fields of a report forwarded as a part',
    head: [...from, 'Subject: Fwd: failure', 'Content-Type: multipart/mixed; boundary=b1'],
    body: `--b1
Content-Type: text/plain

See below.
--b1
Content-Type: message/delivery-status

Final-Recipient: rfc822; consul@example.gov
Action: failed
Status: 5.1.1

--b1--`,
  },
  {
    title: 'by a gateway that gives no return path',
    head: [
      'Return-Path: <>',
      'From: +22370000000@sms.example.net',
      'To: alerts@example.gov',
      'Subject: SMS',
    ],
    body: 'we are in Kayes, phone network unavailable, cannot reach the embassy',
  },
  {
    title: 'from somebody who is called postmaster, answering',
    head: [
      'From: Postmaster <postmaster@example.org>',
      'To: alerts@example.gov',
      'Subject: Re: Mali: take care',
      'References: <m1@example.gov>',
    ],
    body: `Your alert could not be delivered to my father ana@example.org, his mailbox is full. Call him.\n\n${quoted}`,
  },
  {
    title: 'from somebody who is called postmaster, of their own accord',
    head: ['From: postmaster@example.org', 'To: alerts@example.gov', 'Subject: your mail'],
    body: 'Delivery to our school was delayed. We are forty people in Kayes and need help.',
  },
  {
    title: 'an answer to an automatic answer',
    head: [...from, 'Subject: Re: Automatic reply: Mali'],
    body: 'Is anybody there? I am not on vacation, I am in Kayes.',
  },
  {
    title: 'marked as bulk by a provider',
    head: [...from, 'Subject: Re: Mali', 'Precedence: bulk'],
    body: 'We are on leave in Kayes and cannot leave.',
  },
  {
    title: 'about a car',
    head: [...from, 'Subject: Auto: kaputt'],
    body: 'Our car broke down in Kayes.',
  },
  {
    title: 'by a gateway that wants no answer, in words that absent people use too',
    head: [
      'Return-Path: <>',
      'From: +22370000000@sms.example.net',
      'Subject: Automatic weapons near us',
    ],
    body: 'In the absence of the guard we hide. He is away from the gate.',
  },
  {
    title: 'Auto-Submitted: no',
    head: [...from, 'Auto-Submitted: no', 'Subject: away from the hotel'],
    body: 'We had to leave the hotel.',
  },
  {
    title: 'a person whose mail server wants no automatic answers',
    head: [...from, 'X-Auto-Response-Suppress: DR, OOF, AutoReply', 'Subject: Mali'],
    body: 'Need help in Kayes.',
  },
  {
    title: 'somebody quotes a notice and asks what it means',
    head: by('Ana <ana@there.example>', 'What does this mean?'),
    body: `I wrote to my mother and got:

> <mother@elsewhere.example>: 550 5.1.1 User unknown

Is she on your list?`,
  },
  {
    title: 'somebody forwards a notice',
    head: by(
      'Ana <ana@there.example>',
      'Fwd: Undelivered Mail Returned to Sender',
      'Content-Type: multipart/mixed; boundary="fw"',
    ),
    body: `--fw
Content-Type: text/plain

Please help, I cannot reach him.

--fw
Content-Type: message/rfc822

From: MAILER-DAEMON@mx.elsewhere.example
To: ana@there.example
Subject: Undelivered Mail Returned to Sender

<him@elsewhere.example>: 550 5.1.1 User unknown
--fw--
`,
  },
  {
    title: 'somebody answers that the road is open',
    head: by(
      'Ana <ana@there.example>',
      'Re: Road to the airport closed',
      'In-Reply-To: <b77@sender.example>',
    ),
    body: 'The road is open again, but my mailbox is full of your mail.',
  },
  {
    title: 'a newsletter about notices',
    head: by(
      'Mail weekly <weekly@there.example>',
      'Why your mail bounces: 550 5.1.1 and friends',
      'List-Id: <weekly.there.example>',
      'List-Unsubscribe: <https://there.example/off>',
      'Precedence: bulk',
    ),
    body: 'This week: 550 5.1.1 User unknown, what it means, and why MAILER-DAEMON writes to you.',
  },
  {
    title: 'a person named Postmaster',
    head: by('John Postmaster <john@there.example>', 'Returned mail?'),
    body: 'Hello, I returned yesterday. Did you mail me? Undeliverable parcels are at the desk.',
  },
  {
    title: 'an answer whose subject begins like that of a notice',
    head: by('Ana <ana@there.example>', 'Undeliverable passport'),
    body: 'My passport could not be delivered to the following address: 12 Main Road. Please help.',
  },
  {
    title: 'a list: somebody joins',
    head: by(
      'lists <lists@there.example>',
      'Welcome to the travellers list',
      'List-Id: <travellers.there.example>',
      'Precedence: list',
    ),
    body: 'You have been added. To leave write to leave@there.example.',
  },
  {
    title: 'the postmaster of another place writes as a person',
    head: by(
      'Postmaster <postmaster@there.example>',
      'Your mail to our users',
      'Return-Path: <postmaster@there.example>',
    ),
    body: 'Hello, please remove ana@there.example from your list, she left the company in May and the mailbox does not exist any more. Regards',
  },
  {
    title: 'an answer with the whole notice quoted below',
    head: by(
      'Ana <ana@there.example>',
      'Re: Undelivered Mail Returned to Sender',
      'In-Reply-To: <n1@mx.sender.example>',
      'References: <n1@mx.sender.example>',
    ),
    body: `Why do I get this?

> This is the mail system at mx.sender.example.
> <bao@there.example>: host mx.there.example said: 550 5.1.1 User unknown (in reply to RCPT TO command)
> Final-Recipient: rfc822; bao@there.example
> Action: failed
> Status: 5.1.1`,
  },
  {
    title: 'help wanted, with figures that look like a code',
    head: by('Ana <ana@there.example>', 'Room 550'),
    body: 'We are in room 550 5th floor of the hotel, address 12 Main Road, the door is blocked and we could not be reached.',
  },
  {
    title: 'a receipt that somebody has read it, written by hand',
    head: by('Ana <ana@there.example>', 'Read: Road to the airport closed'),
    body: 'I have read it. Thank you.',
  },
  {
    title: 'a shop’s letter from an address that takes no answers',
    head: by(
      'Shop <no-reply@shop.example>',
      'Your parcel could not be delivered',
      'Precedence: bulk',
    ),
    body: 'Your parcel could not be delivered to the following address:\n\n  12 Main Road\n\nPlease choose a new time.',
  },
];

/** What answers by itself, in many languages. */
export const automatic: readonly Letter[] = [
  {
    title: 'RFC 3834',
    head: [...from, 'Auto-Submitted: auto-replied', 'Subject: Re: Mali'],
    body: 'I am away. My mailbox is unavailable, write to ben@example.org.',
  },
  {
    title: 'a vacation program without a return path',
    head: [
      'Return-Path: <>',
      'From: ana@example.org',
      'Auto-Submitted: auto-replied (vacation)',
      'Subject: Out of office',
    ],
    body: 'Back on Monday. Undeliverable until then: 550 ana@example.org',
  },
  { title: 'before RFC 3834', head: [...from, 'X-Autoreply: yes', 'Subject: Mali'], body: 'Away.' },
  {
    title: 'by precedence',
    head: [...from, 'Precedence: auto_reply', 'Subject: Mali'],
    body: 'Away.',
  },
  {
    title: 'Exchange',
    head: [
      'Return-Path: <>',
      'From: ana@example.org',
      'X-Auto-Response-Suppress: All',
      'Subject: Automatic reply: Mali',
    ],
    body: 'I am out of the office.',
  },
  {
    title: 'a read receipt',
    head: [
      ...from,
      'Content-Type: multipart/report; report-type=disposition-notification; boundary=b',
      'Subject: Read: Mali',
    ],
    body: '--b\nContent-Type: text/plain\n\nRead.\n--b--',
  },
  ...[
    'Out of office',
    'Automatic reply to your message',
    'On leave until Monday',
    'Vacation reply',
    'Abwesenheit bis Montag',
    "Message d'absence",
    'En congés',
    'De vacaciones hasta el lunes',
    'In ferie',
    'в отпуске',
  ].map((subject) => ({
    title: `${subject}, where no answer is wanted`,
    head: [
      'Return-Path: <>',
      'From: Ana <ana@example.org>',
      'In-Reply-To: <m1@example.gov>',
      'References: <m1@example.gov>',
      `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`,
    ],
    body: '…',
  })),
  ...[
    'Automatische Antwort: Mali',
    'Abwesenheitsnotiz: Mali',
    'Réponse automatique : Mali',
    'Respuesta automática: Mali',
    'Resposta automática: Mali',
    'Risposta automatica: Mali',
    'Automatisch antwoord: Mali',
    'Automatiskt svar: Mali',
    'Autosvar: Mali',
    'Automaattinen vastaus: Mali',
    'Automatyczna odpowiedź: Mali',
    'Automatická odpověď: Mali',
    'Automatikus válasz: Mali',
    'Otomatik yanıt: Mali',
    'Автоответ: Mali',
    'Автоматический ответ: Mali',
    '自動応答: Mali',
    '自动回复：Mali',
    '자동 회신: Mali',
    'رد تلقائي: Mali',
    'Out of Office: Mali',
  ].map((subject) => ({
    title: subject,
    head: [...from, `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`],
    body: '…',
  })),
  {
    title: 'away, by Exchange',
    head: by(
      'Ana <ana@there.example>',
      'Automatic reply: Road to the airport closed',
      'X-Auto-Response-Suppress: All',
      'auto-submitted: auto-generated',
    ),
    body: 'I am out of the office. For urgent matters write to bao@there.example.',
  },
  {
    title: 'away, in French, from nobody’s return path',
    head: by(
      'Ana <ana@there.example>',
      'Réponse automatique : Route fermée',
      'Auto-Submitted: auto-replied',
      'Return-Path: <>',
    ),
    body: 'Je suis absente jusqu’à lundi. Mon adresse ana@there.example sera lue à mon retour.',
  },
  {
    title: 'a ticket was opened',
    head: by(
      'Help desk <help@there.example>',
      '[#4711] We received your request',
      'Auto-Submitted: auto-generated',
      'X-Autorespond: ticket',
    ),
    body: 'Your request was received and has number 4711.',
  },
  {
    title: 'asked to prove that one is a person',
    head: by(
      'Ana <ana@there.example>',
      'Please confirm your message',
      'Auto-Submitted: auto-replied (challenge)',
    ),
    body: 'To reach me press the link below, then your message will be delivered.',
  },
  {
    title: 'the address has changed, says a program',
    head: by(
      'Ana <ana@there.example>',
      'New address',
      'Auto-Submitted: auto-replied',
      'X-Auto-Response-Suppress: All',
    ),
    body: 'This mailbox is no longer read. User unknown from next month on; write to new@there.example.',
  },
  {
    title: 'a vacation program of Unix',
    head: by(
      'Ana <ana@there.example>',
      'away from my mail',
      'Precedence: junk',
      'Auto-Submitted: auto-replied',
    ),
    body: 'I will not be reading my mail for a while. Your mail regarding "Road" will be read when I return.',
  },
  {
    title: 'a mailbox that is no longer read says so by itself',
    head: by(
      'Ana <ana@there.example>',
      'Auto: this address is closed',
      'Auto-Submitted: auto-replied',
      'Return-Path: <>',
    ),
    body: 'The address ana@there.example does not exist any more. 550 5.1.1 User unknown, as machines would say.',
  },
];
