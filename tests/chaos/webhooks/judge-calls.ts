import { delivery } from '#config/delivery.ts';

import type { LedgerCall } from './ledger.ts';
import { isTold } from './record.ts';
import type { Request } from './record.ts';

interface Judged {
  readonly requests: readonly Request[];
  readonly calls: readonly LedgerCall[];
  /** How many events every endpoint was to be told of. */
  readonly events: number;
  readonly endpoints: number;
  /** When the receivers were away, so that they could not write down what failed. */
  readonly away: readonly { readonly from: number; readonly until: number }[];
}

export interface CallsVerdict {
  /** Calls that nobody was told, or that are missing. */
  readonly lost: number;
  /** Requests after one with the same id had been answered with success. */
  readonly repeated: number;
  /** Sequences of an endpoint that came under several ids, and ids under several sequences. */
  readonly otherIds: number;
  readonly unverified: number;
  /** Calls that overtook another one, and the reasons that the order allows for it. */
  readonly emergenciesAhead: number;
  readonly setAside: number;
  readonly superseded: number;
  readonly broken: readonly string[];
  /** What was written down of endpoints where an order is not explained. */
  readonly trails: Readonly<Record<string, string>>;
}

/** Compares what the receivers wrote down with what the ledger says. */
export function judgeCalls(judged: Judged): CallsVerdict {
  const byEndpoint = Map.groupBy(judged.requests, ({ endpoint }) => endpoint);
  const each = [...Map.groupBy(judged.calls, ({ endpoint }) => endpoint)].map(
    ([endpoint, calls]) => {
      const requests = byEndpoint.get(endpoint) ?? [];
      return { ...judgeEndpoint(requests, calls, judged), endpoint, requests, calls };
    },
  );
  const sum = (of: (one: (typeof each)[number]) => number) =>
    each.reduce((total, one) => total + of(one), 0);
  const confused = each.filter(({ overtakings, tooEarly }) =>
    [...overtakings, ...tooEarly].some(({ reason }) => reason === undefined),
  );
  const missing = judged.events * judged.endpoints - judged.calls.length;
  return {
    lost: sum(({ lost }) => lost.length) + Math.max(0, missing),
    repeated: sum(({ requests }) => countRepeats(requests)),
    otherIds: sum(({ requests }) => countOtherIds(requests)),
    unverified: judged.requests.filter(({ verified }) => verified === false).length,
    emergenciesAhead: sum(({ overtakings }) => count(overtakings, 'emergency')),
    setAside: sum(({ overtakings }) => count(overtakings, 'set-aside')),
    superseded: judged.calls.filter(({ state }) => state === 'superseded').length,
    broken: [
      ...(missing === 0 ? [] : [`${missing} calls too few are in the ledger`]),
      ...each.flatMap(({ lost, gaps, overtakings, tooEarly }) => [
        ...lost,
        ...gaps,
        ...[...overtakings, ...tooEarly].flatMap(({ reason, words }) =>
          reason === undefined ? [words] : [],
        ),
      ]),
    ],
    trails: Object.fromEntries(
      confused.map(({ endpoint, requests, calls }) => [endpoint, trailOf(requests, calls)]),
    ),
  };
}

function trailOf(requests: readonly Request[], calls: readonly LedgerCall[]): string {
  const words = requests.map(({ id, did, at }) => {
    const call = calls.find((one) => one.id === id);
    const urgent = call?.lane === 'emergency' ? '!' : '';
    const aside = call?.setAside === true ? ' (set aside)' : '';
    return `${call?.sequence}${urgent} ${did}${aside} at ${(at / 1_000).toFixed(1)}`;
  });
  return words.join(', ');
}

function judgeEndpoint(
  requests: readonly Request[],
  calls: readonly LedgerCall[],
  { away }: Pick<Judged, 'away'>,
) {
  const told = new Set(requests.filter(isTold).map(({ id }) => id));
  const lost = calls.filter((call) => !isSettledWell(call, { told, calls }));
  return {
    lost: lost.map(
      ({ endpoint, sequence, state, id }) =>
        `endpoint ${endpoint}, call ${sequence} is ${state}, and ${id} was ${told.has(id) ? '' : 'never '}told`,
    ),
    gaps: calls.flatMap(({ endpoint, sequence }, index) =>
      sequence === index + 1 ? [] : [`endpoint ${endpoint} has ${sequence} in place ${index + 1}`],
    ),
    overtakings: [...overtakingsIn(requests, { calls, away })],
    // Who was called at all before one before it was: nobody but emergencies.
    tooEarly: [...overtakingsIn(requests, { calls, away }, () => true)],
  };
}

/** It was told, or a newer revision of the same advisory came in its place. */
function isSettledWell(
  { state, id, advisoryId, revision }: LedgerCall,
  { told, calls }: { told: ReadonlySet<string>; calls: readonly LedgerCall[] },
): boolean {
  if (state === 'sent') return told.has(id);
  if (state !== 'superseded') return false;
  return calls.some(
    (other) =>
      other.advisoryId === advisoryId &&
      (other.revision ?? 0) > (revision ?? 0) &&
      (other.state === 'sent' || other.state === 'superseded'),
  );
}

function countRepeats(requests: readonly Request[]): number {
  const told = new Set<string>();
  let repeats = 0;
  for (const { id, did } of requests) {
    if (told.has(id)) repeats += 1;
    if (did === 'told') told.add(id);
  }
  return repeats;
}

function countOtherIds(requests: readonly Request[]): number {
  const read = requests.filter(({ sequence }) => sequence !== undefined);
  const several = (of: (one: Request) => unknown, other: (one: Request) => unknown) =>
    [...Map.groupBy(read, of).values()].filter((some) => new Set(some.map(other)).size > 1).length;
  return (
    several(
      ({ sequence }) => sequence,
      ({ id }) => id,
    ) +
    several(
      ({ id }) => id,
      ({ sequence }) => sequence,
    )
  );
}

interface Overtaking {
  /** Why it may have been; undefined when nothing explains it. */
  readonly reason: 'emergency' | 'set-aside' | undefined;
  readonly words: string;
}

interface Known {
  readonly calls: readonly LedgerCall[];
  readonly away: Judged['away'];
}

/** Calls that came to something while one before them had not yet, though it did later. */
function* overtakingsIn(
  requests: readonly Request[],
  known: Known,
  counts: (request: Request) => boolean = isTold,
): Generator<Overtaking> {
  const callOf = new Map(known.calls.map((call) => [call.id, call]));
  const inOrder = [...firstsOf(requests.filter(counts))].flatMap(([id, at]) => {
    const call = callOf.get(id);
    return call === undefined ? [] : [{ call, at }];
  });
  for (const [place, { call: ahead, at }] of inOrder.entries()) {
    const passed = inOrder.slice(place + 1).filter(({ call }) => call.sequence < ahead.sequence);
    const before = passed.length === 0 ? [] : requests.filter((request) => request.at < at);
    for (const { call: behind } of passed)
      yield {
        reason: reasonOf({ ahead, behind, before, at }, known),
        words: `endpoint ${ahead.endpoint} heard ${ahead.sequence} (${ahead.lane}) before ${behind.sequence}`,
      };
  }
}

/** When each id came first. */
function firstsOf(requests: readonly Request[]): ReadonlyMap<string, number> {
  const firsts = new Map<string, number>();
  for (const { id, at } of requests) if (!firsts.has(id)) firsts.set(id, at);
  return firsts;
}

interface Pair {
  readonly ahead: LedgerCall;
  readonly behind: LedgerCall;
  /** What had come when the one ahead was told. */
  readonly before: readonly Request[];
  readonly at: number;
}

/** A connection that is refused is not written down; the wait after it is at most this. */
const waitedMs = 10_000;
/** Between the clock of the database and that of a process on the same machine. */
const clockMs = 250;

function reasonOf(pair: Pair, known: Known): Overtaking['reason'] {
  if (isSetAside(pair)) return 'set-aside';
  return pair.ahead.lane === 'emergency' && isLineFailing(pair, known) ? 'emergency' : undefined;
}

/**
 * Tried three times or more, the last time answered, without Retry-After: so the ledger says of an attempt that had ended when the
 * other was told, and so the receiver wrote it down.
 */
function isSetAside({ behind, before, at }: Pair): boolean {
  const requests = before.filter(({ id }) => id === behind.id);
  return behind.attempts.some(
    ({ number, at: endedAt, status }) =>
      behind.setAside &&
      number >= delivery.setAsideAfter &&
      endedAt <= at + clockMs &&
      status !== null &&
      requests.some((one) => one.did === 'status' && !one.retryAfter && one.status === status) &&
      requests.length >= answeredUpTo(behind, number),
  );
}

/** Attempts up to this one that the receiver has written down for certain: those that it answered. */
function answeredUpTo({ attempts }: LedgerCall, number: number): number {
  return attempts.filter((one) => one.number <= number && one.status !== null).length;
}

function isLineFailing({ ahead, before, at }: Pair, { calls, away }: Known): boolean {
  const told = new Set(before.filter(isTold).map(({ id }) => id));
  const failed = new Set(before.map(({ id }) => id)).difference(told);
  const wasFailing = calls.some(({ id, sequence }) => sequence < ahead.sequence && failed.has(id));
  return wasFailing || away.some(({ from, until }) => at >= from && at <= until + waitedMs);
}

function count(overtakings: readonly Overtaking[], reason: Overtaking['reason']): number {
  return overtakings.filter((one) => one.reason === reason).length;
}
