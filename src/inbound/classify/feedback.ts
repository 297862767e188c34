import { addressOf, distinct, sameAddress } from './addresses.ts';
import { readHead } from './head.ts';
import { limits } from './limits.ts';
import type { Message } from './mime.ts';
import { noticeOf } from './notice.ts';
import type { Notice, NoticeClass } from './notice.ts';
import type { OriginalMail } from './original.ts';

/** Feedback-Type of RFC 5965, 6591 and 6650. A type that nobody knows yet comes from someone who did not want the mail. */
const classes: ReadonlyMap<string, NoticeClass> = new Map([
  ['opt-out', 'unsubscribe'],
  ['opt-out-list', 'unsubscribe'],
  ['auth-failure', 'auth-failure-report'],
  ['dmarc', 'auth-failure-report'],
  ['dkim', 'auth-failure-report'],
  ['spf', 'auth-failure-report'],
  ['virus', 'block'],
  ['not-spam', 'delivered'],
]);

export function feedbackNotices(message: Message, original: OriginalMail): readonly Notice[] {
  const part = message.parts.find(({ kind }) => kind === 'feedback');
  const fields = readHead(part?.text.replace(/^\n+/, '').replace(/\n\n+/g, '\n') ?? '');
  const type = (fields.first('feedback-type') ?? 'abuse').toLowerCase().split(/[\s;]/, 1)[0] ?? '';
  const found = { class: classes.get(type) ?? ('complaint' as const), rule: `feedback:${type}` };
  const told = [
    ...recipientFields.flatMap((name) => fields.all(name)),
    ...original.head.all('x-hmxmroriginalrecipient'),
  ];
  const named = told.flatMap((value) => addressOf(value) ?? []);
  // A field that was cut out or damaged does not make somebody else the complainer.
  const recipients = distinct(told.length > 0 ? named : onlyOneOf(original));
  if (recipients.length === 0) return [noticeOf(undefined, found)];
  return recipients.slice(0, limits.recipients).map((recipient) => noticeOf(recipient, found));
}

const recipientFields = ['original-rcpt-to', 'removal-recipient', 'original-recipient'];

function onlyOneOf({ recipients, senders }: OriginalMail): readonly string[] {
  const [only, ...others] = distinct(recipients);
  if (only === undefined || others.length > 0) return [];
  return senders.some((sender) => sameAddress(sender, only)) ? [] : [only];
}
