import { readExport } from './au-smartraveller-export.ts';
import { readRss } from './au-smartraveller-rss.ts';
import { looksLikeJson } from './document-in.ts';
import type { Publisher, PublisherSettings } from './publisher.ts';

/** Australia's Smartraveller: the export of all destinations, or the RSS feed, whichever is configured. */
export function createAuSmartraveller({ url }: PublisherSettings): Publisher {
  return {
    documents: [{ name: 'destinations', url }],
    read: (document) => (looksLikeJson(document) ? readExport(document) : readRss(document)),
  };
}
