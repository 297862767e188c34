import { canonicalHash } from '#src/advisory/canonical.ts';
import type { Draft, Drafts } from '#src/advisory/draft.ts';

import { createPile } from './pile.ts';
import type { PileNeeds } from './pile.ts';
import { createReleasing } from './releasing.ts';
import type { Releasing, ReleasingNeeds } from './releasing.ts';
import { createReviewing } from './reviewing.ts';
import type { Reviewing, ReviewingNeeds } from './reviewing.ts';
import { createScheduling } from './scheduling.ts';
import type { Scheduling, SchedulingNeeds } from './scheduling.ts';
import { createTrying } from './trying.ts';
import type { Trying, TryingNeeds } from './trying.ts';
import { createWithdrawing, withdrawalsOf } from './withdrawing.ts';
import type { Withdrawing, WithdrawingNeeds } from './withdrawing.ts';
import { createWriting } from './writing.ts';
import type { Writing } from './writing.ts';

/** What officers do with drafts. Every refusal is an AppError whose message says what was expected. */
export interface Desk extends Writing, Releasing, Scheduling, Reviewing, Trying, Withdrawing {}

interface DeskNeeds
  extends
    Omit<ReleasingNeeds, 'pile' | 'drafts' | 'messageOf'>,
    Omit<SchedulingNeeds, 'pile' | 'releasing'>,
    Omit<PileNeeds, 'drafts'>,
    ReviewingNeeds,
    Omit<TryingNeeds, 'pile'>,
    Pick<WithdrawingNeeds, 'phraseBook'> {
  readonly drafts: Omit<Drafts, 'list'> & ReleasingNeeds['drafts'];
  /** Identifies what readers and systems would get of a draft, in every language. */
  readonly fingerprint: (draft: Draft) => Promise<string>;
}

export function createDesk({ revisions, fingerprint, ...needs }: DeskNeeds): Desk {
  const pile = createPile({ drafts: needs.drafts, revisions });
  const { check, ...releasing } = createReleasing({ ...needs, pile, messageOf });
  return {
    ...createWriting({ ...needs, pile }),
    ...releasing,
    ...createScheduling({ ...needs, pile, releasing: { publish: releasing.publish, check } }),
    ...createReviewing(needs),
    ...createTrying({ ...needs, pile }),
    ...createWithdrawing({ ...needs, pile }),
  };

  async function messageOf(draft: Draft): Promise<string> {
    const withdrawal = withdrawalsOf(draft, needs.phraseBook);
    return canonicalHash({ published: await fingerprint(draft), withdrawal });
  }
}
