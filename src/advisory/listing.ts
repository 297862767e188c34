import type { Content, Level } from './advisory.ts';
import type { Category } from './category.ts';
import type { Lane } from './lane.ts';
import type { Revision } from './revision.ts';

/** What a system asks of published advisories; everything that is asked must hold. */
export interface Listing {
  readonly at: Date;
  /** Of what was replaced every revision; else the latest of each advisory, in force or ended when left out. */
  readonly state?: 'in-force' | 'ended' | 'replaced' | undefined;
  readonly country?: string | undefined;
  /** An ISO 3166-2 code: what holds for all of its country, or for a region without a code, is found too. */
  readonly region?: string | undefined;
  /** At least this level in the places asked for; what is not rated passes. */
  readonly level?: Level | undefined;
  readonly kind?: Content['kind'] | undefined;
  readonly lane?: Lane | undefined;
  /** What has no category of ours is found too: nobody could ask for it. */
  readonly category?: Category | undefined;
  /** Published, or run out, then or later. */
  readonly changedSince?: Date | undefined;
}

/** So many, newest first, behind the one with this key. */
export interface ListingPage {
  readonly limit: number;
  readonly after?: { readonly id: string; readonly number: number } | undefined;
}

/** A revision, and the number of the latest of its advisory. */
interface Listed {
  readonly revision: Revision;
  readonly latest: number;
}

/** None of what it finds is an exercise or a test. */
export type ListAdvisories = (listing: Listing, page: ListingPage) => Promise<readonly Listed[]>;
