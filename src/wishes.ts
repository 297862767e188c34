import { policy } from '#config/policy.ts';
import { createCompanions } from '#src/store/companions.ts';
import { createOwnRecords } from '#src/store/own-records.ts';
import { createPublished } from '#src/store/published.ts';
import { createResidences } from '#src/store/residences.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { keepStays } from '#src/store/stays.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import type { SubscriptionsOptions } from '#src/store/subscriptions.ts';
import { createLookbacks } from '#src/subscription/lookbacks.ts';

interface WishParts extends Omit<SubscriptionsOptions, 'inForceOn' | 'undoDays'> {
  /** The connections on which strangers' questions wait. */
  readonly reading: SubscriptionsOptions['db'];
  readonly now: () => Date;
}

/** What citizens ask for, what it would bring them, and what becomes of it. */
export function createWishes({ reading, now, ...parts }: WishParts) {
  const store = { ...parts, inForceOn: createRevisions, undoDays: policy.undoDays };
  return {
    subscriptions: createSubscriptions(store),
    companions: createCompanions(store),
    ownRecords: createOwnRecords(store),
    residences: createResidences(store),
    lookbacks: createLookbacks({ ...createPublished(reading), now }),
    keepStays: () => keepStays(store),
  };
}
