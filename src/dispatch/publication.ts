import type { Lane } from '#src/advisory/lane.ts';

/**
 * A revision going out. `running` is planned or sent; `superseded` means that a newer revision of the advisory has
 * taken over; `done` that every delivery has its outcome. The standing publication of kind `notices` never ends:
 * confirmations, manage links and digests are its deliveries.
 */
export interface Publication {
  readonly id: number;
  readonly kind: 'revision' | 'notices';
  readonly advisoryId: string | undefined;
  readonly revision: number | undefined;
  readonly lane: Lane;
  readonly state: PublicationState;
  /** The moment whose subscribers are eligible. */
  readonly publishedAt: Date;
  readonly plannedAt: Date | undefined;
}

export const publicationStates = ['running', 'paused', 'stopped', 'superseded', 'done'] as const;
export type PublicationState = (typeof publicationStates)[number];

/** Honest words: accepted by the relay, not "reached". Counts are exact; who shows them hides small ones. */
export interface Progress extends Publication {
  /** Deliveries planned so far; final once `plannedAt` is set. */
  readonly planned: number;
  readonly outcomes: Readonly<Partial<Record<Outcome, number>>>;
  readonly firstSentAt: Date | undefined;
  readonly lastSettledAt: Date | undefined;
  readonly deliverBy: Date;
}

export const outcomes = ['sent', 'withheld', 'superseded', 'suppressed', 'unsubscribed', 'failed', 'expired'] as const;
/** A delivery ends in exactly one of these, always with a reason. */
export type Outcome = (typeof outcomes)[number];

/** What officers may ask of a publication. */
export type Command = 'pause' | 'resume' | 'stop';

export interface Publications {
  readonly find: (id: number) => Promise<Progress | undefined>;
  readonly list: (limit: number) => Promise<readonly Progress[]>;
  /** Undefined when the publication's state does not allow it. */
  readonly command: (id: number, command: Command, by: string) => Promise<Progress | undefined>;
}
