import type { Content } from '#src/advisory/advisory.ts';
import type { Approval, Draft } from '#src/advisory/draft.ts';
import {
  whatEndsTwice,
  whatIsMissing,
  whatIsNotNew,
  whatIsOfAnotherStatus,
  whatRevives,
} from '#src/advisory/release.ts';
import type { ErrorCode } from '#src/errors.ts';

import { hasRole } from './officer.ts';
import type { Officer } from './officer.ts';

/** Why something may not be done, in words for the officer who tried. */
export interface Refusal {
  readonly code: ErrorCode;
  readonly message: string;
}

/** All that the rules look at when somebody wants to release a draft. */
export interface Release {
  readonly draft: Draft;
  /** Everybody who wrote any version of it, officers and sources. */
  readonly authors: readonly string[];
  readonly officer: Officer;
  /** How many recipients it would have now. */
  readonly audience: number;
  /** Fingerprint of all that would go out now; approvals bind it. */
  readonly message: string;
  /** What the advisory that it continues says now, and the number of the revision that says so; 0 for none. */
  readonly previous: Content | undefined;
  readonly latest: number;
  readonly now: Date;
  /** Growth of the audience since the approval, as a share, from which the approval is asked for again. */
  readonly growthAskAgain: number;
}

/** Routine and urgent: an approver, or an author with an approval. Emergency: an approval by somebody who wrote none of it. */
export function whatPreventsPublishing(release: Release): Refusal | undefined {
  return whatPreventsRelease(release) ?? whoIsMissing(release);
}

export function whatPreventsApproving(
  release: Omit<Release, 'audience' | 'message' | 'growthAskAgain'>,
): Refusal | undefined {
  const { draft, authors, officer } = release;
  if (!hasRole(officer, ['approver'])) {
    return { code: 'FORBIDDEN', message: 'Expected an officer with the role approver' };
  }
  if (draft.lane === 'emergency' && authors.includes(officer.name)) {
    return {
      code: 'APPROVER_IS_AUTHOR',
      message:
        'An emergency is approved by somebody who wrote none of its versions: expected another officer',
    };
  }
  return whatPreventsRelease(release);
}

/**
 * The way out when no second person acts: an emergency, handed in for a verdict, and none given in time. What an approver has sent
 * back has had its second person.
 */
export function whatPreventsLoneRelease(
  release: Pick<Release, 'draft' | 'officer' | 'previous' | 'latest' | 'now'>,
  afterMinutes: number,
): Refusal | undefined {
  const { draft, officer, now } = release;
  if (!hasRole(officer, ['author', 'approver'])) return notAReleaser;
  if (draft.lane !== 'emergency')
    return refusalOfLone('Only an emergency may go out without a second person');
  return (
    whatPreventsRelease(release) ??
    (draft.sentBack === true ? sentBack : undefined) ??
    whoWasNotAsked(draft, now, afterMinutes)
  );
}

function whoWasNotAsked(
  { submission }: Draft,
  now: Date,
  afterMinutes: number,
): Refusal | undefined {
  if (submission === undefined)
    return refusalOfLone(
      `Nobody has been asked to approve this text: submit it. When no approver acts within ${afterMinutes} minutes, one person may release it`,
    );
  const from = new Date(submission.at.getTime() + afterMinutes * 60_000);
  if (from <= now) return undefined;
  return refusalOfLone(
    `Approvers were asked at ${submission.at.toISOString()} and have ${afterMinutes} minutes: one person may release it from ${from.toISOString()}`,
  );
}

function refusalOfLone(message: string): Refusal {
  return { code: 'APPROVAL_MISSING', message };
}

/** A verdict is asked for by whoever may write, on what could go out. */
export function whatPreventsSubmitting(
  release: Pick<Release, 'draft' | 'officer' | 'previous' | 'latest' | 'now'>,
): Refusal | undefined {
  if (!hasRole(release.officer, ['author', 'approver'])) return notAReleaser;
  return whatPreventsRelease(release) ?? (release.draft.sentBack === true ? sentBack : undefined);
}

/** What must be repaired before anybody may release the draft. */
export function whatPreventsRelease({
  draft,
  previous,
  latest,
  now,
}: Pick<Release, 'draft' | 'previous' | 'latest' | 'now'>): Refusal | undefined {
  const { content } = draft;
  return (
    whatPreventsEditing(draft) ??
    unfit(whatIsMissing(content)) ??
    unfit(whatIsOfAnotherStatus(content, previous)) ??
    unfit(whatIsNotNew(content, previous)) ??
    whatPreventsEnding(content, previous) ??
    unfit(whatIsOver(content, now)) ??
    whatItTakesBack(draft, latest)
  );
}

/** Made from an earlier revision, it knows nothing of what a later one said, and would silently undo it. */
function whatItTakesBack({ id, basedOn }: Draft, latest: number): Refusal | undefined {
  if (basedOn === undefined || basedOn === latest) return undefined;
  return {
    code: 'DRAFT_CHANGED',
    message: `Draft ${id} was made from message ${basedOn}, and message ${latest} has gone out since: it would take back what that said. Dismiss it, and correct the advisory anew`,
  };
}

export function whatPreventsEditing({ id, state }: Draft): Refusal | undefined {
  if (state === 'open') return undefined;
  return { code: 'DRAFT_CLOSED', message: `Draft ${id} is ${state}: expected an open draft` };
}

/** What would say of an advisory that is over that it is over, or that it goes on. */
export function whatPreventsEnding(
  content: Pick<Content, 'relation'>,
  previous: Content | undefined,
): Refusal | undefined {
  const message = whatEndsTwice(content, previous) ?? whatRevives(content, previous);
  return message === undefined ? undefined : { code: 'PUBLICATION_CLOSED', message };
}

function unfit(message: string | undefined): Refusal | undefined {
  return message === undefined ? undefined : { code: 'DRAFT_INCOMPLETE', message };
}

function whatIsOver({ expiresAt }: Content, now: Date): string | undefined {
  if (expiresAt === undefined || new Date(expiresAt) > now) return undefined;
  return `The draft may not go out any more. expiresAt: expected a time to come, arrived ${expiresAt}`;
}

function whoIsMissing(release: Release): Refusal | undefined {
  const { draft, officer } = release;
  if (!hasRole(officer, ['author', 'approver'])) return notAReleaser;
  const valid = draft.approvals.filter((approval) => isValid(approval, release));
  if (draft.sentBack === true && valid.length === 0) return sentBack;
  if (draft.lane !== 'emergency' && hasRole(officer, ['approver'])) return undefined;
  if (valid.length === 0) return approvalMissing(release);
  if (valid.some(({ audience }) => isStillTheAudience(audience, release))) return undefined;
  return {
    code: 'APPROVAL_MISSING',
    message: `The audience has grown by more than ${release.growthAskAgain * 100} % since the approval: expected a fresh approval`,
  };
}

const notAReleaser: Refusal = {
  code: 'FORBIDDEN',
  message: 'Expected an officer with the role author or approver',
};

/** One approver's no is not overruled by another's publishing: it takes an edit, or an approval in so many words. */
const sentBack: Refusal = {
  code: 'DRAFT_SENT_BACK',
  message: 'An approver has sent this text back: edit it, or have it approved as it is',
};

/** Bound to exactly this text, lane and message; of an emergency, by another person. */
function isValid({ hash, message, officer, voided = false }: Approval, release: Release): boolean {
  const { draft, authors } = release;
  if (voided || hash !== draft.hash || message !== release.message) return false;
  return draft.lane !== 'emergency' || !authors.includes(officer);
}

function isStillTheAudience(approved: number, { audience, growthAskAgain }: Release): boolean {
  return audience <= approved * (1 + growthAskAgain);
}

function approvalMissing({ draft, message }: Release): Refusal {
  const whose =
    draft.lane === 'emergency'
      ? 'of an officer who wrote none of its versions'
      : 'of an officer with the role approver';
  return {
    code: 'APPROVAL_MISSING',
    message: `Expected the approval ${whose}, bound to the present text.${whyVoid(draft, message)}`,
  };
}

function whyVoid({ approvals, hash }: Draft, message: string): string {
  const ofThisText = approvals.filter(({ voided, ...one }) => voided !== true && one.hash === hash);
  if (ofThisText.some((approval) => approval.message !== message))
    return ' The text is the one that was approved, but its message has changed since: a number in the mission directory, a template, a phrase, or the advisory that it continues. Look at the preview';
  return approvals.length > 0 ? ' What was approved before has been edited since.' : '';
}
