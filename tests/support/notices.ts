interface DeliveryReport {
  /** Whom it names. */
  readonly recipient?: string;
  /** Whom it says that it was for before. */
  readonly originalRecipient?: string;
  /** RFC 3463. */
  readonly status: string;
  readonly action?: 'failed' | 'delayed' | 'delivered';
  readonly says?: string;
  /** Head of the message that it is about. */
  readonly original?: string;
}

const lines = (...all: readonly string[]) => `${all.join('\r\n')}\r\n`;

/** RFC 3464, in our own words. */
export function aDeliveryReport({
  recipient = 'asha@example.org',
  originalRecipient,
  status,
  action = 'failed',
  says = `${status.startsWith('4') ? '4' : '5'}50 ${status} no such mailbox here`,
  original = 'Subject: an alert',
}: DeliveryReport): string {
  return lines(
    'From: Mail System <mailer-daemon@mx.example.org>',
    'To: <sender@example.net>',
    'Subject: Delivery report',
    'Date: Wed, 2 Jul 2025 10:15:30 +0000',
    `Message-ID: <${status}.${action}.${recipient}@mx.example.org>`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'What became of your message stands below.',
    '',
    '--part',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.example.org',
    '',
    ...(originalRecipient === undefined ? [] : [`Original-Recipient: rfc822;${originalRecipient}`]),
    `Final-Recipient: rfc822; ${recipient}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${says}`,
    '',
    '--part',
    'Content-Type: text/rfc822-headers',
    '',
    original,
    '',
    '--part--',
  );
}

/** RFC 5965; the message that somebody complained of is told by its head. */
export function aFeedbackReport(
  type: 'abuse' | 'opt-out' | 'auth-failure',
  original: string,
  fields: readonly string[] = [],
): string {
  return lines(
    'From: <feedback@provider.example>',
    'To: <abuse@bounce.alerts.example>',
    'Subject: report',
    'Date: Wed, 2 Jul 2025 10:15:30 +0000',
    `Message-ID: <${type}@provider.example>`,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=feedback-report; boundary="part"',
    '',
    '--part',
    'Content-Type: text/plain',
    '',
    'This is a report about a message from you.',
    '',
    '--part',
    'Content-Type: message/feedback-report',
    '',
    `Feedback-Type: ${type}`,
    'User-Agent: provider/1',
    'Version: 1',
    ...fields,
    '',
    '--part',
    'Content-Type: message/rfc822',
    '',
    original,
    '',
    '--part--',
  );
}

/** What a mail program sends when somebody answers. */
export function aLetter({
  from = 'Asha <asha@example.org>',
  says = 'We are in the cellar of the hotel, eleven of us. What shall we do?',
  head = [],
  subject = 'Re: ALERT: Mali',
}: {
  readonly from?: string;
  readonly subject?: string;
  readonly says?: string;
  readonly head?: readonly string[];
} = {}): string {
  return lines(
    `From: ${from}`,
    'To: <alerts@alerts.example>',
    `Subject: ${subject}`,
    'Date: Wed, 2 Jul 2025 10:15:30 +0000',
    'Message-ID: <letter@example.org>',
    ...head,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    says,
  );
}

/** What answers by itself while somebody is away. */
export function aVacationReply(): string {
  return aLetter({
    says: 'I am away until Monday.',
    head: ['Auto-Submitted: auto-replied', 'X-Auto-Response-Suppress: All'],
  });
}

/** What a mail program sends when somebody answers with a picture of so many bytes. */
export function aLetterWithPicture(bytes: number): string {
  const picture = Buffer.alloc(bytes, 'picture').toString('base64').replaceAll(/.{76}/g, '$&\r\n');
  return aLetter({ says: 'Look where we are. We are eleven.' })
    .replace(
      'Content-Type: text/plain; charset=us-ascii\r\n',
      'Content-Type: multipart/mixed; boundary="part"\r\n',
    )
    .replace('\r\n\r\nLook', '\r\n\r\n--part\r\nContent-Type: text/plain\r\n\r\nLook')
    .concat(
      '--part\r\nContent-Type: image/jpeg\r\nContent-Transfer-Encoding: base64\r\n',
      'Content-Disposition: attachment; filename="street.jpg"\r\n\r\n',
      `${picture}\r\n--part--\r\n`,
    );
}
