import type { Logger } from 'pino';

import { createAimd } from './aimd.ts';
import type { Aimd } from './aimd.ts';
import type { Relay } from './relay.ts';
import { createTurns } from './turns.ts';
import type { Turns } from './turns.ts';
import type { Urgency } from './urgency.ts';

/** All relays of a process, and how many connections each takes at present. Shared by the channels that speak to them. */
export interface Fleet {
  /** A seat at the relay with the most room, or at the one that is wished for while that has room; undefined where none has. */
  readonly sit: (urgency: Urgency, wish?: Relay) => Seat | undefined;
  /** Some seat must be given back: a relay takes fewer connections than it has. */
  readonly isOverdrawn: () => boolean;
  /** Called whenever a seat may have become free, until disposed. */
  readonly onRoom: (listener: () => void) => Disposable;
  readonly reached: (relay: Relay) => void;
  readonly unreachable: (relay: Relay, reason: string) => void;
  /** A message went through. */
  readonly ease: (relay: Relay) => void;
  /** The relay asked for less. */
  readonly strain: (relay: Relay) => void;
  /** Zero: a message may go to this relay now, and counts. Else the milliseconds until its turn. */
  readonly turn: (relay: Relay, urgency: Urgency) => number;
}

/** The right to one connection. */
export interface Seat {
  /** Where to connect: the relays with the most room first, those that could not be reached lately last. */
  readonly relays: () => readonly Relay[];
  /** The connection is to this relay now. */
  readonly moveTo: (relay: Relay) => void;
  readonly isAt: (relay: Relay) => boolean;
  readonly leave: () => void;
}

interface FleetParts {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** The most connections to one relay, and how many of them only emergencies may use. */
  readonly most: number;
  readonly reserved: number;
  /** The most messages a second to one relay; as many as it takes when left out. */
  readonly messagesPerSecond?: number | undefined;
}

interface Member {
  readonly relay: Relay;
  readonly limit: Aimd;
  readonly taken: Record<Urgency, number>;
  readonly turns: Turns;
  /** When it took a connection or a message last. */
  heardAt: number;
  /** When its strain was logged last. */
  saidAt: number;
  failure: { readonly at: number; readonly reason: string } | undefined;
}

/** Fewer only where the relay turns connections away: else one message that hangs would hold up all others. */
const LEAST = 4;
const REST_MS = 30_000;
const STRAIN_REST_MS = 2_000;
const GROW_MS = 1_000;
const BURST_MS = 1_000;

// oxlint-disable-next-line max-lines-per-function -- what the seats share
export function createFleet(relays: readonly Relay[], parts: FleetParts): Fleet {
  const { log, now, most, reserved, messagesPerSecond: perSecond = Infinity } = parts;
  const listeners = new Set<() => void>();
  const members = relays.map((relay): Member => {
    const limit = createAimd({
      least: Math.min(LEAST, most),
      most,
      growMs: GROW_MS,
      restMs: STRAIN_REST_MS,
    });
    return {
      relay,
      limit,
      taken: { ordinary: 0, emergency: 0 },
      turns: createTurns(BURST_MS),
      heardAt: Number.NEGATIVE_INFINITY,
      saidAt: Number.NEGATIVE_INFINITY,
      failure: undefined,
    };
  });
  const memberOf = (relay: Relay) => members.find((member) => member.relay === relay);
  const rests = ({ failure }: Member) => failure !== undefined && now() - failure.at < REST_MS;
  const room = (member: Member, urgency: Urgency) => roomAt(member, { urgency, reserved });

  /** Least laden first; a relay that rests is worth a try only when nothing else is left. */
  const inOrder = (urgency: Urgency) =>
    members.toSorted(
      (a, b) =>
        Number(rests(a)) - Number(rests(b)) || shareLeft(b, urgency) - shareLeft(a, urgency),
    );
  const shareLeft = (member: Member, urgency: Urgency) =>
    room(member, urgency) / member.limit.value();
  const tell = () => {
    for (const listener of listeners) listener();
  };

  function seatAt(first: Member, urgency: Urgency): Seat {
    let at: Member | undefined = first;
    first.taken[urgency] += 1;
    const change = (to: Member | undefined) => {
      if (at === to) return;
      if (at !== undefined) at.taken[urgency] -= 1;
      if (to !== undefined) to.taken[urgency] += 1;
      at = to;
      tell();
    };
    return {
      relays() {
        if (at !== undefined) at.taken[urgency] -= 1; // or its own place would make its relay look laden
        const best = inOrder(urgency);
        if (at !== undefined) at.taken[urgency] += 1;
        return best.map(({ relay }) => relay);
      },
      moveTo: (relay) => change(memberOf(relay)),
      isAt: (relay) => at?.relay === relay,
      leave: () => change(undefined),
    };
  }

  return {
    sit(urgency, wish) {
      const wished = wish === undefined ? undefined : memberOf(wish);
      if (wished !== undefined && !rests(wished) && room(wished, urgency) > 0)
        return seatAt(wished, urgency);
      const isAnyUp = members.some((member) => !rests(member));
      const best = inOrder(urgency).find(
        (member) => room(member, urgency) > 0 && !(isAnyUp && rests(member)),
      );
      return best === undefined ? undefined : seatAt(best, urgency);
    },
    isOverdrawn: () => members.some((member) => isOver(member, reserved)),
    onRoom(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    reached(relay) {
      const member = memberOf(relay);
      if (member === undefined) return;
      member.heardAt = now();
      if (member.failure === undefined) return;
      member.failure = undefined;
      log.info({ relay: relay.name }, 'relay.reached');
      tell();
    },
    unreachable(relay, reason) {
      const member = memberOf(relay);
      if (member === undefined) return;
      if (isCrowded(member, reason)) return turnedAway(member);
      // Every connection and every message would say it again: once per kind of failure is enough.
      if (member.failure?.reason !== reason)
        log.warn({ relay: relay.name, reason }, 'relay.unreachable');
      member.failure = { at: now(), reason };
    },
    ease(relay) {
      const member = memberOf(relay);
      if (member === undefined) return;
      member.heardAt = now();
      if (member.limit.ease(now())) tell();
    },
    strain(relay) {
      const member = memberOf(relay);
      if (member !== undefined) strain(member);
    },
    turn: (relay, urgency) => memberOf(relay)?.turns.take({ now: now(), perSecond, urgency }) ?? 0,
  };

  function strain(member: Member): void {
    if (member.limit.strain(now())) say(member);
  }

  /** All connections but this one are as many as it takes. */
  function turnedAway(member: Member): void {
    member.limit.cap(sum(member.taken) - 1, now());
    say(member);
  }

  /** A relay at its limit is tried with one more every few seconds: that need not be said each time. */
  function say(member: Member): void {
    if (now() - member.saidAt < REST_MS) return;
    member.saidAt = now();
    const connections = Math.floor(member.limit.value());
    log.warn({ relay: member.relay.name, connections }, 'relay.strained');
  }

  /** A greeting of 4xx from a relay that talks to us over other connections: it has enough of them. */
  function isCrowded({ heardAt }: Member, reason: string): boolean {
    return reason.startsWith('smtp-4') && now() - heardAt < REST_MS;
  }
}

/** How many more connections a relay takes. An ordinary one leaves to emergencies what is theirs; one is left to it at least. */
function roomAt(
  { limit, taken }: Member,
  { urgency, reserved }: { readonly urgency: Urgency; readonly reserved: number },
): number {
  const free = Math.floor(limit.value()) - sum(taken);
  if (urgency === 'emergency') return Math.max(free, reserved - taken.emergency);
  const kept = Math.max(0, reserved - taken.emergency);
  return Math.max(free - kept, 1 - taken.ordinary);
}

/** It has more than it takes, and somebody there has more than the least that is his. */
function isOver({ limit, taken }: Member, reserved: number): boolean {
  if (sum(taken) <= limit.value()) return false;
  return taken.ordinary > 1 || taken.emergency > reserved;
}

function sum({ ordinary, emergency }: Member['taken']): number {
  return ordinary + emergency;
}
