import type { Content } from '#src/advisory/advisory.ts';

import type { Cursor, PollFigures, SourceItem, Trouble } from './source.ts';

/** What the ears need from storage. All times are the database's. */
export interface SourceLedger {
  /** Those of these polled sources that are due: without a row yet, or with `next_poll_at` in the past. */
  readonly due: (sourceIds: readonly string[]) => Promise<readonly string[]>;

  /**
   * Takes a due source for one poll, in one conditional statement: moves `next_poll_at` to now + `leaseSeconds`, so that
   * nobody else finds it due and a worker that dies is followed by another. Makes the row where there is none. Undefined
   * when it is not due; `evenIfNotDue` (an officer's wish) takes it all the same.
   */
  readonly claim: (request: ClaimRequest) => Promise<Claim | undefined>;

  /**
   * For these keys, the content of the latest advisory event that has one, whatever its verdict was. An event without
   * content (vanished) is passed over: absence is no word of the source.
   */
  readonly lastContents: (
    sourceId: string,
    keys: readonly string[],
  ) => Promise<ReadonlyMap<string, Content>>;

  /**
   * Keeps a successful poll in one transaction, if the claim's fence still stands; else changes nothing and gives undefined.
   * Always: cursor, `last_success_at` = now, `failures` = 0, figures and trouble, `next_poll_at` = now + `nextInSeconds`.
   * With `items` or `vanished` also: `last_change_at`, each item's report, one advisory event for each item, and one
   * without content and report for each vanished key, all with the counts and `firstSight` of this poll.
   * Gives the ids of the new events; of an unchanged poll none.
   */
  readonly savePoll: (poll: PollRecord) => Promise<readonly number[] | undefined>;

  /**
   * Keeps a failed poll, if the fence still stands: `failures` + 1, the trouble, `next_poll_at` = now +
   * `nextInSeconds`. Touches neither cursor nor events.
   */
  readonly fail: (failure: PollFailure) => Promise<void>;

  /**
   * Keeps a pushed document and its advisory event (`firstSight` false, both counts 1) in one transaction. When the latest
   * report of the same source and key has the same bytes nothing is written, and `advisoryEventId` is undefined. Two at
   * once must end as one: serialise by source and key.
   */
  readonly accept: (item: SourceItem) => Promise<Accepted>;
}

export interface ClaimRequest {
  readonly sourceId: string;
  readonly leaseSeconds: number;
  readonly evenIfNotDue: boolean;
}

export interface Claim {
  readonly sourceId: string;
  /** Opaque to us; changes with every claim of this source (the new `next_poll_at` in full precision will do). */
  readonly fence: string;
  /** Empty before the first successful poll. */
  readonly cursor: Cursor;
  /** Keys whose latest advisory event has content: what the source listed when it was last heard of. */
  readonly known: readonly string[];
  /** No poll of this source has succeeded yet. */
  readonly firstSight: boolean;
  /** Failed polls since the last success. */
  readonly failures: number;
}

export interface PollRecord {
  readonly claim: Claim;
  readonly cursor: Cursor;
  readonly items: readonly SourceItem[];
  readonly vanished: readonly string[];
  /** How many of the items are news, and the vanished; `SourceHistory.changedInPoll` of every event of this poll. */
  readonly changed: number;
  /** How many advisories the source lists; `SourceHistory.countriesOfSource` of every event of this poll. */
  readonly listed: number;
  /** What went wrong in a poll that succeeded as a whole. */
  readonly trouble: Trouble | undefined;
  /** How it was answered; undefined where the source does not say. */
  readonly figures: Pick<PollFigures, 'latencyMs' | 'bytes' | 'entries'> | undefined;
  readonly nextInSeconds: number;
}

export interface PollFailure {
  readonly claim: Claim;
  readonly trouble: Trouble;
  readonly nextInSeconds: number;
}

export interface Accepted {
  readonly reportId: number;
  /** Undefined when the same document was already there. */
  readonly advisoryEventId: number | undefined;
}
