import { jsonValueIn, shapeIn } from '#src/sources/document-in.ts';
import { requireNoOptions } from '#src/sources/options-in.ts';
import { shorten } from '#src/sources/plain-text.ts';
import type {
  Follow,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
  Unreadable,
} from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';

import { entryOf, exactlyPublishedAt } from './country.ts';
import { countrySchema, documentSchema, isCountry } from './shape.ts';
import type { Country } from './shape.ts';

/**
 * Canada: one index of every country in English and French, and a document a country with the text. The date moves with
 * every edit; the state, whether there are regional advisories, and the type of the latest update say whether it is news.
 */
export function createCaGac(settings: PublisherSettings): Publisher {
  requireNoOptions(settings);
  const { url } = settings;
  return { documents: [{ name: 'index', url, accept: 'application/json' }], read };
}

function read(document: SourceDocument): Reading {
  const said = listedByKey(jsonValueIn(document));
  const { data } = shapeIn(documentSchema, said, 'an index or a country under data');
  const { url } = document;
  return isCountry(data) ? readCountry(data, url) : readIndex(data, url);
}

/** The index by name and the one by date have had their countries in an object and in a list. */
function listedByKey(document: unknown): unknown {
  if (typeof document !== 'object' || document === null || !('data' in document)) return document;
  if (!Array.isArray(document.data)) return document;
  const countries = document.data.map((it: unknown, n) => [isoIn(it) ?? `entry ${n + 1}`, it]);
  return { data: Object.fromEntries(countries) };
}

function isoIn(country: unknown): string | undefined {
  const parsed = countrySchema.safeParse(country);
  return parsed.success ? parsed.data['country-iso'] || undefined : undefined;
}

/** ISO codes and what might become one; anything else would be no part of an address. */
const codeLike = /^[A-Z0-9][\w -]{0,30}$/;

function readIndex(data: Readonly<Record<string, unknown>>, url: string): Reading {
  const follow = new Map<string, Follow>();
  const unread: Unreadable[] = [];
  for (const [given, value] of Object.entries(data)) {
    const parsed = countrySchema.safeParse(value);
    const key = given.trim().toUpperCase();
    if (!codeLike.test(key) || follow.has(key) || !parsed.success) {
      const reason = 'expected a country once, by its code';
      unread.push({ key: shorten(key, 40) || undefined, reason });
    } else {
      follow.set(key, followOf(key, parsed.data, url));
    }
  }
  if (follow.size === 0) throw unreadable('expected an index of countries, got none');
  return { entries: [], isComplete: true, follow: [...follow.values()], unreadable: unread };
}

function followOf(key: string, country: Country, url: string): Follow {
  const entry = entryOf(key, country);
  const notBefore = exactlyPublishedAt(country['date-published']);
  return {
    key,
    url: addressOf(key, url),
    stamp: entry.stamp,
    ...(notBefore === undefined ? {} : { notBefore }),
    entry,
  };
}

/** Beside the index, whatever the index says: the name it gives is always this one. */
function addressOf(key: string, url: string): string {
  const file = `cta-cap-${encodeURIComponent(key)}.json`;
  return URL.canParse(file, url) ? new URL(file, url).href : file;
}

function readCountry(data: Readonly<Record<string, unknown>>, url: string): Reading {
  const parsed = countrySchema.safeParse(data);
  const [, named] = /cta-cap-([^/?#]+)\.json/i.exec(url) ?? [];
  const key = (named ?? isoIn(data))?.toUpperCase();
  if (key === undefined || !parsed.success) {
    throw unreadable('expected a document of a country that it names, got another');
  }
  return { entries: [entryOf(key, parsed.data)], isComplete: false, follow: [], unreadable: [] };
}
