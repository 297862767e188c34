import type { Aimd } from './aimd.ts';
import type { Relay } from './relay.ts';
import type { Turns } from './turns.ts';
import type { Urgency } from './urgency.ts';

/** What is known of one relay. */
export interface Member {
  readonly relay: Relay;
  readonly limit: Aimd;
  readonly taken: Record<Urgency, number>;
  readonly turns: Turns;
  /** Connections that were made, idle ones too, and some that have ended since: each says whether it is open. */
  open: readonly IsOpen[];
  /** Its limit is the number of connections that were open when it turned one away. */
  isCapped: boolean;
  /** Idle connections that are being ended to make room. */
  readonly leaving: Set<Promise<void>>;
  /** When the last of them had gone. */
  clearedAt: number;
  /** When it took a connection or a message last. */
  heardAt: number;
  /** When its strain was logged last. */
  saidAt: number;
  failure: { readonly at: number; readonly reason: string } | undefined;
  /** It lets us in and takes no message: since when, how often, and when last; undefined since one went through. */
  refusal: { readonly since: number; readonly count: number; readonly at: number } | undefined;
}

export type IsOpen = () => boolean;

/** How long a relay that fails is left alone. */
export const REST_MS = 30_000;

export function createMember(parts: Pick<Member, 'relay' | 'limit' | 'turns'>): Member {
  return {
    ...parts,
    taken: { ordinary: 0, emergency: 0 },
    open: [],
    isCapped: false,
    leaving: new Set(),
    clearedAt: Number.NEGATIVE_INFINITY,
    heardAt: Number.NEGATIVE_INFINITY,
    saidAt: Number.NEGATIVE_INFINITY,
    failure: undefined,
    refusal: undefined,
  };
}

/** How many more connections a relay takes. An ordinary one leaves to emergencies what is theirs; one is left to it at least. */
export function roomAt(
  { limit, taken }: Member,
  { urgency, reserved }: { readonly urgency: Urgency; readonly reserved: number },
): number {
  const free = Math.floor(limit.value()) - sum(taken);
  if (urgency === 'emergency') return Math.max(free, reserved - taken.emergency);
  const kept = Math.max(0, reserved - taken.emergency);
  return Math.max(free - kept, 1 - taken.ordinary);
}

/** It has more than it takes, and somebody there has more than the least that is his. */
export function isOver({ limit, taken }: Member, reserved: number): boolean {
  if (sum(taken) <= limit.value()) return false;
  return taken.ordinary > 1 || taken.emergency > reserved;
}

/** Nothing was heard of it since it could not be reached. */
export function isDown({ failure, heardAt }: Member): boolean {
  return failure !== undefined && heardAt < failure.at;
}

/** Enough of them, for long enough, that it is not many connections hearing of one moment's load. */
const REFUSALS = 10;
const REFUSING_MS = 500;

/** Counts one more refusal; true for the one that makes up our mind. */
export function noteRefusal(member: Member, now: number): boolean {
  const before = hasRefused(member);
  const { since, count } = member.refusal ?? { since: now, count: 0 };
  member.refusal = { since, count: count + 1, at: now };
  return !before && hasRefused(member);
}

/** It takes nothing at present: whatever it were given would be put off, and it would be given much, being quick. */
export function hasRefused({ refusal }: Member): boolean {
  if (refusal === undefined) return false;
  return refusal.count >= REFUSALS && refusal.at - refusal.since >= REFUSING_MS;
}

/** It refuses, and its rest is not over. */
export function isLeft(member: Member, now: number): boolean {
  return hasRefused(member) && now - (member.refusal?.at ?? 0) < REST_MS;
}

/** Not worth a try while any other is: it refuses, or could not be reached lately. */
export function isResting(member: Member, now: number): boolean {
  const { failure } = member;
  return isLeft(member, now) || (failure !== undefined && now - failure.at < REST_MS);
}

export function openAt({ open }: Member): number {
  return open.filter((isOpen) => isOpen()).length;
}

function sum({ ordinary, emergency }: Member['taken']): number {
  return ordinary + emergency;
}
