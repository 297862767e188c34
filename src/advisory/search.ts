import type { Level } from './advisory.ts';
import type { Place } from './place.ts';
import type { Revision } from './revision.ts';

/** What a reader looks for among the latest revisions of all advisories; everything that is asked must hold. */
export interface Search {
  readonly state: 'in force' | 'ended' | 'any';
  readonly at: Date;
  /** Each must begin a word of the text, in any language, or name a place that the advisory is about. */
  readonly words?: readonly SearchWord[] | undefined;
  readonly country?: string | undefined;
  /** At least this level, in that country when one is given; none passes every level, and can be asked for by itself. */
  readonly level?: Level | 'none' | undefined;
  /** Published then or later. */
  readonly since?: Date | undefined;
}

export interface SearchWord {
  readonly text: string;
  /** The places that the word may name. */
  readonly places: readonly Place[];
}

/** One page of what was found, newest first; of a page beyond the last, the last. */
export interface FoundRevisions {
  readonly revisions: readonly Revision[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
}

/** What readers who look for something need from storage. None of them comes upon an exercise or a test. */
export interface Searching {
  readonly search: (
    search: Search,
    paging: { readonly page: number; readonly size: number },
  ) => Promise<FoundRevisions>;
  /** The countries of all advisories in force, with how many there are in each. */
  readonly countriesInForce: (
    at: Date,
  ) => Promise<readonly { readonly country: string; readonly count: number }[]>;
}
