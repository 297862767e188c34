import { jsonIn, looksLikeJson } from '#src/sources/document-in.ts';
import type { SourceDocument } from '#src/sources/publisher.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { readXml } from '#src/xml/read.ts';

import { atomFeed } from './atom.ts';
import type { Feed } from './feed.ts';
import { jsonFeed, jsonFeedSchema } from './json-feed.ts';
import { rssFeed } from './rss.ts';

const largestFeed = 8 * 1024 * 1024;
/** Hundreds are usual. Tens of thousands are a mistake, and each of them would be looked at in every poll. */
const mostItems = 5000;

/**
 * RSS 2.0, RSS 1.0, Atom 1.0 or JSON Feed, recognised by what the document holds: content types of feeds say little. Throws
 * AppError SOURCE_UNREADABLE for anything else.
 */
export function readFeed(document: SourceDocument): Feed {
  const feed = feedIn(document);
  if (feed.items.length <= mostItems) return feed;
  throw unreadable(`expected at most ${mostItems} items, got ${feed.items.length}`);
}

function feedIn(document: SourceDocument): Feed {
  const { url, body } = document;
  if (body.length > largestFeed) {
    throw unreadable(`expected at most ${largestFeed} bytes, got ${body.length}`);
  }
  if (looksLikeJson(document)) {
    return jsonFeed(jsonIn(jsonFeedSchema, document, 'a JSON Feed'), url);
  }
  const xml = readXml(body);
  if (xml.kind === 'refused') throw unreadable(`expected RSS, Atom or JSON Feed: ${xml.reason}`);
  if (['rss', 'RDF'].includes(xml.root.name)) return rssFeed(xml.root, url);
  if (xml.root.name === 'feed') return atomFeed(xml.root, url);
  throw unreadable(`expected RSS, Atom or JSON Feed, got ${xml.root.name.slice(0, 30)}`);
}
