import type { Knowing, SendOutcome } from '#src/channels/channel.ts';
import type { EmailMessage } from '#src/channels/email/email-message.ts';

import { createOneByOne } from './converse.ts';
import { dial } from './dial.ts';
import type { Dialled, Session, Timeouts } from './dial.ts';
import type { DomainPace } from './domain-pace.ts';
import type { Fleet } from './fleet.ts';
import { createPipeline } from './pipeline.ts';
import type { Relay } from './relay.ts';
import type { Seat } from './seat.ts';
import { takeSocket } from './socket.ts';
import type { Conversation, Talk } from './talk.ts';

export interface ConnectionLimits {
  readonly timeouts: Timeouts;
  /** Then a new connection is made, to the relay with the most room. */
  readonly messagesPerConnection: number;
}

/** What all connections of a process share. */
export interface Shared {
  readonly fleet: Fleet;
  readonly pace: DomainPace;
}

/** One place for one message at a time, over a connection that is kept open and made anew when it is lost. */
export interface Connection extends AsyncDisposable {
  /** Only with a seat. */
  readonly send: (
    message: EmailMessage,
    signal: AbortSignal,
    knowing: Knowing<EmailMessage>,
  ) => Promise<SendOutcome>;
  /** The relay it is connected to. */
  readonly relay: () => Relay | undefined;
  /** The relay its seat is at, connected or not; undefined when it could not be reached. */
  readonly boundFor: () => Relay | undefined;
  readonly sit: (seat: Seat) => void;
  /** Nothing follows for now: what was announced is taken back, and the seat is free for another connection. */
  readonly rise: () => void;
  readonly hangUp: () => Promise<void>;
}

interface Held {
  readonly kind: 'ready';
  readonly talk: Talk;
  used: number;
}

type Unreachable = Extract<SendOutcome, { kind: 'unreachable' }>;
type Send = Parameters<Connection['send']>;

export function createConnection(shared: Shared, limits: ConnectionLimits): Connection {
  const holder = createHolder(shared.fleet, limits);
  let seat: Seat | undefined;
  let relay: Relay | undefined; // the last one that was spoken to

  const attempt = async (...[message, signal, knowing]: Send): Promise<Conversation> => {
    const ready = await holder.obtain(seat, signal);
    if (ready.kind === 'unreachable') return { outcome: ready, hungUp: false };
    if (knowing.mayBegin?.() === false)
      return { outcome: unreachable('no-longer-owed'), hungUp: false };
    const { talk } = ready;
    relay = talk.relay;
    ready.used += 1;
    const isLast = ready.used >= limits.messagesPerConnection;
    const conversation = await talk.send(message, signal, isLast ? undefined : knowing.upcoming);
    if (!talk.isOpen() || conversation.hungUp) await holder.release();
    return conversation;
  };

  const attemptTwice = async (...send: Send): Promise<Conversation> => {
    const [, signal] = send;
    const inherited = holder.talk() !== undefined;
    const first = await attempt(...send);
    // A relay may end an idle or well-used connection at any moment, and says so only to the next message.
    if (!inherited || !first.hungUp || signal.aborted) return first;
    return attempt(...send);
  };

  return {
    async send(...send) {
      const [message] = send;
      relay = undefined;
      const conversation = await attemptTwice(...send);
      if (relay !== undefined) learn(shared, { relay, to: message.to }, conversation);
      return conversation.outcome;
    },
    relay() {
      const talk = holder.talk();
      return talk?.isOpen() === true ? talk.relay : undefined;
    },
    boundFor: () => seat?.relay(),
    sit(given) {
      seat = given;
    },
    rise() {
      holder.talk()?.pause();
      const leaving = seat;
      seat = undefined;
      leaving?.leave(); // which may bring somebody who sits down here again
    },
    hangUp: holder.release,
    [Symbol.asyncDispose]: () => holder.close(),
  };
}

/** What an outcome says about the pace of a relay and of a domain. */
function learn(
  { fleet, pace }: Shared,
  { relay, to }: { readonly relay: Relay; readonly to: string },
  { outcome, strain }: Conversation,
): void {
  if (outcome.kind === 'accepted') {
    fleet.ease(relay);
    pace.ease(to);
  }
  if (strain === 'relay') fleet.strain(relay);
  if (strain === 'domain') pace.strain(to);
}

/** Keeps one connection open, and makes a new one when it is lost or used up. */
function createHolder(fleet: Fleet, limits: ConnectionLimits) {
  let held: Held | undefined;
  const closing = new AbortController();

  const connect = async (seat: Seat | undefined, signal: AbortSignal) => {
    if (closing.signal.aborted) return unreachable('channel-closed');
    const untilClosed = AbortSignal.any([signal, closing.signal]);
    const relays = seat?.relays() ?? [];
    const dialled = await dialInOrder(fleet, relays, { ...limits, signal: untilClosed });
    if (dialled.kind === 'unreachable') {
      seat?.leave(); // or those that are connected would seem to be too many
      return dialled;
    }
    seat?.moveTo(dialled.session.relay);
    const talk = startTalk(dialled.session, limits.timeouts);
    fleet.reached(talk.relay, talk.isOpen);
    held = { kind: 'ready', talk, used: 0 };
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
    async obtain(seat: Seat | undefined, signal: AbortSignal): Promise<Held | Unreachable> {
      if (held !== undefined && !isFit(held, limits)) await release();
      if (signal.aborted) return unreachable('aborted');
      return held ?? connect(seat, signal);
    },
    talk: () => held?.talk,
    release,
    async close() {
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
  fleet: Fleet,
  relays: readonly Relay[],
  { timeouts, signal }: { readonly timeouts: Timeouts; readonly signal: AbortSignal },
): Promise<Dialled> {
  let firstFailure: Dialled | undefined;
  for (const relay of relays) {
    const dialling = fleet.dialling(relay);
    let dialled = await dial(relay, timeouts, signal);
    if (dialled.kind === 'unreachable' && (await dialling.makeRoom(dialled.reason)))
      dialled = await dial(relay, timeouts, signal);
    if (dialled.kind === 'open' || signal.aborted) return dialled;
    fleet.unreachable(relay, dialled.reason);
    firstFailure ??= dialled;
  }
  return firstFailure ?? unreachable('no-relay');
}
