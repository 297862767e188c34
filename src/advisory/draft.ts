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
  /** Rises with whatever is done to it: what was judged is published, and nothing that came after. */
  readonly version: number;
  /** The number of the revision that it was made from; undefined for a new advisory. */
  readonly basedOn?: number | undefined;
  /** Officer or source that wrote the latest version. */
  readonly author: string;
  /** Why it waits for an officer, when a source made it. */
  readonly reason: string | undefined;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly approvals: readonly Approval[];
  /** An approver sent just this text back. */
  readonly sentBack?: boolean;
  /** Somebody asked for another officer's verdict on this text, and there was none since. */
  readonly submission?: Submission | undefined;
  readonly schedule?: Schedule | undefined;
}

export interface Submission {
  readonly officer: string;
  readonly at: Date;
}

/** When a draft is to go out by itself. An edit does not move it: what was scheduled was another text, and that is said when its time comes. */
export interface Schedule {
  readonly at: Date;
  /** In whose name it goes out; they must still be allowed to when it does. */
  readonly officer: string;
  /** The text that they meant, and the message that it made. */
  readonly hash: string;
  readonly message: string;
  readonly withholdOutsideAllowlist: boolean;
  /** Why it did not go out when its time had come. */
  readonly refused?: string | undefined;
}

/** What an approval binds: every word of the content, and the lane. */
export function hashOf(content: Content, lane: Lane): string {
  return canonicalHash({ content, lane });
}

export interface Approval {
  readonly officer: string;
  readonly at: Date;
  readonly hash: string;
  /** Fingerprint of all that readers would have got in any language, and of its withdrawal. */
  readonly message: string;
  /** How many recipients it had when it was approved. */
  readonly audience: number;
  /** The text was edited since: coming back to it does not bring the approval back. */
  readonly voided?: boolean;
}

/** So many of a list, behind the draft that was changed then. */
export interface DraftPage {
  readonly limit: number;
  readonly after?: { readonly changedAt: Date; readonly id: string } | undefined;
}

export interface Drafts {
  readonly list: (state: Draft['state'], page?: DraftPage) => Promise<readonly Draft[]>;
  readonly find: (id: string) => Promise<Draft | undefined>;
  readonly create: (draft: NewDraft) => Promise<Draft>;
  /** Replaces content and lane if the draft is open and still has `expectedHash`; undefined otherwise. */
  readonly replace: (change: DraftChange) => Promise<Draft | undefined>;
  readonly approve: (id: string, approval: Approval) => Promise<Draft | undefined>;
  readonly dismiss: (id: string, by: string, reason: string) => Promise<Draft | undefined>;
  /** Leaves it open, without its approvals and with the reason. */
  readonly sendBack: (id: string, by: string, reason: string) => Promise<Draft | undefined>;
  /** Undefined unless the draft is open and still has that hash. Asking again does not move the time of the first asking. */
  readonly submit: (
    id: string,
    submission: Submission & { readonly hash: string },
  ) => Promise<Draft | undefined>;
}

/** Drafts that wait for their time. */
export interface Schedules {
  /** In the place of any before; undefined unless the draft is open and still has that hash. */
  readonly set: (draftId: string, schedule: Schedule) => Promise<Draft | undefined>;
  /** Undefined when it had none. */
  readonly cancel: (draftId: string, by: string) => Promise<Draft | undefined>;
  /** Open drafts whose time has come, the earliest first, without those that were refused. */
  readonly due: () => Promise<readonly (Schedule & { readonly draftId: string })[]>;
  /** False when it has gone out, been cancelled or been set anew meanwhile. */
  readonly refuse: (draftId: string, schedule: Schedule, why: string) => Promise<boolean>;
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
