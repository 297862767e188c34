import type { Revision } from '#src/advisory/revision.ts';
import type { StatedBasis } from '#src/subscription/consent.ts';
import type { InForceOccasion } from '#src/subscription/in-force.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Answer } from './answer-notice.ts';
import type { Canary } from './canary.ts';
import type { ClaimedMail } from './delivery.ts';
import type { DutyNotice } from './duty-notice.ts';
import type { EndpointNotice } from './endpoint-notice.ts';

/** What a notice says, beside its template. Tokens are fresh: only their hashes are kept. */
export type Notice =
  | {
      readonly kind: 'confirm';
      readonly wish: Wish;
      readonly token: string;
      /** The list that their address stood on; undefined where somebody typed it into the form. */
      readonly invited: ListOwner | undefined;
    }
  /** A list subscribed them without asking. */
  | {
      readonly kind: 'imported';
      readonly wishes: readonly Wish[];
      readonly owner: ListOwner;
      readonly basis: StatedBasis;
      readonly revisions: readonly Revision[];
    }
  /** To an address that somebody added to their wish. */
  | { readonly kind: 'added'; readonly wish: Wish; readonly token: string }
  /** To one of these that has confirmed: what it follows has changed. */
  | { readonly kind: 'followed'; readonly wish: Wish }
  | { readonly kind: 'manage'; readonly token: string }
  | {
      readonly kind: 'in-force';
      readonly occasion: InForceOccasion;
      readonly revisions: readonly Revision[];
    }
  /** Asks somebody who lives there whether that is still so. */
  | { readonly kind: 'residence'; readonly wish: Wish; readonly token: string }
  | { readonly kind: 'unsubscribed' }
  /** A draft that an officer tries, as the revision that it would be. */
  | { readonly kind: 'test'; readonly revision: Revision }
  | { readonly kind: 'canary'; readonly canary: Canary }
  | { readonly kind: 'duty'; readonly duty: DutyNotice }
  /** To an endpoint's contact. */
  | { readonly kind: 'endpoint'; readonly notice: EndpointNotice }
  /** What a person wrote, for the officers on duty. */
  | { readonly kind: 'answer'; readonly answer: Answer }
  /** To a person who wrote: whom to call, as the message says that they got last. */
  | { readonly kind: 'answered'; readonly revision: Revision | undefined };

interface ListOwner {
  /** By its own name; undefined for the issuer. */
  readonly organisation: string | undefined;
}

export interface Notices {
  /**
   * Opens a claimed notice for composing: makes its link, or finds what is in force and records that its reader is
   * about to be told. Undefined when it has nothing to say any more.
   */
  readonly open: (
    row: Pick<ClaimedMail, 'publicationId' | 'recipientId' | 'purpose'> &
      Partial<Pick<ClaimedMail, 'address'>>,
  ) => Promise<Notice | undefined>;
}
