import type { ChangeFacts, Outcome } from './decision.ts';
import type { PageById } from './page.ts';

export const stormStates = ['open', 'released', 'dismissed'] as const;
export type StormState = (typeof stormStates)[number];

/** Held with its storm; let out of it; seen, with nothing gone out; or overtaken by what its source has said since. */
export const stormEntryStates = ['held', 'released', 'dismissed', 'superseded'] as const;

/** All that changed at once in one poll of a source, held as one item. */
export interface Storm {
  readonly id: number;
  readonly sourceId: string;
  readonly openedAt: Date;
  readonly state: StormState;
  /** How many entries changed in the poll, and how many the source lists. */
  readonly changedInPoll: number;
  readonly countriesOfSource: number;
  /** How many of its entries wait for an officer. */
  readonly held: number;
  /** How many entries it has of each kind of change. */
  readonly changes: Readonly<Record<string, number>>;
  /** Undefined while it is open. */
  readonly closed: Closed | undefined;
}

interface Closed {
  readonly by: string;
  readonly at: Date;
  readonly reason: string;
}

/** One entry of a source in a storm. */
export interface StormEntry {
  /** By which its decision is read. */
  readonly decisionId: number;
  readonly key: string;
  readonly state: (typeof stormEntryStates)[number];
  readonly change: ChangeFacts;
  readonly countries: readonly string[];
  readonly headline: string | undefined;
  /** What became of it after its release; undefined before that. */
  readonly outcome: Outcome | undefined;
  readonly draftId: string | undefined;
}

/** What an officer does with a storm. */
export interface StormAct extends Closed {
  readonly id: number;
}

interface StormRelease extends StormAct {
  /** Only these of its keys; all of them when left out. */
  readonly keys: readonly string[] | undefined;
}

/** Refused, with what was found, unless it is done; undefined where there is no such storm. */
export type Settled =
  | { readonly kind: 'done'; readonly storm: Storm }
  | { readonly kind: 'closed'; readonly state: StormState }
  | { readonly kind: 'not-held'; readonly keys: readonly string[] }
  | undefined;

/** What officers need from storage; all of an act is done, or nothing. */
export interface Storms {
  /** The last opened first. */
  readonly list: (state: StormState, page?: PageById) => Promise<readonly Storm[]>;
  readonly find: (id: number) => Promise<Storm | undefined>;
  /** By key. */
  readonly entries: (id: number) => Promise<readonly StormEntry[]>;
  /** Has entries judged again, without the storm; the rows say which, and the sweep finds them. */
  readonly release: (release: StormRelease) => Promise<Settled>;
  /** Nothing goes out, and what the source said counts as seen. */
  readonly dismiss: (act: StormAct) => Promise<Settled>;
}
