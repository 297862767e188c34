import type { SendOutcome } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import { createOneByOne } from './converse.ts';
import { dial } from './dial.ts';
import type { Dialled, Session, Timeouts } from './dial.ts';
import { createPipeline } from './pipeline.ts';
import type { RelayOrder } from './relay-order.ts';
import { takeSocket } from './socket.ts';
import type { Conversation, Talk } from './talk.ts';

export interface ConnectionLimits {
  readonly timeouts: Timeouts;
  /** Then a new connection is made, beginning with the first relay again. */
  readonly messagesPerConnection: number;
}

/** One place for one message at a time, over a connection that is kept open and made anew when it is lost. */
export interface Connection extends AsyncDisposable {
  readonly send: (
    message: EmailMessage,
    signal: AbortSignal,
    upcoming?: EmailMessage,
  ) => Promise<SendOutcome>;
  /** Nothing follows for now: what was announced is taken back. */
  readonly pause: () => void;
}

interface Held {
  readonly kind: 'ready';
  readonly talk: Talk;
  used: number;
}

type Unreachable = Extract<SendOutcome, { kind: 'unreachable' }>;
type Send = Parameters<Connection['send']>;

export function createConnection(order: RelayOrder, limits: ConnectionLimits): Connection {
  let held: Held | undefined;
  const closing = new AbortController();

  const attempt = async (...[message, signal, upcoming]: Send): Promise<Conversation> => {
    const ready = await makeReady(signal);
    if (ready.kind === 'unreachable') return { outcome: ready, hungUp: false };
    ready.used += 1;
    const isLast = ready.used >= limits.messagesPerConnection;
    const conversation = await ready.talk.send(message, signal, isLast ? undefined : upcoming);
    if (!ready.talk.isOpen() || conversation.hungUp) await release();
    return conversation;
  };

  const makeReady = async (signal: AbortSignal): Promise<Held | Unreachable> => {
    if (held !== undefined && !isFit(held, limits)) await release();
    if (signal.aborted) return unreachable('aborted');
    return held ?? connect(signal);
  };

  const connect = async (signal: AbortSignal): Promise<Held | Unreachable> => {
    if (closing.signal.aborted) return unreachable('channel-closed');
    const untilClosed = AbortSignal.any([signal, closing.signal]);
    const dialled = await dialInOrder(order, limits.timeouts, untilClosed);
    if (dialled.kind === 'unreachable') return dialled;
    held = { kind: 'ready', talk: startTalk(dialled.session, limits.timeouts), used: 0 };
    if (!closing.signal.aborted) return held;
    await release();
    return unreachable('channel-closed');
  };

  const release = async () => {
    const leaving = held;
    held = undefined;
    await leaving?.talk[Symbol.asyncDispose]();
  };

  return {
    async send(message, signal, upcoming) {
      const inherited = held !== undefined;
      const first = await attempt(message, signal, upcoming);
      // A relay may end an idle or well-used connection at any moment, and says so only to the next message.
      if (!inherited || !first.hungUp || signal.aborted) return first.outcome;
      return (await attempt(message, signal, upcoming)).outcome;
    },
    pause: () => held?.talk.pause(),
    async [Symbol.asyncDispose]() {
      closing.abort();
      await release();
    },
  };
}

function startTalk(session: Session, { silence }: Timeouts): Talk {
  const { relay, offer } = session;
  const socket = offer.pipelining ? takeSocket(session.smtp) : undefined;
  if (socket === undefined) return createOneByOne(session);
  return createPipeline({ socket, relay, offer, silence });
}

function unreachable(reason: string): Unreachable {
  return { kind: 'unreachable', reason };
}

function isFit({ talk, used }: Held, limits: ConnectionLimits): boolean {
  return talk.isOpen() && used < limits.messagesPerConnection;
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
