import type { Drafts } from '#src/advisory/draft.ts';

import { createPile } from './pile.ts';
import type { PileNeeds } from './pile.ts';
import { createReleasing } from './releasing.ts';
import type { Releasing, ReleasingNeeds } from './releasing.ts';
import { createWithdrawing } from './withdrawing.ts';
import type { Withdrawing, WithdrawingNeeds } from './withdrawing.ts';
import { createWriting } from './writing.ts';
import type { Writing } from './writing.ts';

/** What officers do with drafts. Every refusal is an AppError whose message says what was expected. */
export interface Desk extends Writing, Releasing, Withdrawing {}

interface DeskNeeds
  extends
    Omit<ReleasingNeeds, 'pile' | 'drafts'>,
    Omit<PileNeeds, 'drafts'>,
    Pick<WithdrawingNeeds, 'phraseBook'> {
  readonly drafts: Omit<Drafts, 'list'> & ReleasingNeeds['drafts'];
}

export function createDesk({ drafts, revisions, ...rest }: DeskNeeds): Desk {
  const pile = createPile({ drafts, revisions });
  return {
    ...createWriting({ drafts, pile }),
    ...createReleasing({ drafts, pile, ...rest }),
    ...createWithdrawing({ drafts, pile, ...rest }),
  };
}
