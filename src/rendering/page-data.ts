import type { Level } from '#src/advisory/advisory.ts';
import type { Mission } from '#src/advisory/mission.ts';
import type { Advisory, Revision } from '#src/advisory/revision.ts';
import type { FoundRevisions } from '#src/advisory/search.ts';
import type { Finding } from '#src/places/place-finder.ts';
import type { OwnSubscription, Wish } from '#src/subscription/subscription.ts';
import type { Suppression } from '#src/subscription/suppression.ts';

/** What every page is told. `path` is its own, without a query: the language switcher adds `?lang=`. */
interface Shown {
  readonly path: string;
}

/** What the caller must know to show each public page. Actions are the paths that forms are posted to. */
export interface PageData {
  /** Fields asked for in the query: q, country, level, days, from, ended, page, lang. */
  readonly home: Shown & {
    readonly found: FoundRevisions;
    readonly search: SearchValues;
    readonly errors: readonly SearchError[];
    readonly at: Date;
  };
  readonly countries: Shown & {
    readonly countries: readonly { readonly country: string; readonly count: number }[];
  };
  readonly country: Shown & {
    readonly country: string;
    readonly inForce: FoundRevisions;
    readonly ended: FoundRevisions;
    /** All missions: those of the country are shown, and who serves in the place of closed ones. */
    readonly directory: readonly Mission[];
    readonly at: Date;
  };
  readonly advisory: Shown & {
    readonly advisory: Advisory;
    /** Which of its messages; one that exists. */
    readonly number: number;
    readonly missions: readonly Mission[];
    readonly at: Date;
  };
  /** Fields posted: do (find | add | add:ML-BKO | continue), scope, find, sought, country, countries, regions, threshold, language, address, lang, begun, comment. */
  readonly subscribe: Shown & WishForm & { readonly action: string; readonly begun: string };
  /** The mail leaves after `waitMs`; so many ask just then. */
  readonly 'check-mail': Shown & {
    readonly purpose: 'confirm' | 'manage';
    readonly waitMs: number;
  };
  readonly confirm: Shown & { readonly action: string; readonly wish: Wish };
  readonly confirmed: Shown & { readonly revisions: readonly Revision[] };
  readonly 'link-gone': Shown & {
    readonly reason: 'expired' | 'unknown';
    readonly purpose: 'confirm' | 'manage';
  };
  /** Fields posted: address, lang, begun, comment. */
  readonly 'manage-request': Shown & {
    readonly action: string;
    readonly address: string;
    readonly errors: readonly FormError[];
    readonly begun: string;
  };
  readonly manage: Shown & {
    readonly erasePath: string;
    readonly items: readonly ManageItem[];
    readonly done: 'changed' | 'ended' | undefined;
  };
  /** Fields posted: as for subscribe, but no address; `do` is save where that says continue. */
  readonly 'manage-edit': Shown & WishForm & { readonly action: string };
  readonly 'manage-end': Shown & {
    readonly action: string;
    readonly backPath: string;
    readonly wish: Wish;
  };
  readonly 'manage-erase': Shown & { readonly action: string; readonly backPath: string };
  readonly erased: Shown;
  readonly privacy: Shown;
  /** Names no address and no place: people forward alerts. */
  readonly unsubscribe: Shown & { readonly action: string };
  readonly unsubscribed: Shown & { readonly undoAction: string | undefined };
  readonly restored: Shown;
  readonly suppression: Shown & {
    readonly action: string;
    readonly backPath: string;
    /** Undefined where mail reaches its reader. */
    readonly suppression: Pick<Suppression, 'kind' | 'since'> | undefined;
    readonly isLifted: boolean;
  };
  readonly error: Shown & { readonly status: number };
}

export const pageNames = [
  'home',
  'countries',
  'country',
  'advisory',
  'subscribe',
  'check-mail',
  'confirm',
  'confirmed',
  'link-gone',
  'manage-request',
  'manage',
  'manage-edit',
  'manage-end',
  'manage-erase',
  'erased',
  'privacy',
  'unsubscribe',
  'unsubscribed',
  'restored',
  'suppression',
  'error',
] as const satisfies readonly (keyof PageData)[];
export type PageName = (typeof pageNames)[number];

/** What stands in the search, right or wrong. */
export interface SearchValues {
  readonly q: string;
  readonly country: string;
  readonly level: string;
  readonly days: string;
  readonly from: string;
  readonly ended: boolean;
}

export interface SearchError {
  readonly field: 'country' | 'level' | 'days' | 'from';
}

interface ManageItem {
  readonly subscription: OwnSubscription;
  readonly editPath: string;
  readonly endPath: string;
}

interface WishForm {
  readonly values: WishValues;
  /** Places of the name that was looked for last. */
  readonly finding: Finding | undefined;
  readonly errors: readonly FormError[];
}

/** What stands in the form, valid or not yet. */
export interface WishValues {
  readonly scope: 'everywhere' | 'certain';
  /** A place's name to look for, and the one that was looked for last. */
  readonly find: string;
  readonly sought: string;
  /** The country chosen in the list, not added yet. */
  readonly country: string;
  readonly countries: readonly string[];
  readonly regions: readonly string[];
  readonly threshold: Level;
  readonly language: string;
  readonly address: string;
}

type FormErrorCode =
  | 'address-missing'
  | 'address-invalid'
  | 'find-missing'
  | 'find-nothing'
  | 'place-missing'
  | 'place-invalid'
  | 'too-many-places'
  | 'threshold-missing'
  | 'language-missing';

export interface FormError {
  readonly field: 'address' | 'scope' | 'find' | 'country' | 'threshold' | 'language';
  readonly code: FormErrorCode;
}
