import { bounceNotices, readBounce } from './bounce.ts';
import type { Bounce } from './bounce.ts';
import { feedbackNotices } from './feedback.ts';
import { readMessage } from './mime.ts';
import type { Message } from './mime.ts';
import { noticeOf } from './notice.ts';
import type { Notice, Original } from './notice.ts';
import { describeOriginal } from './original.ts';
import { isNoticeText } from './shape.ts';
import { isAutoReply, originOf, senderOf } from './structure.ts';

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
  return { ...sorted(message, bounce), original };
}

function sorted(message: Message, bounce: Bounce): Pick<Classified, 'kind' | 'notices'> {
  switch (originOf(message)) {
    case 'feedback-report':
      return { kind: 'report', notices: feedbackNotices(message, bounce.original) };
    case 'delivery-report':
      return { kind: 'report', notices: bounceNotices(bounce) };
    case 'unsubscribe':
      return { kind: 'report', notices: [unsubscribed(message)] };
    case 'auto-reply':
      return autoReply;
    case 'perhaps-report':
      if (isNoticeText(bounce)) return { kind: 'report', notices: bounceNotices(bounce) };
      return isAutoReply(message.head) ? autoReply : human;
    case 'human':
      return human;
  }
}

const human = { kind: 'human', notices: [] } as const;
const autoReply = {
  kind: 'auto-reply',
  notices: [noticeOf(undefined, { class: 'autoreply', rule: 'structure:auto-reply' })],
} as const;

function unsubscribed({ head }: Message): Notice {
  return noticeOf(senderOf(head), { class: 'unsubscribe', rule: 'head:x-apple-unsubscribe' });
}
