import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { stampOf } from '#src/sources/stamp.ts';

import { languageOf, webAddress } from './address.ts';
import type { Feed, FeedItem } from './feed.ts';
import { escapeHtml, oneLine } from './html.ts';

/** What is there in another type than the standard's counts as not there: one odd field does not lose an item. */
const text = z.string().optional().catch(undefined);

export const jsonFeedSchema = z.object({
  version: z.string().regex(/^https?:\/\/(?:www\.)?jsonfeed\.org\/version\/1(?:\.\d)?\/?$/),
  title: text,
  language: text,
  items: z.array(z.unknown()),
});

const itemSchema = z.looseObject({
  // Numbers are read too, as the standard asks of readers.
  id: z.coerce.string().optional().catch(undefined),
  url: text,
  title: text,
  content_html: text,
  content_text: text,
  summary: text,
  date_published: text,
  date_modified: text,
  tags: z.array(z.string()).catch([]),
  language: text,
});

/** JSON Feed 1.0 and 1.1. */
export function jsonFeed(
  { title, language, items }: z.infer<typeof jsonFeedSchema>,
  base: string,
): Feed {
  const around = { base, language: languageOf(language) };
  const read = items.flatMap((item) => {
    const { data } = itemSchema.safeParse(item);
    return data === undefined ? [] : [itemOf(data, around)];
  });
  return {
    title: oneLine(title ?? ''),
    language: around.language,
    updatedAt: undefined,
    items: read,
    unreadable: items.length - read.length,
  };
}

interface Around {
  readonly base: string;
  readonly language: string | undefined;
}

function itemOf(item: z.infer<typeof itemSchema>, { base, language }: Around): FeedItem {
  const title = oneLine(item.title ?? '');
  const url = webAddress(item.url, base);
  return {
    id: item.id || (url ?? stampOf(title)),
    url,
    title,
    summaryHtml: escapeHtml(item.summary ?? ''),
    contentHtml: item.content_html ?? escapeHtml(item.content_text ?? ''),
    publishedAt: dateIn(item.date_published),
    updatedAt: dateIn(item.date_modified),
    categories: item.tags.map((term) => ({ term, scheme: undefined })),
    language: languageOf(item.language) ?? language,
    extensions: extensionsOf(item),
    element: undefined,
  };
}

const extensionSchema = z.record(z.string(), z.unknown());

/** The standard's own way to say more: objects under names that begin with an underscore. */
function extensionsOf(item: Readonly<Record<string, unknown>>): FeedItem['extensions'] {
  const found = Object.entries(item).flatMap(([name, value]) => {
    const { data } = extensionSchema.safeParse(value);
    if (!name.startsWith('_') || data === undefined) return [];
    return Object.entries(data).map(([key, said]) => [`${name}:${key}`, textsIn(said)] as const);
  });
  return new Map(found.filter(([, texts]) => texts.length > 0));
}

function textsIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((one: unknown) => textsIn(one).slice(0, 1));
  if (typeof value === 'number' || typeof value === 'boolean') return [String(value)];
  return typeof value === 'string' && value.trim() !== '' ? [value.trim()] : [];
}
