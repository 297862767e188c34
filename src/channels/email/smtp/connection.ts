import type { SendOutcome } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import { converse } from './converse.ts';
import type { Conversation } from './converse.ts';
import { dial } from './dial.ts';
import type { Dialled, Session, Timeouts } from './dial.ts';
import type { RelayOrder } from './relay-order.ts';
import { step } from './step.ts';

export interface ConnectionLimits {
  readonly timeouts: Timeouts;
  /** Then a new connection is made, beginning with the first relay again. */
  readonly messagesPerConnection: number;
}

/** One place for one message at a time, over a connection that is kept open and made anew when it is lost. */
export interface Connection extends AsyncDisposable {
  readonly send: (message: EmailMessage, signal: AbortSignal) => Promise<SendOutcome>;
}

interface Held {
  readonly session: Session;
  used: number;
  /** A refused transaction stays open on some relays, and the next MAIL would be answered by 503. */
  needsReset: boolean;
}

export function createConnection(order: RelayOrder, limits: ConnectionLimits): Connection {
  let held: Held | undefined;
  let busy = false;
  const closing = new AbortController();

  const send = async (message: EmailMessage, signal: AbortSignal): Promise<SendOutcome> => {
    const inherited = held !== undefined;
    const first = await attempt(message, signal);
    // A relay may end an idle or well-used connection at any moment, and says so only to the next message.
    if (!inherited || !first.hungUp || signal.aborted) return first.outcome;
    return (await attempt(message, signal)).outcome;
  };

  const attempt = async (message: EmailMessage, signal: AbortSignal): Promise<Conversation> => {
    if (held !== undefined && !(await isFit(held, limits, signal))) await release();
    if (signal.aborted) return unreachable('aborted');
    if (closing.signal.aborted) return unreachable('channel-closed');
    if (held === undefined) {
      const untilClosed = AbortSignal.any([signal, closing.signal]);
      const dialled = await dialInOrder(order, limits.timeouts, untilClosed);
      if (dialled.kind === 'unreachable') return unreachable(dialled.reason);
      held = { session: dialled.session, used: 0, needsReset: false };
    }
    if (!closing.signal.aborted) return converseOver(held, message, signal);
    await release();
    return unreachable('channel-closed');
  };

  const converseOver = async (over: Held, message: EmailMessage, signal: AbortSignal) => {
    over.used += 1;
    const conversation = await converse(over.session, message, signal);
    over.needsReset = conversation.outcome.kind !== 'accepted';
    if (over.session.smtp.destroyed || conversation.hungUp) await release();
    return conversation;
  };

  const release = async () => {
    const leaving = held;
    held = undefined;
    await leaving?.session[Symbol.asyncDispose]();
  };

  return {
    async send(message, signal) {
      busy = true;
      try {
        return await send(message, signal);
      } finally {
        busy = false;
      }
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      // QUIT in the middle of a message would become part of it.
      if (busy) held?.session.smtp.close();
      await release();
    },
  };
}

function unreachable(reason: string): Conversation {
  return { outcome: { kind: 'unreachable', reason }, hungUp: false };
}

async function isFit(held: Held, limits: ConnectionLimits, signal: AbortSignal): Promise<boolean> {
  if (held.session.smtp.destroyed || held.used >= limits.messagesPerConnection) return false;
  if (!held.needsReset) return true;
  const { smtp } = held.session;
  const reset = await step(smtp, (done) => smtp.reset(done), signal);
  held.needsReset = reset.kind !== 'done';
  return reset.kind === 'done';
}

/** The first relay's reason is given: it is the one meant to be used. */
async function dialInOrder(
  order: RelayOrder,
  timeouts: Timeouts,
  signal: AbortSignal,
): Promise<Dialled> {
  let firstFailure: Dialled | undefined;
  for (const relay of order.next()) {
    const dialled = await dial(relay, timeouts, signal);
    if (dialled.kind === 'open') {
      order.reached(relay);
      return dialled;
    }
    if (signal.aborted) return dialled;
    order.unreachable(relay, dialled.reason);
    firstFailure ??= dialled;
  }
  return firstFailure ?? { kind: 'unreachable', reason: 'no-relay' };
}
