import type { DeliveryKey } from '#src/keyring/keyring.ts';

import type { Outcome } from './publication.ts';

/** One claimed row: ours until the lease ends, under this fence only. */
interface Claim extends DeliveryKey {
  readonly fence: number;
  /** SMTP dialogues that have already been made for it. */
  readonly attempts: number;
  readonly language: string;
  /** The publication whose message opened the thread to this recipient. */
  readonly threadPublicationId: number | undefined;
}

export interface ClaimedMail extends Claim {
  readonly channel: 'email';
  /** Undefined when it cannot be decrypted: the row is tried again, visibly. */
  readonly address: string | undefined;
  /** What the unsubscribe link is bound to. */
  readonly epoch: number;
  /** Its subject names neither place nor event. */
  readonly discreet: boolean;
  /** Of a digest: what it tells; the same for all who are told the same. */
  readonly digest: string | undefined;
}

/** A claimed mail whose address could be read. */
export type Reachable = ClaimedMail & { readonly address: string };

export type Claimed = ClaimedMail;

/** What is written about a claimed row after its message was tried. */
export type DeliveryState =
  | { readonly state: Outcome; readonly reason: string; readonly attempted: boolean }
  /** Still owed. `possiblySent`: the answer was lost, so it may have arrived. */
  | {
      readonly state: 'pending';
      readonly reason: string;
      readonly dueInMs: number;
      readonly attempted: boolean;
      readonly possiblySent: boolean;
    };

export interface Settlement {
  readonly claimed: Claimed;
  readonly next: DeliveryState;
}

export interface ClaimRequest {
  readonly publicationId: number;
  /** Then nothing more is looked for. */
  readonly signal?: AbortSignal;
  readonly limit: number;
  readonly leaseMs: number;
  /** Counters are kept per worker, so that no two workers wait for one row. */
  readonly worker: string;
}

/** The ledger as the deliver loop needs it. */
export interface Deliveries {
  /**
   * Leases due rows of a running publication: nothing while a higher lane has due rows, nobody whose earlier row of
   * the same advisory is still claimed. Rows whose citizen no longer wants it or is
   * suppressed are settled on the way. Rows whose lease has ended are recalled, and due to everybody a moment later.
   */
  readonly claimMail: (request: ClaimRequest) => Promise<readonly ClaimedMail[]>;
  /** Writes outcomes whose fence still holds; a stale worker's settle changes no row. */
  readonly settle: (settlements: readonly Settlement[], worker: string) => Promise<void>;
  /** Gives claimed rows back untouched. */
  readonly release: (claimed: readonly Claimed[]) => Promise<void>;
  /** Holds rows for another lease, recalled ones as well; gives those that were still held under their claim. */
  readonly renew: (claimed: readonly Claimed[], leaseMs: number) => Promise<readonly Claimed[]>;
  readonly stopped: (publicationId: number, since: Date | undefined) => Promise<Stopped>;
}

/** What has stopped since: the publication itself, and addresses that are no longer mailable. `at` is the next `since`. */
interface Stopped {
  readonly running: boolean;
  readonly addresses: ReadonlySet<number>;
  /** Leases of this publication that ended unsettled and were recalled: when it has grown, one's own may be among them. */
  readonly recalls: number;
  readonly at: Date;
}

/** What a digest's deliveries are told from alerts and notices by. */
export const digestPurpose = 'digest';

/**
 * What the purposes of mail begin with that is sent because of a wish, and not once the wish has ended; an alert's own is
 * empty. Confirmations, manage links and the note that all has ended are sent to an address that has no wish. A claim asks
 * the same in SQL.
 */
export const wishPurposes: readonly string[] = [
  '',
  digestPurpose,
  'in-force',
  'trip-opens',
  'trip-begins',
  'residence',
];

/** Is it sent because of a wish? */
export function needsWish(purpose: string): boolean {
  return wishPurposes.includes(purpose.split(':', 1)[0] ?? '');
}
