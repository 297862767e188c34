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
    title: 'Auto-Submitted: no',
    head: [...from, 'Auto-Submitted: no', 'Subject: away from the hotel'],
    body: 'We had to leave the hotel.',
  },
  {
    title: 'a person whose mail server wants no automatic answers',
    head: [...from, 'X-Auto-Response-Suppress: DR, OOF, AutoReply', 'Subject: Mali'],
    body: 'Need help in Kayes.',
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
    'Auto: Mali',
  ].map((subject) => ({
    title: subject,
    head: [...from, `Subject: =?utf-8?B?${Buffer.from(subject).toString('base64')}?=`],
    body: '…',
  })),
];
