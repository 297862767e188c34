import type { Content } from '#src/advisory/advisory.ts';
import type { Proposal } from '#src/advisory/proposal.ts';
import type { Report } from '#src/advisory/report.ts';

import type { Doubt } from './publisher.ts';

/** What one look at a source gave. */
export type Poll =
  /** Nothing moved since the cursor (304, or an index without a moved date). */
  | { readonly kind: 'unchanged'; readonly cursor: Cursor; readonly figures?: PollFigures }
  | {
      readonly kind: 'changed';
      readonly cursor: Cursor;
      readonly items: readonly SourceItem[];
      /** Every key the source lists now, to see what vanished; undefined when this poll cannot tell. */
      readonly listed: readonly string[] | undefined;
      /** Keys whose document could not be had or read; the cursor leaves them to the next poll. */
      readonly unread: readonly string[];
      readonly figures?: PollFigures;
    };

/** How a poll went that succeeded as a whole. */
export interface PollFigures {
  /** Of the slowest answer. */
  readonly latencyMs: number;
  readonly bytes: number;
  /** What the source lists now; undefined where no list was read. */
  readonly entries?: number | undefined;
  /** What could not be had or read all the same. */
  readonly trouble?: Trouble | undefined;
  /** The publisher wants to be left alone for so long. */
  readonly waitSeconds?: number | undefined;
}

export interface Trouble {
  /** Stable, for health. */
  readonly code: string;
  /** For operators; quotes at most a name. */
  readonly reason: string;
}

/** A report with what the adapter reads in it. An item whose content names no place is one for an officer: places are never guessed. */
export interface SourceItem {
  readonly report: Report;
  /** The source's stable key of the advisory. */
  readonly key: string;
  readonly content: Content;
  readonly changedAt: Date | undefined;
  /** What an officer must look at before anybody is told. */
  readonly doubts?: readonly Doubt[];
  /** As it was when the source was first looked at, though its turn came later: a beginning, and news to nobody. */
  readonly isFirstLook?: true;
  /** What was read in a text in prose, each with its sentence. */
  readonly proposal?: Proposal;
}

/** What a source remembers between polls, as JSON: ETags, dates by key. */
export type Cursor = Readonly<Record<string, string>>;

/** A publisher that is polled. A failed poll throws AppError SOURCE_UNREACHABLE or SOURCE_UNREADABLE and changes nothing. */
export interface Source {
  readonly id: string;
  readonly poll: (cursor: Cursor, signal: AbortSignal, round?: Round) => Promise<Poll>;
}

/** What an operator who has looked at the source wants of one poll. */
export interface PollWish {
  /** Its list is as long as it says now, however long it was. */
  readonly acceptsSize?: boolean | undefined;
}

/** What whoever polls knows beside the cursor. */
export interface Round extends PollWish {
  /** Keys of which something was heard before, also long ago. */
  readonly known?: readonly string[];
}

/** A publisher whose documents are pushed to us: prose by officers, missions, the press. */
export interface PushedSource {
  readonly id: string;
  /** Reads one document. Throws AppError REPORT_UNREADABLE for what is no text at all. */
  readonly read: (report: Report) => Promise<SourceItem>;
}
