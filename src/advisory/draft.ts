import type { Content } from './advisory.ts';
import { canonicalHash } from './canonical.ts';
import type { Lane } from './lane.ts';

/**
 * An advisory's next revision while officers work on it. Publishing makes an immutable revision of it;
 * whatever is edited after an approval voids the approval, because that binds `hash`.
 */
export interface Draft {
  readonly id: string;
  /** The advisory that this continues; undefined when it will be a new one. */
  readonly advisoryId: string | undefined;
  readonly state: 'open' | 'published' | 'dismissed';
  readonly content: Content;
  readonly lane: Lane;
  /** Hash of content and lane; what an approval binds. */
  readonly hash: string;
  /** Officer or source that wrote the latest version. */
  readonly author: string;
  /** Why it waits for an officer, when a source made it. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly approvals: readonly Approval[];
  /** An approver sent just this text back. */
  readonly sentBack?: boolean;
}

/** What an approval binds: every word of the content, and the lane. */
export function hashOf(content: Content, lane: Lane): string {
  return canonicalHash({ content, lane });
}

export interface Approval {
  readonly officer: string;
  readonly at: Date;
  readonly hash: string;
  /** How many recipients it had when it was approved. */
  readonly audience: number;
}

export interface Drafts {
  readonly list: (state: Draft['state']) => Promise<readonly Draft[]>;
  readonly find: (id: string) => Promise<Draft | undefined>;
  readonly create: (draft: NewDraft) => Promise<Draft>;
  /** Replaces content and lane if the draft is open and still has `expectedHash`; undefined otherwise. */
  readonly replace: (change: DraftChange) => Promise<Draft | undefined>;
  readonly approve: (id: string, approval: Approval) => Promise<Draft | undefined>;
  readonly dismiss: (id: string, by: string, reason: string) => Promise<Draft | undefined>;
  /** Leaves it open, without its approvals and with the reason. */
  readonly sendBack: (id: string, by: string, reason: string) => Promise<Draft | undefined>;
}

export interface NewDraft {
  readonly advisoryId?: string;
  readonly content: Content;
  readonly lane: Lane;
  readonly author: string;
  readonly reason?: string;
}

export interface DraftChange {
  readonly id: string;
  readonly expectedHash: string;
  readonly content: Content;
  readonly lane: Lane;
  readonly author: string;
}
