import type { CameTo } from './own-addresses.ts';

/** A message as its envelope named it. */
export interface Arrived {
  /** Empty for a notice: nobody is to be answered. */
  readonly from: string;
  readonly to: string;
  readonly cameTo: CameTo['kind'];
  readonly raw: Buffer;
}

/** Where what comes in is kept before anybody judges it. */
export interface Inbox {
  /** All of them or none. Resolves when they are committed; what is known already is not kept twice. */
  readonly keep: (arrived: readonly Arrived[]) => Promise<void>;
}
