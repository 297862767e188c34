import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import type { InForceOn } from './newcomers.ts';

/** What the citizens' statements share. */
export interface WishStore {
  readonly db: Database;
  readonly keyring: Keyring;
  readonly inForceOn: InForceOn;
  /** Days in which an unsubscribe can be undone. */
  readonly undoDays: number;
  /** Version of the privacy notice that is shown now; stands in every consent. */
  readonly noticeVersion: string;
}
