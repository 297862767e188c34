import { createMessageThreads, inThreads } from '#src/sources/message-threads.ts';
import type { Publisher } from '#src/sources/publisher.ts';
import type { Cursor, Poll, Round, Source } from '#src/sources/source.ts';

import { cursorAfter } from './after.ts';
import type { Ask } from './asking.ts';
import { keysIn } from './cursor.ts';
import { followAll } from './details.ts';
import type { Wanted } from './details.ts';
import { listedIn, lookAtAll } from './documents.ts';
import type { Looked } from './documents.ts';
import { figuresOf } from './figures.ts';
import { createToItems } from './items.ts';
import { mergedName, partsOf } from './parts.ts';
import type { Part } from './parts.ts';
import { isFirstLook, isRated, takeStock, wantedIn } from './stock.ts';

interface Polled {
  readonly sourceId: string;
  readonly publisher: Publisher;
  readonly licence: string;
  /** How long what the source says stands before an officer is reminded of it, in days. */
  readonly reviewAfterDays?: number | undefined;
  readonly ask: Ask;
  readonly now: () => Date;
}

/**
 * A publisher's dialect as a source that is polled: asks for what moved, and passes on what is said there since the cursor.
 * What cannot be had or read is left to the next poll, by name, and hides nothing else.
 */
export function createPolled({
  sourceId,
  publisher,
  licence,
  reviewAfterDays = 90,
  ask,
  now,
}: Polled): Source {
  const toItems = createToItems({ sourceId, licence, reviewAfterDays });
  return { id: sourceId, poll };

  async function poll(
    cursor: Cursor,
    signal: AbortSignal,
    { known = [], ...wish }: Round = {},
  ): Promise<Poll> {
    const threads = createMessageThreads(cursor);
    const needs = { publisher: inThreads(publisher, threads), ask, now, sourceId };
    const { looked, trigger } = await lookAtAll({ ...needs, ...wish }, cursor, signal);
    const parts = partsOf(looked, publisher.merge, cursor);
    const wanted = parts.flatMap((part) => wantedIn(part, cursor));
    const details = await followAll(needs, wanted, signal);
    // A publisher of which nothing was ever heard has nothing to fall back on.
    if (details.gaveUp && details.read.size === 0 && hasNothing(wanted, parts, cursor))
      throw details.gaveUp;
    const stock = takeStock({ parts, details, cursor, toItems, known: new Set(known) });
    const next = { ...cursorAfter({ looked, parts, stock, cursor, trigger }), ...threads.kept() };
    const figures = figuresOf({ looked, details, stock });
    const listed = listedIn(looked, cursor, publisher.merge !== undefined);
    const { items, unread } = stock;
    const isUnchanged =
      items.length + unread.length === 0 && !someVanished({ parts, looked, cursor, listed });
    if (isUnchanged) return { kind: 'unchanged', cursor: next, figures };
    return { kind: 'changed', cursor: next, items, listed, unread, figures };
  }
}

/** At first a list must say more than that there are pages: without levels each later document would be taken for a change. */
function hasNothing(wanted: readonly Wanted[], parts: readonly Part[], cursor: Cursor): boolean {
  const isNew = parts.every((part) => isFirstLook(part, cursor));
  return wanted.every(({ entry }) => entry === undefined || (isNew && !isRated(entry)));
}

interface Seen {
  readonly parts: readonly Part[];
  readonly looked: readonly Looked[];
  readonly cursor: Cursor;
  readonly listed: readonly string[] | undefined;
}

/** True when a key of the cursor is no longer listed. */
function someVanished({ looked, cursor, listed }: Seen): boolean {
  if (listed === undefined) return false;
  const names = [mergedName, ...looked.map(({ asked }) => asked.name)];
  const there = new Set(listed);
  return names.flatMap((name) => keysIn(cursor, name)).some((key) => !there.has(key));
}
