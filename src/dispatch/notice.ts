import type { Revision } from '#src/advisory/revision.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Canary } from './canary.ts';
import type { ClaimedMail } from './delivery.ts';

/** What a notice says, beside its template. Tokens are fresh: only their hashes are kept. */
export type Notice =
  | { readonly kind: 'confirm'; readonly wish: Wish; readonly token: string }
  | { readonly kind: 'manage'; readonly token: string }
  | { readonly kind: 'in-force'; readonly revisions: readonly Revision[] }
  | { readonly kind: 'unsubscribed' }
  | { readonly kind: 'canary'; readonly canary: Canary };

export interface Notices {
  /**
   * Opens a claimed notice for composing: makes its link, or finds what is in force and records that its reader is
   * about to be told. Undefined when it has nothing to say any more.
   */
  readonly open: (
    row: Pick<ClaimedMail, 'publicationId' | 'recipientId' | 'purpose'>,
  ) => Promise<Notice | undefined>;
}
