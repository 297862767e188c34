import { setTimeout as sleep } from 'node:timers/promises';

import { policy } from '#config/policy.ts';
import { AppError } from '#src/errors.ts';
import type { GuardedFetch } from '#src/outbound/fetch.ts';

import { createJsonReader } from './json-reader.ts';
import type { Cursor, Poll, Source, SourceItem } from './source.ts';
import { areaSchemaFor } from './uk-fcdo-document.ts';
import {
  conditionsFrom,
  cursorAfter,
  hasMoved,
  indexSchema,
  someVanished,
} from './uk-fcdo-index.ts';
import type { Listed } from './uk-fcdo-index.ts';

interface UkFcdo {
  readonly fetch: GuardedFetch['request'];
  readonly now: () => Date;
  /** Of the index; an area's document is at `url/slug`. */
  readonly url: string;
  readonly licence: string;
  /** Between two requests. GOV.UK asks for no more than ten a second. */
  readonly pauseMs?: number;
}

/** So many documents one after the other that do not come are a publisher in trouble: we stop asking. */
const silentInARow = 3;
/** So many documents that cannot be read, and not one that can, are a changed format, not bad pages. */
const unreadableAtFirst = 10;

/**
 * GOV.UK's foreign travel advice: the index, then the documents of those areas only whose date moved. The first poll
 * fetches them all, one after the other with pauses; the caller's signal must allow for that (a minute or two).
 */
export function createUkFcdo({ fetch, now, url, licence, pauseMs = 120 }: UkFcdo): Source {
  const { ask, parse, unreadable } = createJsonReader('uk-fcdo', fetch);
  const envelope = { sourceId: 'uk-fcdo', contentType: 'application/json', licence };
  return { id: 'uk-fcdo', poll };

  async function poll(cursor: Cursor, signal: AbortSignal): Promise<Poll> {
    const index = await ask({ url, headers: conditionsFrom(cursor) }, signal);
    if (index.status === 304) return { kind: 'unchanged', cursor };
    const listed = parse(indexSchema, index.body, 'the index');
    requireSize(listed.length, cursor);
    const moved = listed.filter((area) => hasMoved(area, cursor));
    const { items, unread } = await readAreas(moved, signal);
    const next = cursorAfter({ headers: index.headers, listed, unread, before: cursor });
    if (moved.length === 0 && !someVanished(cursor, listed)) {
      return { kind: 'unchanged', cursor: next };
    }
    return { kind: 'changed', cursor: next, items, listed: listed.map(({ id }) => id), unread };
  }

  /** A list that has lost many of its areas is a broken list. Absence is never an all-clear. */
  function requireSize(size: number, { count = '1' }: Cursor): void {
    const floor = Math.max(1, Math.ceil(Number(count) * policy.sizeFloorShare));
    if (size < floor) throw unreadable(`expected at least ${floor} areas, got ${size}`);
  }

  async function readAreas(areas: readonly Listed[], signal: AbortSignal) {
    const items: SourceItem[] = [];
    const unread: string[] = [];
    let silent = 0;
    for (const area of areas) {
      await sleep(pauseMs, undefined, { signal });
      const item = await readArea(area, signal).catch((error: unknown) => {
        signal.throwIfAborted();
        silent = hasCode(error, 'SOURCE_UNREACHABLE') ? silent + 1 : 0;
        const formatChanged = items.length === 0 && unread.length + 1 >= unreadableAtFirst;
        if (!isRefusal(error) || silent >= silentInARow || formatChanged) throw error;
      });
      if (item === undefined) {
        unread.push(area.id);
      } else {
        silent = 0;
        items.push(item);
      }
    }
    return { items, unread };
  }

  async function readArea(area: Listed, signal: AbortSignal): Promise<SourceItem> {
    const address = `${url}/${area.slug}`;
    const { body } = await ask({ url: address }, signal);
    const report = { ...envelope, key: area.id, url: address, body, fetchedAt: now() };
    const { id, content, changedAt } = parse(areaSchemaFor(report), body, area.slug);
    if (id !== area.id) throw unreadable(`expected the document of ${area.slug}, got another's`);
    // A cache may still give the document from before; taken for the new one, the change would be lost.
    if (toSecond(changedAt) < toSecond(new Date(area.changedAt))) {
      throw unreadable(`expected ${area.slug} as new as the index says, got an older document`);
    }
    return { report, key: area.id, content, changedAt };
  }
}

function toSecond(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

function isRefusal(error: unknown): boolean {
  return hasCode(error, 'SOURCE_UNREACHABLE') || hasCode(error, 'SOURCE_UNREADABLE');
}

function hasCode(error: unknown, code: AppError['code']): boolean {
  return error instanceof AppError && error.code === code;
}
