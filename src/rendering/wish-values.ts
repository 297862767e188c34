import type { Level } from '#src/advisory/advisory.ts';
import type { Category } from '#src/advisory/category.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Finding } from '#src/places/place-finder.ts';
import type { Rhythm } from '#src/subscription/rhythm.ts';

/** What stands in the form of a wish, valid or not yet. */
export interface WishValues {
  readonly scope: 'everywhere' | 'certain';
  /** A place's name to look for, and the one that was looked for last. */
  readonly find: string;
  readonly sought: string;
  /** The country chosen in the list, not added yet. */
  readonly country: string;
  readonly countries: readonly string[];
  readonly regions: readonly string[];
  readonly stay: string;
  /** First and last day of a trip, and how many days before it alerts begin. */
  readonly from: string;
  readonly to: string;
  readonly before: string;
  readonly threshold: Level;
  readonly kinds: readonly ChangeKind[];
  readonly categories: readonly Category[];
  readonly rhythm: Rhythm | undefined;
  /** Whose clock counts for digests; empty before one is chosen. */
  readonly zone: string;
  readonly discreet: boolean;
  readonly language: string;
  readonly address: string;
}

/** The fields of the form in its order; an address is asked for on another page. */
export const wishFields = [
  'scope',
  'find',
  'country',
  'stay',
  'from',
  'to',
  'before',
  'language',
  'threshold',
  'kinds',
  'rhythm',
  'zone',
] as const;

/** Those that stand among "more choices". */
export const moreFields: readonly string[] = ['threshold', 'kinds', 'rhythm', 'zone'];

type FormErrorCode =
  | 'address-missing'
  | 'address-invalid'
  | 'form-old'
  | 'find-missing'
  | 'find-nothing'
  | 'place-missing'
  | 'place-invalid'
  | 'too-many-places'
  | 'stay-missing'
  | 'from-missing'
  | 'to-missing'
  | 'day-invalid'
  | 'trip-order'
  | 'trip-over'
  | 'trip-far'
  | 'trip-long'
  | 'before-invalid'
  | 'language-missing'
  | 'threshold-missing'
  | 'kinds-missing'
  | 'rhythm-missing'
  | 'zone-missing';

export interface FormError {
  readonly field: 'address' | (typeof wishFields)[number];
  readonly code: FormErrorCode;
}

export interface WishForm {
  readonly values: WishValues;
  /** Places of the name that was looked for last. */
  readonly finding: Finding | undefined;
  readonly errors: readonly FormError[];
  /** Where the buttons lead that look for a place or add it: back to the form, without any change. */
  readonly searchAction: string;
}
