import type { Lane } from '#src/advisory/lane.ts';

/** Something on the officers' desk that must not lie there unseen. */
export type Waiting = {
  /** The id of the draft, the publication, the storm or the event. */
  readonly subject: string;
  readonly waitedSeconds: number;
} & (
  | { readonly kind: Exclude<WaitingKind, 'source.storm'>; readonly lane: Lane }
  | {
      readonly kind: 'source.storm';
      readonly sourceId: string;
      /** How many entries changed at once, of how many. */
      readonly changed: number;
      readonly listed: number;
    }
);

/**
 * An emergency that was submitted and not judged; a draft whose time came and that could not go out; an emergency that one person
 * released and nobody has reviewed; a source in which so much changed at once that all of it is held; something urgent that a source said and nobody has taken up;
 * an emergency that an endpoint has not acknowledged, nor any of its contacts.
 */
export const waitingKinds = [
  'approval.awaited',
  'draft.not-published',
  'release.unreviewed',
  'source.storm',
  'source.held',
  'acknowledgement.missing',
] as const;
export type WaitingKind = (typeof waitingKinds)[number];
