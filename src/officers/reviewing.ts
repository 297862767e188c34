import { AppError } from '#src/errors.ts';

import { hasRole } from './officer.ts';
import type { Officer } from './officer.ts';
import type { PageById } from './page.ts';
import { refuse } from './pile.ts';
import type { Refusal } from './rules.ts';

/** An emergency that one person released because no second one acted. It waits until another approver has looked at it. */
export interface LoneRelease {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
  readonly officer: string;
  readonly at: Date;
  readonly reason: string;
  /** Everybody who wrote any version of it. */
  readonly authors: readonly string[];
  readonly review: LoneReview | undefined;
}

interface LoneReview {
  readonly officer: string;
  readonly at: Date;
  readonly verdict: 'upheld' | 'objected';
  readonly note: string;
}

export interface LoneReleases {
  /** Newest first; those that wait for a review, or all. */
  readonly list: (which: 'waiting' | 'all', page?: PageById) => Promise<readonly LoneRelease[]>;
  readonly find: (publicationId: number) => Promise<LoneRelease | undefined>;
  /** Undefined when somebody else has reviewed it meanwhile. */
  readonly review: (publicationId: number, review: LoneReview) => Promise<LoneRelease | undefined>;
}

export interface Reviewing {
  /** Says afterwards whether releasing alone was right. To take back what went out, the advisory is withdrawn or corrected. */
  readonly reviewLoneRelease: (
    by: Officer,
    review: Pick<LoneReview, 'verdict' | 'note'> & { readonly publicationId: number },
  ) => Promise<LoneRelease>;
}

export interface ReviewingNeeds {
  readonly loneReleases: Pick<LoneReleases, 'find' | 'review'>;
  readonly now: () => Date;
}

export function createReviewing({ loneReleases, now }: ReviewingNeeds): Reviewing {
  return {
    async reviewLoneRelease(by, { publicationId, verdict, note }) {
      const release = await loneReleases.find(publicationId);
      if (release === undefined)
        throw new AppError(
          'NOT_FOUND',
          `Publication ${publicationId} was not released by one person alone`,
        );
      refuse(whatPreventsReviewing(release, by));
      const review = { officer: by.name, at: now(), verdict, note };
      const reviewed = await loneReleases.review(publicationId, review);
      if (reviewed !== undefined) return reviewed;
      throw new AppError('DRAFT_CLOSED', alreadyReviewed(publicationId));
    },
  };
}

/**
 * By an approver who had no hand in it: that is the second person, late.
 *
 * @internal exported for its table of cases
 */
export function whatPreventsReviewing(
  { publicationId, officer, authors, review }: LoneRelease,
  by: Officer,
): Refusal | undefined {
  if (!hasRole(by, ['approver']))
    return { code: 'FORBIDDEN', message: 'Expected an officer with the role approver' };
  if (by.name === officer || authors.includes(by.name))
    return {
      code: 'APPROVER_IS_AUTHOR',
      message: 'Expected an officer who neither wrote any of it nor released it',
    };
  if (review !== undefined)
    return { code: 'DRAFT_CLOSED', message: alreadyReviewed(publicationId) };
  return undefined;
}

function alreadyReviewed(publicationId: number): string {
  return `The lone release of publication ${publicationId} has been reviewed already`;
}
