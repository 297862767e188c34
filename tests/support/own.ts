import { createCompanions } from '#src/store/companions.ts';
import { createOwnRecords } from '#src/store/own-records.ts';
import { createSearching } from '#src/store/search.ts';
import { createOwnSuppressions } from '#src/store/suppressions.ts';

import type { WishWorld } from './wishes.ts';

/** What the pages below a manage link need beside subscriptions. */
export function ownOf({ db, store }: Pick<WishWorld, 'db' | 'store'>) {
  return {
    companions: createCompanions(store),
    ownRecords: createOwnRecords(store),
    searching: createSearching(db),
    ownSuppressions: createOwnSuppressions({ db }),
  };
}
