import type { Revision } from '#src/advisory/revision.ts';
import type { Companion } from '#src/subscription/companions.ts';
import type { OwnMail } from '#src/subscription/own-mail.ts';
import type { Why } from '#src/subscription/own-records.ts';
import type { OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { FormError } from './wish-values.ts';

/** What every page is told. `path` is its own, without a query: the language switcher adds `?lang=`. */
export interface Shown {
  readonly path: string;
}

/** The pages below a manage link on which citizens see and share what is theirs. */
export interface OwnPageData {
  readonly manage: Shown & {
    readonly items: readonly ManageItem[];
    readonly done: 'changed' | 'ended' | 'gone' | undefined;
    readonly at: Date;
    /** What else can be done below the same link, by what it is. */
    readonly doors: {
      readonly why: string;
      readonly export: string;
      readonly endAll: string;
      readonly erase: string;
      readonly suppression: string;
    };
  };
  /** Fields posted: address, language, lang. Below the action: the id of a companion and /end. */
  readonly 'manage-companions': Shown & {
    readonly action: string;
    readonly backPath: string;
    readonly wish: Wish;
    readonly companions: readonly CompanionItem[];
    readonly values: { readonly address: string; readonly language: string };
    readonly errors: readonly CompanionError[];
    readonly done: 'added' | 'taken' | undefined;
    /** The mail to an address that was added leaves after so long; so many ask just then. */
    readonly waitMs: number;
  };
  /** Fields asked for in the query: q. */
  readonly 'manage-why': Shown & {
    readonly action: string;
    readonly backPath: string;
    /** The time zone that its reader chose, if they did. */
    readonly clock: string | undefined;
    readonly mails: readonly ListedMail[];
    readonly sought: string;
    /** What was found of the words that were looked for; undefined when none were. */
    readonly found: readonly FoundMessage[] | undefined;
  };
  readonly 'manage-export': Shown & {
    readonly backPath: string;
    readonly htmlPath: string;
    readonly jsonPath: string;
  };
  readonly 'manage-why-message': Shown & {
    readonly backPath: string;
    readonly clock: string | undefined;
    readonly why: Why;
    /** Below it stands each message of the advisory, by its number. */
    readonly advisoryPath: string;
  };
}

interface ListedMail {
  readonly mail: OwnMail;
  /** Where it is explained; a notice explains itself. */
  readonly whyPath: string | undefined;
}

interface FoundMessage {
  readonly revision: Revision;
  readonly whyPath: string;
}

interface ManageItem {
  readonly subscription: OwnSubscription;
  readonly editPath: string;
  readonly endPath: string;
  /** Who else gets it; undefined where somebody else added this address, and nobody is added to that. */
  readonly shared:
    | { readonly path: string; readonly count: number; readonly confirmed: number }
    | undefined;
}

interface CompanionItem {
  readonly companion: Companion;
  readonly endAction: string;
}

export interface CompanionError {
  readonly field: 'address' | 'language';
  readonly code: FormError['code'] | 'own-address' | 'too-many';
}
