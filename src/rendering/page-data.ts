import type { Mission } from '#src/advisory/mission.ts';
import type { Advisory, Revision } from '#src/advisory/revision.ts';
import type { FoundRevisions } from '#src/advisory/search.ts';
import type { Lookback } from '#src/subscription/lookback.ts';
import type { ResidenceAnswer } from '#src/subscription/residence.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import type { Suppression } from '#src/subscription/suppression.ts';

import type { OwnPageData, Shown } from './own-page-data.ts';
import type { FormError, WishForm } from './wish-values.ts';

/** A field of a form and what stands in it. */
export type Field = readonly [name: string, value: string];

/** What the caller must know to show each public page. Actions are the paths that forms are posted to. */
export interface PageData extends OwnPageData {
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
  /**
   * Fields asked for in the query: do (find | add | add:ML-BKO | continue), scope, find, sought, country, countries, regions, stay,
   * from, to, before, threshold, more, kinds, categories, rhythm, zone, discreet, language, lang.
   */
  readonly subscribe: Shown & WishForm & { readonly action: string };
  /** The last step: what was chosen and what it would bring. Fields posted: `hidden`, address, lang, begun, comment. */
  readonly 'subscribe-preview': Shown & {
    readonly action: string;
    /** Back to the form, and to the choice of another clock; undefined where no clock matters. */
    readonly changePath: string;
    readonly zonePath: string | undefined;
    readonly wish: Wish;
    readonly lookback: Lookback;
    readonly hidden: readonly Field[];
    readonly address: string;
    readonly errors: readonly FormError[];
    readonly begun: string;
  };
  /** Whose clock says when it is morning. Fields asked for in the query: `hidden`, zone, lang. */
  readonly zone: Shown & {
    readonly action: string;
    readonly hidden: readonly Field[];
    readonly zone: string;
  };
  /** The mail leaves after `waitMs`; so many ask just then. */
  readonly 'check-mail': Shown & {
    readonly purpose: 'confirm' | 'manage';
    readonly waitMs: number;
  };
  readonly confirm: Shown & {
    readonly action: string;
    /** Undefined where it is to be confirmed as it is. */
    readonly changePath: string | undefined;
    readonly wish: Wish;
    readonly lookback: Lookback;
    readonly revisions: readonly Revision[];
  };
  readonly confirmed: Shown & { readonly wish: Wish; readonly revisions: readonly Revision[] };
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
  /** Fields posted: as for subscribe; `do` is save where that says continue, and count or zone besides. */
  readonly 'manage-edit': Shown &
    WishForm & {
      readonly action: string;
      /** What the last button does: alerts that are on are saved, alerts that are proposed begin. */
      readonly last: 'save' | 'confirm';
      /** What the choices would bring, as far as they are right. */
      readonly lookback: Lookback | undefined;
    };
  readonly 'manage-end': Shown & {
    readonly action: string;
    readonly backPath: string;
    readonly wish: Wish;
  };
  readonly 'manage-erase': Shown & { readonly action: string; readonly backPath: string };
  readonly erased: Shown;
  readonly privacy: Shown;
  /** Asks whether somebody still lives there. Field posted: answer (still), lang. */
  readonly residence: Shown & {
    readonly action: string;
    readonly movedPath: string;
    readonly wish: Wish;
  };
  /** Fields posted: answer (follow | end), lang. */
  readonly 'residence-moved': Shown & { readonly action: string; readonly wish: Wish };
  readonly 'residence-answered': Shown & { readonly answer: ResidenceAnswer };
  /** Names no address and no place: people forward alerts. */
  readonly unsubscribe: Shown & { readonly action: string };
  /** Ended by what was pressed just now, or before. */
  readonly unsubscribed: Shown & { readonly since: 'now' | 'earlier' };
  readonly undo: Shown & { readonly action: string };
  readonly restored: Shown & { readonly isNew: boolean };
  readonly suppression: Shown & {
    readonly action: string;
    readonly backPath: string;
    /** Undefined where mail reaches its reader. */
    readonly suppression: Pick<Suppression, 'kind' | 'since'> | undefined;
    readonly isLifted: boolean;
  };
  /** To an embassy's people: what they are to acknowledge. Field posted: lang. */
  readonly acknowledge: Shown & {
    readonly action: string;
    readonly endpoint: string;
    readonly headline: string;
    readonly headlineLanguage: string;
    readonly isActual: boolean;
    readonly by: Date;
  };
  readonly acknowledged: Shown & {
    readonly endpoint: string;
    /** Undefined where a later message took its place before anybody answered. */
    readonly answer: { readonly by: string; readonly at: Date } | undefined;
  };
  /** Whether a duty mailbox is read. Field posted: lang. */
  readonly 'verify-mailbox': Shown & { readonly action: string; readonly endpoint: string };
  readonly 'mailbox-verified': Shown & { readonly endpoint: string };
  readonly error: Shown & { readonly status: number };
}

export const pageNames = [
  'home',
  'countries',
  'country',
  'advisory',
  'subscribe',
  'subscribe-preview',
  'zone',
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
  'residence',
  'residence-moved',
  'residence-answered',
  'manage-companions',
  'manage-export',
  'manage-why',
  'manage-why-message',
  'unsubscribe',
  'unsubscribed',
  'undo',
  'restored',
  'suppression',
  'acknowledge',
  'acknowledged',
  'verify-mailbox',
  'mailbox-verified',
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
