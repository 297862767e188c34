import type { Lane } from '#src/advisory/lane.ts';

import type { Replays } from './replay.ts';

/**
 * `running` is planned or sent; `superseded` means that a newer revision of the advisory has taken over; `done` that
 * every delivery has its outcome.
 */
export type PublicationState = 'running' | 'paused' | 'stopped' | 'superseded' | 'done';

export const outcomes = [
  'sent',
  'withheld',
  'superseded',
  'suppressed',
  'unsubscribed',
  'failed',
  'expired',
] as const;
/** A delivery ends in exactly one of these, always with a reason. */
export type Outcome = (typeof outcomes)[number];
type Outcomes = Readonly<Partial<Record<Outcome, number>>>;

/** What is going out: a revision of an advisory, or a digest of several. */
export type Published =
  | { readonly kind: 'revision'; readonly advisoryId: string; readonly revision: number }
  | {
      readonly kind: 'digest';
      readonly rhythm: 'day' | 'week';
      /** The moment that is morning for its readers, and their calendar day. */
      readonly morning: Date;
      readonly day: string;
    };

/**
 * A publication going out, and how far it came. Honest words: `sent` is accepted by the relay, not "reached". Counts are
 * exact; who shows them hides small ones.
 */
export type Progress = Published & Journey;

interface Journey {
  readonly id: number;
  readonly lane: Lane;
  readonly state: PublicationState;
  /** The moment whose subscribers are eligible. */
  readonly publishedAt: Date;
  /** When the last recipient had been found; until then `planned` grows. */
  readonly plannedAt: Date | undefined;
  readonly planned: number;
  readonly outcomes: Outcomes;
  /** Still owed, and the message may have been accepted already: the relay's answer was lost. Tried again. */
  readonly unknown: number;
  /** Every citizen's delivery has its outcome. */
  readonly citizensSettled: boolean;
  /** Calls to endpoints, which may be retried for days after the last citizen was told. */
  readonly calls: { readonly planned: number; readonly outcomes: Outcomes };
  readonly firstSentAt: Date | undefined;
  /** When every delivery, calls included, had its outcome. */
  readonly closedAt: Date | undefined;
  /** Later than this is an alarm. */
  readonly deliverBy: Date;
  /** Past `deliverBy`, and citizens are still owed. */
  readonly overdue: boolean;
}

/** What officers may ask of a publication. */
export type Command = 'pause' | 'resume' | 'stop';

export interface Publications extends Pick<Replays, 'replay'> {
  readonly find: (id: number) => Promise<Progress | undefined>;
  /** Newest first; of one kind, and older than one of them, when given. */
  readonly list: (
    limit: number,
    kind?: Published['kind'],
    before?: number,
  ) => Promise<readonly Progress[]>;
  /** Undefined when there is no such publication or its state does not allow it. */
  readonly command: (id: number, command: Command, by: string) => Promise<Progress | undefined>;
}
