import { Readable } from 'node:stream';

import { needsSmtpUtf8 } from '#src/channels/email/address.ts';
import { rawOf } from '#src/channels/email/content.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import type { Session } from './dial.ts';
import { refusalOf } from './envelope.ts';
import { outcomeOfLoss, outcomeOfReply } from './outcome.ts';
import type { Progress } from './outcome.ts';
import { readFailure } from './smtp-failure.ts';
import { step } from './step.ts';
import { strainOf } from './strain.ts';
import { lostBefore } from './talk.ts';
import type { Conversation, Talk } from './talk.ts';

/** Talks to a relay that does not offer PIPELINING: nodemailer waits for each reply, stuffs dots and writes the final one. */
export function createOneByOne(session: Session): Talk {
  const { smtp, relay } = session;
  // A refused transaction stays open on some relays, and the next MAIL would be answered by 503.
  let needsReset = false;
  let busy = false;

  async function send(message: EmailMessage, signal: AbortSignal): Promise<Conversation> {
    const refusal = refusalOf(message, session.offer);
    if (refusal !== undefined) return { outcome: refusal, hungUp: false };
    if (needsReset && !(await reset(smtp, signal))) return lostBefore;
    const conversation = await converse(session, message, signal);
    needsReset = conversation.outcome.kind !== 'accepted';
    return conversation;
  }

  return {
    relay,
    isOpen: () => !smtp.destroyed,
    async send(message, signal) {
      busy = true;
      return send(message, signal).finally(() => (busy = false));
    },
    pause() {}, // nothing is ever announced
    async [Symbol.asyncDispose]() {
      // QUIT in the middle of a message would become part of it.
      if (busy) smtp.close();
      await session[Symbol.asyncDispose]();
    },
  };
}

async function reset(smtp: Session['smtp'], signal: AbortSignal): Promise<boolean> {
  const end = await step(smtp, (done) => smtp.reset(done), signal);
  if (end.kind !== 'done') smtp.close();
  return end.kind === 'done';
}

async function converse(
  session: Session,
  message: EmailMessage,
  signal: AbortSignal,
): Promise<Conversation> {
  const content = trackedContent(rawOf(message.content));
  const envelope = envelopeOf(message);
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
  const strain = strainOf(at, reply);
  if (reply.code === 421) return { outcome: { kind: 'later', reason }, hungUp, strain };
  return { outcome: outcomeOfReply(at, reply), hungUp, strain };
}

function envelopeOf({ id, from, to, content }: EmailMessage) {
  return {
    from,
    to: [to],
    size: content.bytes,
    use8BitMime: needsSmtpUtf8(to) || needsSmtpUtf8(from),
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
