import type { Lane } from '#src/advisory/lane.ts';

import type { EventType } from './event-type.ts';
import type { Payload } from './payload.ts';

export const callStates = [
  'pending',
  'sent',
  'withheld',
  'superseded',
  'suppressed',
  'unsubscribed',
  'failed',
  'expired',
] as const;
export type CallState = (typeof callStates)[number];

/** What an endpoint was to be told, whatever became of the call. */
export interface LoggedEvent {
  readonly id: string;
  readonly sequence: number;
  readonly payload: Payload;
  /** The payload says until when it is to be acknowledged; who was not verified yet when it was told was not asked. */
  readonly isAsked: boolean;
  readonly call: CallState;
}

export interface LogPage {
  readonly events: readonly LoggedEvent[];
  /** Of the latest event there is; 0 for none. */
  readonly last: number;
  /** What came before it is forgotten. */
  readonly oldest: number;
}

interface LogQuestion {
  /** From the oldest when left out. */
  readonly after?: number | undefined;
  readonly limit: number;
  readonly types?: readonly EventType[] | undefined;
}

export interface EventLog {
  /** Undefined when there is no such endpoint. */
  readonly read: (endpoint: string, question: LogQuestion) => Promise<LogPage | undefined>;
  /** The sequence of each one's latest event. */
  readonly lasts: (endpoints: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

/** An attempt that was followed by another one. */
export interface CallAttempt {
  readonly number: number;
  readonly at: Date;
  readonly tookMs: number | undefined;
  readonly status: number | undefined;
  readonly reason: string;
  /** The beginning of what was answered, redacted. */
  readonly response: string | undefined;
}

/** One endpoint and one event, as its owner follows it. */
export interface LoggedCall {
  readonly sequence: number;
  /** Above 0 it is a replay. */
  readonly round: number;
  readonly event: string;
  readonly type: EventType;
  readonly lane: Lane;
  readonly state: CallState;
  readonly reason: string | undefined;
  readonly attempts: number;
  readonly createdAt: Date;
  /** When it is tried again at the earliest. */
  readonly dueAt: Date | undefined;
  readonly settledAt: Date | undefined;
  readonly attemptedAt: Date | undefined;
  readonly tookMs: number | undefined;
  readonly status: number | undefined;
  readonly response: string | undefined;
}

interface CallPlace {
  readonly sequence: number;
  readonly round: number;
}

interface CallsQuestion {
  readonly limit: number;
  readonly after?: CallPlace | undefined;
  readonly state?: CallState | undefined;
  readonly type?: EventType | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
}

export interface CallLog {
  /** Newest first. */
  readonly list: (endpoint: string, question: CallsQuestion) => Promise<readonly LoggedCall[]>;
  /** The call of a sequence and its replays, each with the attempts before its last; none when there is none. */
  readonly find: (
    endpoint: string,
    sequence: number,
  ) => Promise<readonly (LoggedCall & { readonly earlier: readonly CallAttempt[] })[]>;
}

/** One event, those of a stretch of time, or all after a sequence. */
export type WhatToReplay =
  | { readonly sequence: number }
  | { readonly from: Date; readonly to: Date }
  | { readonly after: number };

export interface CallReplays {
  /**
   * Tells what was told, or was to be told, once more, in its old order, behind what is new. What still waits is left as it is.
   * Throws INPUT_INVALID for more than `most` at once.
   */
  readonly replay: (
    endpoint: string,
    what: WhatToReplay,
    by: string,
  ) => Promise<{
    readonly replayed: number;
    readonly waiting: number;
    /** Stopped by an officer, or replaced by a newer revision and of a mailbox. */
    readonly leftOut: number;
  }>;
}
