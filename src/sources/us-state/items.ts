import { z } from 'zod';

import { dateIn } from '#src/sources/dates.ts';
import { jsonIn, looksLikeJson } from '#src/sources/document-in.ts';
import { cleanLine } from '#src/sources/lines.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement, XmlReading } from '#src/xml/read.ts';
import { attributeOf, elementsIn, firstIn, textIn, textOf } from '#src/xml/walk.ts';

/** One item of either document, in the publisher's words. Links and ids are left out: they move, and mean nothing. */
export interface Item {
  readonly title: string;
  /** "Level 3: Reconsider Travel", where the document says it apart from the title. */
  readonly levels: readonly string[];
  /** FIPS-like; missing, wrong or shared, so it only tells apart items of the same title. */
  readonly tags: readonly string[];
  readonly html: string;
  /** RSS gives the day, JSON its beginning by Greenwich as an evening in Washington: the same instant. */
  readonly changedAt: Date | undefined;
}

/** The RSS feed or the JSON list, recognised by what it holds. */
export function itemsIn(document: SourceDocument): readonly Item[] {
  return looksLikeJson(document) ? jsonItems(document) : rssItems(document);
}

function rssItems({ body }: SourceDocument): readonly Item[] {
  const reading = readLeniently(body);
  if (reading.kind === 'refused') throw unreadable(reading.reason);
  const channel = firstIn(reading.root, 'channel') ?? reading.root;
  const items = [...elementsIn(channel, 'item'), ...elementsIn(reading.root, 'item')];
  if (items.length === 0) throw unreadable('expected an RSS feed with items, got none');
  return items.map(rssItem);
}

/** Texts pasted from elsewhere bring control characters that XML does not allow; one of them hides no country. */
function readLeniently(body: Buffer): XmlReading {
  const reading = readXml(body);
  if (reading.kind === 'read' || reading.layer === 'security') return reading;
  return readXml(Buffer.from(body.filter((byte) => byte >= 32 || [9, 10, 13].includes(byte))));
}

function rssItem(item: XmlElement): Item {
  const categories = elementsIn(item, 'category');
  const inDomain = (domain: RegExp) =>
    categories.filter((it) => domain.test(attributeOf(it, 'domain') ?? '')).map(textOf);
  return {
    title: cleanLine(textIn(item, 'title')),
    levels: inDomain(/threat|level/i).map((text) => text.trim()),
    tags: inDomain(/country/i).map((text) => text.trim()),
    html: textIn(item, 'description') ?? '',
    changedAt: dateIn(textIn(item, 'pubDate') ?? textIn(item, 'date')),
  };
}

const text = z.string().catch('');
const itemSchema = z
  .object({
    Title: text,
    Summary: text,
    Category: z.array(text).catch([]),
    Published: text,
    Updated: text,
  })
  .catch({ Title: '', Summary: '', Category: [], Published: '', Updated: '' });

function jsonItems(document: SourceDocument): readonly Item[] {
  const items = jsonIn(z.array(itemSchema), document, 'a list of advisories');
  return items.map(({ Title, Summary, Category, Published, Updated }) => ({
    title: cleanLine(Title),
    levels: Category.filter((category) => /\blevel\s*\d/i.test(category)),
    tags: Category,
    html: Summary,
    changedAt: dateIn(Updated, '-04:00') ?? dateIn(Published, '-04:00'),
  }));
}
