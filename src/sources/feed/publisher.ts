import { firstSaid, lineOf, proseOf } from '#src/sources/lines.ts';
import { oneEach } from '#src/sources/one-each.ts';
import { optionsIn } from '#src/sources/options-in.ts';
import type {
  Entry,
  EntryContent,
  Publisher,
  PublisherSettings,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { stampOf } from '#src/sources/stamp.ts';

import type { FeedItem } from './feed.ts';
import { proseOfHtml } from './html.ts';
import { levelOf } from './level-of.ts';
import { feedOptionsSchema } from './options.ts';
import type { FeedOptions } from './options.ts';
import { nameOf, placesOf } from './place-of.ts';
import { readFeed } from './read-feed.ts';

const accept =
  'application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.8';

/** Any RSS, Atom or JSON Feed; what its items mean is said in configuration (`options.ts`). */
export function createFeed(settings: PublisherSettings): Publisher {
  const options = optionsIn(feedOptionsSchema, settings.options, settings.sourceId);
  return mappedFeed(settings, options);
}

export function mappedFeed(
  { url }: Pick<PublisherSettings, 'url'>,
  options: FeedOptions,
): Publisher {
  return {
    documents: [{ name: 'feed', url, accept }],
    read: (document) => readingOf(document, options),
  };
}

function readingOf(document: SourceDocument, options: FeedOptions): Reading {
  const feed = readFeed(document);
  const ours = feed.items.filter((item) => !isDropped(item, options));
  const silent = ours.filter(isSilent).map((item) => ({
    key: keyOf(item, options),
    reason: 'expected an item with a title or a text, got neither',
  }));
  const none = { key: undefined, reason: `expected items, got ${feed.unreadable} that are none` };
  return {
    entries: oneEach(ours.filter((item) => !isSilent(item)).map((item) => entryOf(item, options))),
    isComplete: options.list === 'complete',
    follow: [],
    unreadable: feed.unreadable === 0 ? silent : [...silent, none],
  };
}

/** Of a title of megabytes the beginning is enough for any pattern. */
function isDropped({ title }: FeedItem, { drop }: FeedOptions): boolean {
  return drop.some((pattern) => pattern.test(title.slice(0, 1000)));
}

function isSilent({ title, summaryHtml, contentHtml }: FeedItem): boolean {
  return title === '' && proseOfHtml(summaryHtml + contentHtml) === '';
}

function entryOf(item: FeedItem, options: FeedOptions): Entry {
  const { places, doubts: ofPlace } = placesOf(item, options.country);
  const { doubts: ofLevel, ...rated } = levelOf(item, options.level);
  const changedAt = item.updatedAt ?? item.publishedAt;
  const language = options.language ?? item.language ?? 'und';
  const content: EntryContent = {
    kind: options.kind,
    status: 'actual',
    language,
    appliesTo: places.map((place) => ({ ...place, ...rated })),
    ...(changedAt === undefined ? {} : { effectiveAt: changedAt.toISOString() }),
    words: { [language]: wordsOf(item) },
  };
  const doubts = [...ofPlace, ...ofLevel];
  return {
    key: keyOf(item, options),
    stamp: stampOf([content, item.url]),
    content,
    changedAt,
    ...(doubts.length === 0 ? {} : { doubts }),
  };
}

function keyOf(item: FeedItem, { key, country }: FeedOptions): string {
  switch (key) {
    case 'id':
      return shortKey(item.id);
    case 'url':
      return shortKey(item.url ?? item.id);
    case 'country': {
      const { places, doubts } = placesOf(item, country);
      // An item whose country is not known goes by its id, or all such would be one.
      return shortKey(doubts.length > 0 ? item.id : places.map(nameOf).toSorted().join('+'));
    }
  }
}

function shortKey(key: string): string {
  return key.length <= 300 ? key : stampOf(key);
}

/** The headline, and all the text for travellers: a feed does not say which of its sentences are advice. */
function wordsOf({ title, summaryHtml, contentHtml }: FeedItem): EntryContent['words'][string] {
  const summary = proseOf(proseOfHtml(summaryHtml));
  const advice = firstSaid(proseOf(proseOfHtml(contentHtml)), summary);
  const headline = lineOf(firstSaid(title, advice));
  return {
    headline,
    whatToDo: advice === '' ? {} : { travellers: advice },
    whatHappened: firstSaid(advice === summary ? '' : summary, headline),
  };
}
