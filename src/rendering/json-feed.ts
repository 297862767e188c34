import { feedUrl, feedView } from './feed.ts';
import type { Feed } from './feed.ts';
import type { House } from './house.ts';
import { paths } from './paths.ts';

/** JSON Feed 1.1 (jsonfeed.org). */
export function jsonFeed(house: House, feed: Feed): string {
  const view = feedView(house, feed);
  return JSON.stringify({
    version: 'https://jsonfeed.org/version/1.1',
    title: view.title,
    home_page_url: view.homeUrl,
    feed_url: feedUrl(house, paths.jsonFeed, feed),
    language: view.language,
    authors: [{ name: view.author }],
    items: view.entries.map(({ id, title, url, capUrl, at, countries, short }) => ({
      id,
      url,
      title: title.toWellFormed(),
      content_text: short.toWellFormed(),
      date_published: at.toISOString(),
      attachments: [{ url: capUrl, mime_type: 'application/cap+xml' }],
      tags: countries.map(({ code }) => code),
      language: view.language,
    })),
  });
}
