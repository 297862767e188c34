import { once } from 'node:events';
import type { Socket } from 'node:net';

import type { EmailMessage } from '#src/channels/email/email-message.ts';

import { createDialogue } from './dialogue.ts';
import { envelopeOf, refusalOf } from './envelope.ts';
import type { Offer } from './offer.ts';
import { createOutbox } from './outbox.ts';
import type { Relay } from './relay.ts';
import { createReplyReader } from './reply-reader.ts';
import { goodbyeMs, lostBefore } from './talk.ts';
import type { Conversation, Talk } from './talk.ts';

interface PipelineParts {
  readonly socket: Socket;
  readonly relay: Relay;
  readonly offer: Offer;
  /** Milliseconds. */
  readonly silence: number;
}

/**
 * Speaks SMTP with PIPELINING (RFC 2920): MAIL, RCPT and DATA leave together, and together with the content before them
 * where the next message is known. A round trip a message, and one message's content in flight.
 */
// oxlint-disable-next-line max-lines-per-function -- the parts of one connection, joined in plain sight
export function createPipeline({ socket, relay, offer, silence }: PipelineParts): Talk {
  const outbox = createOutbox(socket);
  let heardOut: ((conversation: Conversation) => void) | undefined;
  const dialogue = createDialogue<EmailMessage>({
    envelope: (message) => outbox.command(envelopeOf(message, offer)),
    content: ({ content }) => outbox.content(content),
    loneDot: () => outbox.command('.\r\n'),
    reset: () => outbox.command('RSET\r\n'),
    conclude: (conversation) => heardOut?.(conversation),
  });
  const read = createReplyReader(dialogue.hear);
  const stopping = listener(() => lose('aborted'));

  socket.on('data', (chunk: Buffer) => {
    if (!read(chunk)) dialogue.lose('protocol-error');
    dialogue.proceed();
    speak();
  });
  socket.on('error', () => {}); // the end follows
  socket.once('close', () => {
    stopping.listenTo(undefined);
    dialogue.lose('connection-lost');
  });
  // One watch for the whole connection; every byte in either direction winds it up.
  socket.setTimeout(silence, () => {
    if (dialogue.isIdle() && socket.writable) socket.end('QUIT\r\n');
    else lose('timeout');
  });

  function speak(): void {
    if (dialogue.isOver()) socket.destroy();
    else outbox.flush();
  }

  function lose(reason: string): void {
    dialogue.lose(reason);
    socket.destroy();
  }

  const canFollow = (message: EmailMessage | undefined) =>
    message !== undefined && refusalOf(message, offer) === undefined ? message : undefined;

  return {
    relay,
    isOpen: () => socket.writable && !dialogue.isOver(),
    async send(message, signal, upcoming) {
      const refusal = refusalOf(message, offer);
      if (refusal !== undefined) return { outcome: refusal, hungUp: false };
      if (!dialogue.withdraw(message)) lose('withdrawn');
      if (dialogue.isOver()) return lostBefore;
      stopping.listenTo(signal);
      const { promise, resolve } = Promise.withResolvers<Conversation>();
      heardOut = resolve;
      dialogue.send(message, canFollow(upcoming));
      speak();
      return promise;
    },
    pause() {
      if (dialogue.withdraw()) outbox.flush();
      else lose('withdrawn');
    },
    async [Symbol.asyncDispose]() {
      if (dialogue.isIdle() && socket.writable) {
        const closed = once(socket, 'close', { signal: AbortSignal.timeout(goodbyeMs) });
        socket.end('QUIT\r\n');
        await closed.catch(() => undefined);
      }
      lose('closed');
    },
  };
}

/** Many messages come with the same signal: it is listened to once for all of them. */
function listener(onAbort: () => void) {
  let heard: AbortSignal | undefined;
  return {
    listenTo(signal: AbortSignal | undefined): void {
      if (signal === heard) return;
      heard?.removeEventListener('abort', onAbort);
      signal?.addEventListener('abort', onAbort);
      heard = signal;
    },
  };
}
