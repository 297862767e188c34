import type { z } from 'zod';

import type { contentSchema } from '#src/advisory/advisory.ts';

/**
 * A publisher's dialect: what to ask for, and what its documents say. Everything here is pure; asking, remembering and
 * manners are `polled.ts`'s, so that a recorded document is read by exactly the code that reads a live one.
 */
export interface Publisher {
  /** What is asked for in every poll, in this order. */
  readonly documents: readonly Asked[];
  /** One document, a list or a detail, recognised by what it holds. Throws AppError SOURCE_UNREADABLE for what is neither. */
  readonly read: (document: SourceDocument) => Reading;
  /** Several readings of one poll as one, where they may disagree; one after the other unless said. */
  readonly merge?: (readings: readonly Reading[]) => Reading;
}

export type CreatePublisher = (settings: PublisherSettings) => Publisher;

export interface PublisherSettings {
  readonly sourceId: string;
  readonly url: string;
  /** What this format wants to know beside the address; each parses its own and names what is missing. */
  readonly options: unknown;
}

export interface Asked {
  /** Short and stable: the cursor remembers its marks (ETag …) under this name. */
  readonly name: string;
  readonly url: string;
  /** For the header; `*\/*` unless said. */
  readonly accept?: string;
  /** A small document that moves when the others do: where it has not, the others are left alone, for some polls. Its readings are not used. */
  readonly isTrigger?: true;
}

export interface SourceDocument {
  /** Where it was fetched; of a recorded one where it would have been. */
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
  readonly fetchedAt: Date;
}

export interface Reading {
  /** All that the document says, moved or not: who polls passes on what moved. */
  readonly entries: readonly Entry[];
  /** True for a list of everything the source says now: what is not in it has vanished. False for the newest few, and for details. */
  readonly isComplete: boolean;
  /** Further documents with more on some of the keys. */
  readonly follow: readonly Follow[];
  /** Entries that could not be read, with a reason that quotes at most a name. They are neither guessed nor taken for vanished. */
  readonly unreadable: readonly Unreadable[];
  /** Of publishers whose messages continue and take back each other: which of them belong together. */
  readonly threads?: readonly MessageThread[];
}

/** Messages as they refer to each other. Polls remember them: a later document may show only the last, which names only the one before. */
export interface MessageThread {
  /** The keys of its entries begin with it. */
  readonly key: string;
  /** Every message known of, by its name. */
  readonly messages: readonly string[];
  /** Those that others replace or take back. */
  readonly replaced: readonly string[];
}

/** What a source says now about one advisory. */
export interface Entry {
  /** The same for as long as the source speaks of the same thing: its own stable id or the country, never a link or a title. */
  readonly key: string;
  /** Moves whenever anything in the entry does: `stampOf` what the source said. */
  readonly stamp: string;
  readonly content: EntryContent;
  /** When the source says that it last changed it. */
  readonly changedAt: Date | undefined;
  /** What an officer must look at before anybody is told. */
  readonly doubts?: readonly Doubt[];
  /**
   * True for what is of interest only to who has heard of it before: an event that the source now rates below what we
   * follow. Nothing is said of it where its key is not known yet.
   */
  readonly onlyIfKnown?: true;
  /** Which message of which of the reading's threads says it. */
  readonly message?: { readonly thread: string; readonly name: string };
}

/** Without what every adapter would say alike: issuer and provenance. `reviewBy` by the configuration unless said. */
export type EntryContent = Omit<z.input<typeof contentSchema>, 'issuer' | 'provenance'>;

export interface Follow {
  readonly key: string;
  /** On the host of the document that names it, or it is not followed. */
  readonly url: string;
  readonly stamp: string;
  /** A further document that is older than this came from a cache, and is asked for again. */
  readonly notBefore?: Date;
  /**
   * The key is the list's own: the document itself says which advisories it is about, under their keys. It may say something
   * of several, or nothing of any.
   */
  readonly holdsItsOwnKeys?: true;
  /** What is known without the further document: used where that is not recorded, or does not come for several polls. */
  readonly entry?: Entry;
}

export interface Unreadable {
  readonly key: string | undefined;
  readonly reason: string;
}

/** Odd in itself, whatever changed. The wording is for officers. */
export interface Doubt {
  readonly rule:
    | 'place-unknown'
    | 'level-unknown'
    | 'level-disagrees'
    | 'listed-twice'
    | 'documents-disagree'
    | 'detail-unread'
    | 'placeholder-text'
    | 'alert-refused'
    | 'signature-unverified';
  readonly wording: string;
}
