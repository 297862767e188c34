import type { Lane } from '#src/advisory/lane.ts';

/** Something on the officers' desk that must not lie there unseen. */
export interface Waiting {
  readonly kind: WaitingKind;
  /** The id of the draft or the publication. */
  readonly subject: string;
  readonly lane: Lane;
  readonly waitedSeconds: number;
}

/**
 * An emergency that was submitted and not judged; a draft whose time came and that could not go out; an emergency that one person
 * released and nobody has reviewed.
 */
export const waitingKinds = [
  'approval.awaited',
  'draft.not-published',
  'release.unreviewed',
] as const;
export type WaitingKind = (typeof waitingKinds)[number];
