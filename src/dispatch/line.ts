import type { Lane } from '#src/advisory/lane.ts';
import type { CallAnswer } from '#src/channels/caller.ts';
import type { EndpointDetail, EndpointFormat, EndpointKind } from '#src/endpoints/endpoint.ts';
import type { EventType } from '#src/endpoints/event-type.ts';

import type { Outcome } from './publication.ts';

/** One endpoint and one event. Rounds after the first are replays. */
interface CallKey {
  readonly endpointId: number;
  readonly sequence: number;
  readonly round: number;
}

/** Our own canary is called like everybody; nobody else is told of it. */
export type CalledType = EventType | 'canary';

/** The call that is next on a line. */
interface NextCall extends CallKey {
  /** Of the table; its payload is composed once and kept there. */
  readonly eventRow: number;
  readonly eventId: string;
  readonly type: CalledType;
  readonly lane: Lane;
  readonly publicationId: number | undefined;
  /** Attempts that were made before this one. */
  readonly attempts: number;
}

/** An endpoint that one worker holds: its calls leave one after the other, in order, under this fence only. */
export interface HeldLine {
  readonly endpointId: number;
  readonly endpoint: string;
  readonly kind: EndpointKind;
  /** Undefined of kind `mail`. */
  readonly url: string | undefined;
  readonly format: EndpointFormat;
  readonly detail: EndpointDetail;
  /** Rows of the keys that sign at this moment. */
  readonly keys: readonly number[];
  readonly fence: number;
  /** Calls in a row that failed before. */
  readonly failures: number;
  /** One more, and it is disabled. */
  readonly hasFailedTooLong: boolean;
  readonly next: NextCall;
}

/** What is written about a call after it was tried. */
export type CallState =
  | { readonly state: Outcome; readonly reason: string; readonly attempted: boolean }
  | {
      readonly state: 'pending';
      readonly reason: string;
      readonly dueInMs: number;
      readonly attempted: boolean;
      /** The answer was lost, so it may have arrived. */
      readonly possiblySent: boolean;
      /** Those behind it need not wait for it. */
      readonly setAside: boolean;
    };

export interface CallSettlement {
  readonly line: HeldLine;
  /** Undefined when the call was not begun: it stays as it was. */
  readonly after: CallState | undefined;
  readonly answer: CallAnswer | undefined;
  /** Whether the line's next call is wanted; otherwise the line is given back. */
  readonly goesOn: boolean;
}

export interface LineRequest {
  /** Lines at most, of endpoints that answered last time and of those that failed. */
  readonly healthy: number;
  readonly failing: number;
}

/** The ledger as the calling of endpoints needs it. */
export interface Lines {
  /** Leases lines with a call that is due, the most urgent first, and gives each with that call. */
  readonly claim: (request: LineRequest) => Promise<readonly HeldLine[]>;
  /**
   * Writes outcomes under fences that still hold; a stale worker's settle changes nothing. Gives the lines that go on with
   * their next call, by endpoint; all others are given back.
   */
  readonly settle: (
    settlements: readonly CallSettlement[],
  ) => Promise<ReadonlyMap<number, HeldLine>>;
  /** It is gone, or has failed for too long: nothing is called there until somebody brings it back. */
  readonly disable: (endpointId: number, reason: string) => Promise<void>;
}
