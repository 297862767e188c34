import { looksLikeJson } from '#src/sources/document-in.ts';
import { requireNoOptions } from '#src/sources/options-in.ts';
import type { Publisher, PublisherSettings } from '#src/sources/publisher.ts';

import { readExport } from './export.ts';
import { readRss } from './rss.ts';

/** Australia's Smartraveller: the export of all destinations, or the RSS feed, whichever is configured. */
export function createAuSmartraveller(settings: PublisherSettings): Publisher {
  requireNoOptions(settings);
  const { url } = settings;
  return {
    documents: [{ name: 'destinations', url }],
    read: (document) => (looksLikeJson(document) ? readExport(document) : readRss(document)),
  };
}
