import type { Content } from './advisory.ts';
import type { ChangeKind } from './change.ts';
import { isEnding } from './ending.ts';
import type { Lane } from './lane.ts';

/** One immutable version of an advisory, as published. Numbers are dense and start at 1. */
export interface Revision {
  readonly advisoryId: string;
  readonly number: number;
  readonly content: Content;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly publishedAt: Date;
  readonly saidBefore?: SaidBefore;
}

/** Of what ends an advisory: which of its issuer's words are an earlier message's, and when they were first said. They are no news. */
export interface SaidBefore {
  readonly headline?: Date | undefined;
  readonly whatHappened?: Date | undefined;
  readonly short?: Date | undefined;
}

/** The three states of a published revision that people see. */
export type RevisionState = 'in force' | 'replaced' | 'ended';

export interface Advisory {
  readonly id: string;
  /** Newest first; never empty. */
  readonly revisions: readonly Revision[];
}

/** What readers of published advisories need from storage. None of them comes upon an exercise or a test. */
export interface Revisions {
  readonly find: (advisoryId: string) => Promise<Advisory | undefined>;
  /** The latest revision of every advisory that is in force, newest first; of one country when given. */
  readonly inForce: (filter: {
    readonly country?: string;
    readonly at: Date;
  }) => Promise<readonly Revision[]>;
  /** The latest revisions published, in force or not, newest first; of one country when given. */
  readonly latest: (limit: number, country?: string) => Promise<readonly Revision[]>;
}

/** What officers need beside that: what they go on from may be an exercise or a test. */
export interface Continued {
  /** The newest revision of an advisory, whatever its status. */
  readonly newest: (advisoryId: string) => Promise<Revision | undefined>;
  /** The newest that did not end it. */
  readonly newestBeforeEnding: (advisoryId: string) => Promise<Revision | undefined>;
  /** Which words of a content that would continue it its earlier messages have said. */
  readonly saidBefore: (advisoryId: string, content: Content) => Promise<SaidBefore | undefined>;
}

/** What a revision is to a reader at a moment. A cancel or an all-clear ends its advisory; so does expiry. */
export function stateOf(revision: Revision, latestNumber: number, at: Date): RevisionState {
  if (revision.number < latestNumber) return 'replaced';
  return isEnded(revision.content, at) ? 'ended' : 'in force';
}

/** What others are shown of a content: its withdrawal is said when it is released, and not before. */
export function shownOf({ withdrawal: _notYet, ...content }: Content): Omit<Content, 'withdrawal'> {
  return content;
}

export function isEnded(content: Content, at: Date): boolean {
  if (isEnding(content)) return true;
  return content.expiresAt !== undefined && new Date(content.expiresAt) <= at;
}
