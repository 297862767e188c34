import { Readable } from 'node:stream';

import type { SendOutcome } from '#src/channels/channel.ts';
import { needsSmtpUtf8 } from '#src/channels/email/address.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import type { Session } from './dial.ts';
import { outcomeOfLoss, outcomeOfReply } from './outcome.ts';
import type { Progress } from './outcome.ts';
import { readFailure } from './smtp-failure.ts';
import { step } from './step.ts';

/** One message's dialogue. `hungUp`: the relay ended the connection before any of the content was sent. */
export interface Conversation {
  readonly outcome: SendOutcome;
  readonly hungUp: boolean;
}

/** Hands one message over. Nodemailer stuffs dots and writes the final one. */
export async function converse(
  session: Session,
  message: EmailMessage,
  signal: AbortSignal,
): Promise<Conversation> {
  const utf8 = needsSmtpUtf8(message.to) || needsSmtpUtf8(message.from);
  if (utf8 && !session.offersSmtpUtf8) {
    const reason = 'smtputf8-not-offered';
    return { outcome: { kind: 'refused', reason, recipientGone: false }, hungUp: false };
  }
  const content = trackedContent(message.raw);
  const envelope = envelopeOf(message, utf8);
  const sent = await step(
    session.smtp,
    (done) => session.smtp.send(envelope, content.stream, done),
    signal,
  );
  if (sent.kind === 'done') return { outcome: { kind: 'accepted' }, hungUp: false };
  if (sent.kind === 'stopped') {
    session.smtp.close();
    return { outcome: outcomeOfLoss(content.progress(), 'aborted'), hungUp: false };
  }
  return whatHappened(session, sent.error, content.progress());
}

function whatHappened(session: Session, error: unknown, progress: Progress): Conversation {
  const { reply, reason, unsendable, foundClosed, step: at } = readFailure(error);
  if (unsendable !== undefined) {
    return {
      outcome: { kind: 'refused', reason: unsendable, recipientGone: false },
      hungUp: false,
    };
  }
  const closed = foundClosed || session.smtp.destroyed;
  const hungUp = closed && progress === 'envelope' && reason !== 'timeout';
  if (reply === undefined) return { outcome: outcomeOfLoss(progress, reason), hungUp };
  // 421 comes with whatever command was waiting, or with none: it is about the connection.
  if (reply.code === 421) return { outcome: { kind: 'later', reason }, hungUp };
  return { outcome: outcomeOfReply(at, reply), hungUp };
}

function envelopeOf({ id, from, to, raw }: EmailMessage, utf8: boolean) {
  return {
    from,
    to: [to],
    size: raw.length,
    use8BitMime: utf8,
    // Nodemailer leaves this out where DSN is not offered (RFC 3461).
    dsn: { ret: 'HDRS', envid: id, notify: ['FAILURE', 'DELAY'] },
  };
}

/** A stream is read only after the relay's 354: so it knows how far things went. */
function trackedContent(raw: Buffer) {
  let progress: Progress = 'envelope';
  const stream = new Readable({
    read() {
      progress = 'content';
      this.push(raw);
      this.push(null);
    },
  });
  return { stream, progress: () => progress };
}
