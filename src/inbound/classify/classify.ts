import { bounceNotices, readBounce } from './bounce.ts';
import type { Bounce } from './bounce.ts';
import { confirmed } from './confirm.ts';
import { feedbackNotices } from './feedback.ts';
import { readMessage } from './mime.ts';
import type { Message } from './mime.ts';
import { noticeOf } from './notice.ts';
import type { Notice, Original } from './notice.ts';
import { describeOriginal } from './original.ts';
import { providerNotices } from './provider-notice.ts';
import { isNoticeText } from './shape.ts';
import { isAutoReply, originOf, senderOf } from './structure.ts';
import type { Origin } from './structure.ts';

/** One message that came to an address of ours. */
export interface Classified {
  /** A report has a notice for each recipient it names; a person's message has none and is for officers to read. */
  readonly kind: 'report' | 'auto-reply' | 'human';
  readonly notices: readonly Notice[];
  readonly original: Original;
}

/**
 * What a message that came to us is: a mail system's report, an automatic answer, or a person's. Structure decides; where it
 * leaves a doubt, it is a person's, for somebody in danger may have written it. Pure and bounded: of a huge or broken message
 * only the beginning is read.
 */
export function classify(raw: Buffer): Classified {
  const message = readMessage(raw);
  const bounce = readBounce(message);
  const original = describeOriginal(bounce.original, bounce.status.envelopeId);
  const { kind, notices } = sorted(message, bounce);
  return { kind, notices: confirmed(notices, message), original };
}

type Sorted = Pick<Classified, 'kind' | 'notices'>;

function sorted(message: Message, bounce: Bounce): Sorted {
  const ofProvider = providerNotices(message);
  if (ofProvider !== undefined) return { kind: 'report', notices: ofProvider };
  return readings[originOf(message)](message, bounce);
}

const readings: Readonly<Record<Origin, (message: Message, bounce: Bounce) => Sorted>> = {
  'feedback-report': (message, { original }) => ({
    kind: 'report',
    notices: feedbackNotices(message, original),
  }),
  'delivery-report': reportOf,
  unsubscribe: (message) => ({ kind: 'report', notices: [unsubscribed(message)] }),
  'perhaps-report': (message, bounce) => {
    if (isNoticeText(bounce)) return reportOf(message, bounce);
    return isAutoReply(message.head) ? autoReply : human;
  },
  'auto-reply': () => autoReply,
  human: () => human,
};

/** A report that names nobody may have been wrapped around another, by a filter on its way. */
function reportOf(message: Message, bounce: Bounce): Sorted {
  const notices = bounceNotices(bounce);
  const wrapped = message.parts.find(({ kind }) => kind === 'original')?.text ?? '';
  if (bounce.status.reports.length > 0 || !/^content-type: multipart\/report/im.test(wrapped))
    return { kind: 'report', notices };
  const inner = bounceNotices(readBounce(readMessage(Buffer.from(wrapped, 'latin1'))));
  return { kind: 'report', notices: inner };
}

const human: Sorted = { kind: 'human', notices: [] };
const autoReply: Sorted = {
  kind: 'auto-reply',
  notices: [noticeOf(undefined, { class: 'autoreply', rule: 'structure:auto-reply' })],
};

function unsubscribed({ head }: Message): Notice {
  return noticeOf(senderOf(head), { class: 'unsubscribe', rule: 'head:x-apple-unsubscribe' });
}
