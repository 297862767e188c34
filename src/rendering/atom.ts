import { feedUrl, feedView } from './feed.ts';
import type { Feed, FeedView } from './feed.ts';
import type { House } from './house.ts';
import { paths } from './paths.ts';

/** Atom 1.0 (RFC 4287). */
export function atomFeed(house: House, feed: Feed): string {
  const view = feedView(house, feed);
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    `<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${view.language}">`,
    element('id', view.id),
    element('title', view.title),
    element('updated', view.updated.toISOString()),
    `<author>${element('name', view.author)}</author>`,
    `<link rel="self" type="application/atom+xml" href="${escaped(feedUrl(house, paths.feed, feed))}"/>`,
    `<link rel="alternate" type="text/html" href="${escaped(view.homeUrl)}"/>`,
    ...view.entries.map(entryOf),
    '</feed>',
    '',
  ].join('\n');
}

function entryOf({
  id,
  title,
  url,
  capUrl,
  at,
  countries,
  short,
}: FeedView['entries'][number]): string {
  return [
    '<entry>',
    element('id', id),
    element('title', title),
    element('published', at.toISOString()),
    element('updated', at.toISOString()),
    `<link rel="alternate" type="text/html" href="${escaped(url)}"/>`,
    `<link rel="alternate" type="application/cap+xml" href="${escaped(capUrl)}"/>`,
    ...countries.map(({ code, name }) => `<category term="${code}" label="${escaped(name)}"/>`),
    element('summary', short),
    '</entry>',
  ].join('\n');
}

export function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};

/** Escapes for XML and drops the characters that XML 1.0 cannot hold. */
export function escaped(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
}
