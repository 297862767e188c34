import { dateIn } from '#src/sources/dates.ts';
import { stampOf } from '#src/sources/stamp.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, textOf } from '#src/xml/walk.ts';

import { languageOf, webAddress } from './address.ts';
import { extensionsOf } from './extensions.ts';
import type { Feed, FeedCategory, FeedItem } from './feed.ts';
import { escapeHtml, htmlIn, innerHtml, lineOfHtml } from './html.ts';

/** Atom 1.0. */
export function atomFeed(root: XmlElement, base: string): Feed {
  const around = inside(root, { base, language: undefined });
  return {
    title: lineOfHtml(htmlOf(one(root, 'title'))),
    language: around.language,
    updatedAt: dateIn(textIn(root, 'updated')),
    items: all(root, 'entry').map((entry) => itemOf(entry, inside(entry, around))),
    unreadable: 0,
  };
}

interface Around {
  readonly base: string;
  readonly language: string | undefined;
}

function itemOf(entry: XmlElement, { base, language }: Around): FeedItem {
  const title = lineOfHtml(htmlOf(one(entry, 'title')));
  const url = linkOf(entry, base);
  return {
    id: textIn(entry, 'id') ?? url ?? stampOf(title),
    url,
    title,
    summaryHtml: htmlOf(one(entry, 'summary')),
    contentHtml: htmlOf(one(entry, 'content')),
    publishedAt: dateIn(textIn(entry, 'published')),
    updatedAt: dateIn(textIn(entry, 'updated')),
    categories: all(entry, 'category').flatMap(categoryOf),
    language,
    extensions: extensionsOf(entry),
    element: entry,
  };
}

/** `xml:base` and `xml:lang` hold for all that is inside. */
function inside({ attributes }: XmlElement, { base, language }: Around): Around {
  const said = (name: string) =>
    attributes.find((it) => it.prefix === 'xml' && it.name === name)?.value;
  return {
    base: webAddress(said('base'), base) ?? base,
    language: languageOf(said('lang')) ?? language,
  };
}

/** The page for people: without a relation that is what a link means. */
function linkOf(entry: XmlElement, base: string): string | undefined {
  const pages = all(entry, 'link').filter(
    (link) => (attributeOf(link, 'rel') ?? 'alternate') === 'alternate',
  );
  const page = pages.find((link) => attributeOf(link, 'type') === 'text/html') ?? pages[0];
  return page === undefined ? undefined : webAddress(attributeOf(page, 'href'), base);
}

function categoryOf(category: XmlElement): readonly FeedCategory[] {
  const term = attributeOf(category, 'term');
  return term === undefined ? [] : [{ term: term.trim(), scheme: attributeOf(category, 'scheme') }];
}

/** Atom says by an attribute how a text is written; other media than text are not read. */
function htmlOf(element: XmlElement | undefined): string {
  if (element === undefined) return '';
  const type = (attributeOf(element, 'type') ?? 'text').toLowerCase();
  if (type === 'xhtml' || type.endsWith('+xml')) return innerHtml(element).trim();
  if (type === 'html' || type === 'text/html') return htmlIn(element);
  return type.startsWith('text') ? escapeHtml(textOf(element).trim()) : '';
}

function all(parent: XmlElement, name: string): readonly XmlElement[] {
  return elementsIn(parent, name).filter(({ uri }) => uri === parent.uri);
}

function one(parent: XmlElement, name: string): XmlElement | undefined {
  return all(parent, name)[0];
}

function textIn(parent: XmlElement, name: string): string | undefined {
  const element = one(parent, name);
  return element === undefined ? undefined : textOf(element).trim() || undefined;
}
