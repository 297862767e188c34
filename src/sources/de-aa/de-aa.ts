import { z } from 'zod';

import { jsonIn } from '#src/sources/document-in.ts';
import { requireNoOptions } from '#src/sources/options-in.ts';
import type {
  Entry,
  Follow,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
  Unreadable,
} from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';

import { entryOf, lastModifiedOf, warningSchema } from './entry.ts';
import type { Warning } from './entry.ts';

/**
 * Germany's Auswärtiges Amt: a list of entries with flags by content id, and the text of each in a document of its own, in
 * German. The list's own time has stood still for years and is no mark of anything.
 */
export function createDeAa(settings: PublisherSettings): Publisher {
  requireNoOptions(settings);
  const { url } = settings;
  return { documents: [{ name: 'list', url, accept: 'application/json' }], read };
}

const documentSchema = z.object({ response: z.record(z.string(), z.unknown()) });

interface Found {
  readonly key: string;
  readonly warning: Warning;
}

function read(document: SourceDocument): Reading {
  const { url } = document;
  const { response } = jsonIn(documentSchema, document);
  const { found, unread } = entriesIn(response);
  // The service that is switched off answers with an empty object.
  if (found.length === 0) throw unreadable('expected entries by content id, got none');
  if (isDetail(found, url)) {
    return { entries: found.map(toEntry), isComplete: false, follow: [], unreadable: unread };
  }
  const [told, untold] = [found.filter(hasText), found.filter((it) => !hasText(it))];
  return {
    entries: told.map(toEntry),
    isComplete: true,
    follow: untold.map((it) => followOf(it, url)),
    unreadable: unread,
  };
}

/** Beside the entries there are a list of their ids and a time. */
function entriesIn(response: Readonly<Record<string, unknown>>) {
  const found: Found[] = [];
  const unread: Unreadable[] = [];
  for (const [key, value] of Object.entries(response)) {
    if (!/^\d{1,20}$/.test(key)) continue;
    const warning = warningSchema.safeParse(value);
    if (warning.success) found.push({ key, warning: warning.data });
    else unread.push({ key, reason: 'expected an entry with flags, got something else' });
  }
  return { found, unread };
}

/** One entry, with its text or asked for by its id: a list of one country would be a broken list. */
function isDetail(found: readonly Found[], url: string): boolean {
  const [only, another] = found;
  if (only === undefined || another !== undefined) return false;
  return hasText(only) || url.endsWith(`/${only.key}`);
}

function hasText({ warning }: Found): boolean {
  return warning.content.trim() !== '';
}

function toEntry({ key, warning }: Found): Entry {
  return entryOf(key, warning);
}

function followOf(found: Found, url: string): Follow {
  const entry = toEntry(found);
  const notBefore = lastModifiedOf(found.warning);
  return {
    key: found.key,
    url: `${url.replace(/\/+$/, '')}/${found.key}`,
    stamp: entry.stamp,
    ...(notBefore === undefined ? {} : { notBefore }),
    entry,
  };
}
