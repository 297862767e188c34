import { createAimd } from './aimd.ts';
import {
  REST_MS,
  createMember,
  hasRefused,
  isDown,
  isLeft,
  isOver,
  isResting,
  noteRefusal,
  openAt,
  roomAt,
} from './member.ts';
import type { IsOpen, Member } from './member.ts';
import type { Relay } from './relay.ts';
import type { Dialling, FleetParts, Seat } from './seat.ts';
import { createTurns } from './turns.ts';
import type { Urgency } from './urgency.ts';

/** All relays of a process, and how many connections each takes at present. Shared by the channels that speak to them. */
export interface Fleet {
  /** A seat at the relay with the most room, or at the one that is wished for while that has room; undefined where none has. */
  readonly sit: (urgency: Urgency, wish?: Relay) => Seat | undefined;
  /** A seat at this relay must be given back: it takes fewer connections than it has, or no relay can be reached. */
  readonly isOverdrawn: (relay: Relay) => boolean;
  /** Called whenever a seat may have become free, until disposed. */
  readonly onRoom: (listener: () => void) => Disposable;
  /** Called when a relay has enough connections: what idles there is to be hung up, until disposed. */
  readonly onCrowd: (listener: CrowdListener) => Disposable;
  /** A connection to this relay is about to be made. */
  readonly dialling: (relay: Relay) => Dialling;
  readonly reached: (relay: Relay, isOpen: IsOpen) => void;
  readonly unreachable: (relay: Relay, reason: string) => void;
  /** A message went through. */
  readonly ease: (relay: Relay) => void;
  /** The relay asked for less. */
  readonly strain: (relay: Relay) => void;
  /** Zero: a message may go to this relay now, and counts. Else the milliseconds until its turn. */
  readonly turn: (relay: Relay, urgency: Urgency) => number;
}

type CrowdListener = (relay: Relay) => readonly (Promise<void> | undefined)[];

/** Fewer only where the relay turns connections away: else one message that hangs would hold up all others. */
const LEAST = 4;
const STRAIN_REST_MS = 2_000;
const GROW_MS = 1_000;
const BURST_MS = 1_000;
/** While no relay can be reached one connection of each urgency is tried, and so often. */
const PROBE_MS = 1_000;

// oxlint-disable-next-line max-lines-per-function -- what the seats share
export function createFleet(relays: readonly Relay[], parts: FleetParts): Fleet {
  const { log, now, most, reserved, messagesPerSecond: perSecond = Infinity } = parts;
  const listeners = new Set<() => void>();
  const crowdListeners = new Set<CrowdListener>();
  const probedAt = { ordinary: Number.NEGATIVE_INFINITY, emergency: Number.NEGATIVE_INFINITY };
  const members = relays.map((relay): Member => {
    const limit = createAimd({
      least: Math.min(LEAST, most),
      most,
      growMs: GROW_MS,
      restMs: STRAIN_REST_MS,
    });
    return createMember({ relay, limit, turns: createTurns(BURST_MS) });
  });
  const memberOf = (relay: Relay) => members.find((member) => member.relay === relay);
  const rests = (member: Member) => isResting(member, now());
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
      relay: () => at?.relay,
      leave: () => change(undefined),
    };
  }

  const isCutOff = () => members.length > 0 && members.every(isDown);

  /** Everybody who tries would take a row for nothing, and again, as fast as connections are refused. */
  function mayProbe(urgency: Urgency): boolean {
    if (members.some(({ taken }) => taken[urgency] > 0)) return false;
    if (now() - probedAt[urgency] < PROBE_MS) return false;
    probedAt[urgency] = now();
    AbortSignal.timeout(PROBE_MS + 1).addEventListener('abort', tell, { once: true });
    return true;
  }

  return {
    sit(urgency, wish) {
      if (isCutOff() && !mayProbe(urgency)) return undefined;
      const wished = wish === undefined ? undefined : memberOf(wish);
      if (wished !== undefined && !rests(wished) && room(wished, urgency) > 0)
        return seatAt(wished, urgency);
      const isAnyUp = members.some((member) => !rests(member));
      const best = inOrder(urgency).find(
        (member) => room(member, urgency) > 0 && !(isAnyUp && rests(member)),
      );
      return best === undefined ? undefined : seatAt(best, urgency);
    },
    isOverdrawn(relay) {
      const member = memberOf(relay);
      if (member === undefined || isCutOff()) return isCutOff();
      if (isLeft(member, now()) && members.some((other) => !rests(other))) return true;
      return isOver(member, reserved);
    },
    onRoom(listener) {
      listeners.add(listener);
      return { [Symbol.dispose]: () => void listeners.delete(listener) };
    },
    onCrowd(listener) {
      crowdListeners.add(listener);
      return { [Symbol.dispose]: () => void crowdListeners.delete(listener) };
    },
    dialling(relay) {
      const member = memberOf(relay);
      const since = now();
      return {
        makeRoom: async (reason) =>
          member !== undefined && isCrowded(member, reason) && makeRoom(member, since),
      };
    },
    reached(relay, isOpen) {
      const member = memberOf(relay);
      if (member === undefined) return;
      member.heardAt = now();
      member.open = [...member.open.filter((isStillOpen) => isStillOpen()), isOpen];
      if (member.isCapped) member.limit.raise(member.open.length);
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
      if (hasRefused(member)) log.info({ relay: relay.name }, 'relay.reached');
      member.refusal = undefined;
      if (member.limit.ease(now())) tell();
    },
    strain(relay) {
      const member = memberOf(relay);
      if (member !== undefined) strain(member);
    },
    turn: (relay, urgency) => memberOf(relay)?.turns.take({ now: now(), perSecond, urgency }) ?? 0,
  };

  function strain(member: Member): void {
    member.isCapped = false;
    if (noteRefusal(member, now())) {
      log.warn({ relay: member.relay.name }, 'relay.refusing');
      tell();
    }
    if (member.limit.strain(now())) say(member);
  }

  /** Those that are open, idle ones too, are as many as it takes; and those whose greeting is under way, as they come. */
  function turnedAway(member: Member): void {
    member.limit.cap(openAt(member), now());
    member.isCapped = true;
    say(member);
  }

  /** Whoever was turned away while others made room has as much use of it. */
  async function makeRoom(member: Member, since: number): Promise<boolean> {
    for (const listener of crowdListeners)
      for (const goodbye of listener(member.relay)) if (goodbye !== undefined) watch(goodbye);
    const hasCleared = member.leaving.size > 0 || member.clearedAt >= since;
    await Promise.allSettled(member.leaving);
    return hasCleared;

    function watch(goodbye: Promise<void>): void {
      const gone = goodbye.finally(() => {
        member.leaving.delete(gone);
        member.clearedAt = now();
      });
      member.leaving.add(gone);
    }
  }

  /** A relay at its limit is tried with one more every few seconds: that need not be said each time. */
  function say(member: Member): void {
    if (now() - member.saidAt < REST_MS) return;
    member.saidAt = now();
    const connections = Math.floor(member.limit.value());
    log.warn({ relay: member.relay.name, connections }, 'relay.strained');
  }

  /** A greeting of 4xx from a relay that talks to us over other connections: it has enough of them. */
  function isCrowded(member: Member, reason: string): boolean {
    if (!reason.startsWith('smtp-4')) return false;
    return now() - member.heardAt < REST_MS || openAt(member) > 0;
  }
}
