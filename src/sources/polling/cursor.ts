import type { Cursor } from '#src/sources/source.ts';

import type { Marks } from './asking.ts';
import { isStorable } from './storable.ts';

/**
 * What is remembered of a polled source between polls, as flat names: `etag:index` and its like by document, and by document
 * and key what was last passed on. The key stands last: it is the publisher's and may hold anything.
 */
export function marksIn(cursor: Cursor, document: string): Marks {
  return {
    etag: cursor[`etag:${nameOf(document)}`],
    modified: cursor[`modified:${nameOf(document)}`],
    sha: cursor[`sha:${nameOf(document)}`],
  };
}

export function marksAs(document: string, { etag, modified, sha }: Marks): Cursor {
  return onlyKnown({
    [`etag:${nameOf(document)}`]: etag,
    [`modified:${nameOf(document)}`]: modified,
    [`sha:${nameOf(document)}`]: sha,
  });
}

/** How many the document listed when it last listed everything. */
export function countIn(cursor: Cursor, document: string): number | undefined {
  const count = cursor[`count:${nameOf(document)}`];
  return count === undefined ? undefined : Number(count);
}

export function countAs(document: string, count: number): Cursor {
  return { [`count:${nameOf(document)}`]: String(count) };
}

/** What is known of one key. */
export interface Remembered {
  /** The stamp of what was last passed on. */
  readonly at?: string | undefined;
  /** For how many polls its further document has not come. */
  readonly tries?: number | undefined;
  /** The stamp for which it was last wanted. */
  readonly tried?: string | undefined;
  /** The stamp for which what the list says was passed on instead. */
  readonly told?: string | undefined;
  /** The stamp at the first look, where that did not get as far as its document. */
  readonly first?: string | undefined;
}

export function rememberedIn(cursor: Cursor, document: string, key: string): Remembered {
  const tries = cursor[`tries:${nameOf(document)}/${key}`];
  return {
    at: cursor[`at:${nameOf(document)}/${key}`],
    tries: tries === undefined ? undefined : Number(tries),
    tried: cursor[`tried:${nameOf(document)}/${key}`],
    told: cursor[`told:${nameOf(document)}/${key}`],
    first: cursor[`first:${nameOf(document)}/${key}`],
  };
}

export function rememberedAs(
  document: string,
  key: string,
  { at, tries, tried, told, first }: Remembered,
): Cursor {
  if (!isStorable(key)) return {};
  return onlyKnown({
    [`at:${nameOf(document)}/${key}`]: at,
    [`tries:${nameOf(document)}/${key}`]: tries === undefined ? undefined : String(tries),
    [`tried:${nameOf(document)}/${key}`]: tried,
    [`told:${nameOf(document)}/${key}`]: told,
    [`first:${nameOf(document)}/${key}`]: first,
  });
}

/** The keys that the document had when it was last read. */
export function keysIn(cursor: Cursor, document: string): readonly string[] {
  const prefixes = ['at', 'tries', 'first'].map((name) => `${name}:${nameOf(document)}/`);
  const keys = Object.keys(cursor).flatMap((name) => {
    const prefix = prefixes.find((start) => name.startsWith(start));
    return prefix === undefined ? [] : [name.slice(prefix.length)];
  });
  return [...new Set(keys)];
}

/** Everything remembered of one document, to carry it over a poll in which it was not read. */
export function partOf(cursor: Cursor, document: string): Cursor {
  const own = ['etag', 'modified', 'sha', 'count'].map((name) => `${name}:${nameOf(document)}`);
  const prefixes = ['at', 'tries', 'tried', 'told', 'first'].map(
    (name) => `${name}:${nameOf(document)}/`,
  );
  return Object.fromEntries(
    Object.entries(cursor).filter(
      ([name]) => own.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    ),
  );
}

/** Without the stroke that stands before a key. */
function nameOf(document: string): string {
  return encodeURIComponent(document);
}

function onlyKnown(all: Readonly<Record<string, string | undefined>>): Cursor {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
