import { AppError } from '#src/errors.ts';
import type { StatedBasis } from '#src/subscription/consent.ts';
import type { Wish } from '#src/subscription/subscription.ts';

/** Why people may be subscribed without being asked, as an operator states it. */
export interface Basis {
  readonly code: StatedBasis;
  /** In the operator's words: which law, which register, since when. */
  readonly because: string;
}

/** A list that is about to be brought in. */
export interface NewList {
  /** Of an embassy's list, or of an organisation that invites its staff. */
  readonly kind: 'import' | 'invitation';
  /** SHA-256 of what it says. It is not kept: who had it could try lists until one fits. */
  readonly fileHash: Buffer;
  /** Who says so; stands in the audit log. */
  readonly by: string;
  /** Whose list it is, as its people know it; named in the mails. */
  readonly organisation: string | undefined;
  /** Undefined where each is asked. */
  readonly basis: Basis | undefined;
  /** At which pace people are mailed. */
  readonly perMinute: number;
  /** Bring it in once more, though it was brought in whole. */
  readonly again: boolean;
}

/** A list as far as it has been brought in. */
export interface OpenList extends NewList {
  readonly id: number;
  /** Was begun before, and cut off. */
  readonly resumed: boolean;
  /** Records of the file that are done, rejected ones included. */
  readonly rowsDone: number;
  /** Length of the file of rejected rows, so far. */
  readonly rejectedBytes: number;
  readonly counts: Counts;
}

/** What became of a row. */
const outcomes = [
  /** Without being asked, on the basis stated. */
  'subscribed',
  /** A mail will ask them. */
  'asked',
  /** Together with an earlier row of the same address. */
  'merged',
  /** Has this very wish already. */
  'known',
  /** Suppressed, erased, or left by themselves. */
  'blocked',
  /** Was asked so often lately that asking again would harass them. */
  'asked-lately',
  /** Not understood. */
  'wrong',
] as const;
export type Outcome = (typeof outcomes)[number];

/** What becomes of people of a list, in their order. */
export interface Decided {
  readonly outcomes: readonly Outcome[];
  /** So many of them have a wish that no key opens: what the list says could not be held against it. */
  readonly unreadable: number;
}

export interface Counts {
  readonly rows: number;
  readonly outcomes: Readonly<Record<Outcome, number>>;
  /** Rows of people who have a wish that no key opens; each has an outcome as well. */
  readonly unreadable: number;
  /** Rows of people subscribed, asked or merged. */
  readonly languages: Readonly<Record<string, number>>;
}

export const noCounts: Counts = {
  rows: 0,
  outcomes: {
    subscribed: 0,
    asked: 0,
    merged: 0,
    known: 0,
    blocked: 0,
    'asked-lately': 0,
    wrong: 0,
  },
  unreadable: 0,
  languages: {},
};

/** A row that was understood. */
export interface Person {
  readonly address: string;
  readonly wish: Wish;
}

/** Some people of a list, made ready: everything is encrypted, and nothing is written yet. */
export interface Batch {
  /** Records of the file before them. */
  readonly from: number;
  /** Records of the file, those not understood included. */
  readonly size: number;
  /**
   * Writes what is sent back and answers how long that file is then, and what the whole list counts. It runs in the
   * transaction, before its commit and while nobody else works on the list.
   */
  readonly settle: (decided: Decided) => Promise<Settled>;
}

export interface Settled {
  readonly rejectedBytes: number;
  readonly counts: Counts;
}

export type Standing =
  | { readonly kind: 'new' }
  | { readonly kind: 'unfinished'; readonly id: number; readonly rowsDone: number }
  | { readonly kind: 'finished'; readonly id: number; readonly at: Date };

export function broughtIn(at: Date): AppError {
  return new AppError(
    'INPUT_INVALID',
    `This very file was brought in whole at ${at.toISOString()}: nothing is left to do. To ask its people once more, say --again`,
  );
}

export interface Looking {
  readonly asking: boolean;
  /** The list that was begun with these people, if one was. */
  readonly listId: number | undefined;
}

/** What storage does for lists. */
export interface Lists {
  /** The list of this file that was begun and cut off, or a new one. Throws INPUT_INVALID when it was begun with other words, or is done. */
  readonly begin: (list: NewList) => Promise<OpenList>;
  /** Whether this file was brought in before. */
  readonly standing: (list: Pick<NewList, 'fileHash' | 'kind'>) => Promise<Standing>;
  /** What would become of these people; changes nothing. */
  readonly look: (people: readonly Person[], looking: Looking) => Promise<Decided>;
  /** Encrypts at once; what it gives brings the batch in, whole or not at all. */
  readonly prepare: (
    list: OpenList,
    people: readonly Person[],
  ) => (batch: Batch) => Promise<readonly Outcome[]>;
  /** Queues a mail to each, some thousand at a time, spread over time; `told` hears how many are queued. */
  readonly mail: (list: OpenList, told: (queued: number) => void) => Promise<void>;
}
