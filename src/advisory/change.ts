import type { Content } from './advisory.ts';

/** What a revision changes, as subscriptions choose by it. */
export const changeKinds = ['new', 'level', 'region-level', 'substance', 'editorial', 'reviewed', 'timestamp'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a source's latest word changes in what we knew of the same advisory. */
export type Change =
  | { readonly kind: 'new' }
  /** `steps` is positive when the level rose; unknown (no number on one side) counts as a change of no steps. */
  | { readonly kind: 'level'; readonly country: string; readonly from: number | null; readonly to: number | null; readonly steps: number }
  | { readonly kind: 'region-level'; readonly country: string }
  | { readonly kind: 'substance' }
  | { readonly kind: 'editorial' }
  | { readonly kind: 'reviewed' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'vanished' };

export type DetectChange = (previous: Content | undefined, current: Content | undefined) => Change;
