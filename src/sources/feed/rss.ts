import { dateIn } from '#src/sources/dates.ts';
import { stampOf } from '#src/sources/stamp.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, textOf } from '#src/xml/walk.ts';

import { languageOf, webAddress } from './address.ts';
import { extensionsOf } from './extensions.ts';
import type { Feed, FeedItem } from './feed.ts';
import { htmlIn, lineOfHtml } from './html.ts';

/** RSS 2.0 and its forebears, whose items stand in the channel, and RSS 1.0, whose items stand beside it. */
export function rssFeed(root: XmlElement, base: string): Feed {
  const channel = elementsIn(root, 'channel')[0] ?? root;
  const items = [
    ...elementsIn(channel, 'item'),
    ...(channel === root ? [] : elementsIn(root, 'item')),
  ];
  const meta = extensionsOf(channel);
  const language = languageOf(own(channel, 'language') ?? meta.get('dc:language')?.[0]);
  return {
    title: lineOfHtml(htmlIn(ownElement(channel, 'title'))),
    language,
    updatedAt: dateIn(
      own(channel, 'lastBuildDate') ?? own(channel, 'pubDate') ?? meta.get('dc:date')?.[0],
    ),
    items: items.map((item) => itemOf(item, { base, language })),
    unreadable: 0,
  };
}

interface Around {
  readonly base: string;
  readonly language: string | undefined;
}

function itemOf(item: XmlElement, around: Around): FeedItem {
  const extensions = extensionsOf(item);
  const saidOnce = (name: string) => extensions.get(name)?.[0];
  const title = lineOfHtml(htmlIn(ownElement(item, 'title')));
  const url = linkOf(item, around.base);
  return {
    id: own(item, 'guid') ?? aboutOf(item) ?? url ?? stampOf(title),
    url,
    title,
    summaryHtml: htmlIn(ownElement(item, 'description')),
    contentHtml: htmlIn(encodedIn(item)),
    publishedAt: dateIn(own(item, 'pubDate') ?? saidOnce('dc:date')),
    updatedAt: dateIn(saidOnce('atom:updated') ?? saidOnce('dcterms:modified')),
    categories: elementsOfItsOwn(item, 'category').map((category) => ({
      term: textOf(category).trim(),
      scheme: attributeOf(category, 'domain'),
    })),
    language: languageOf(saidOnce('dc:language')) ?? around.language,
    extensions,
    element: item,
  };
}

/** The link, else a guid that is one: it is where it does not say otherwise. */
function linkOf(item: XmlElement, base: string): string | undefined {
  const guid = ownElement(item, 'guid');
  const isLink = guid !== undefined && attributeOf(guid, 'isPermaLink') !== 'false';
  const fromGuid = isLink && /^https?:/i.test(textOf(guid).trim()) ? textOf(guid) : undefined;
  return webAddress(own(item, 'link'), base) ?? webAddress(fromGuid, base);
}

function aboutOf({ attributes }: XmlElement): string | undefined {
  return attributes.find(({ name, prefix }) => name === 'about' && prefix !== '')?.value;
}

function encodedIn(item: XmlElement): XmlElement | undefined {
  return elementsIn(item, 'encoded').find(
    ({ uri }) => uri === 'http://purl.org/rss/1.0/modules/content/',
  );
}

/** Only elements in the item's own namespace: `atom:link` and `media:title` are called like RSS's own. */
function elementsOfItsOwn(parent: XmlElement, name: string): readonly XmlElement[] {
  return elementsIn(parent, name).filter(({ uri }) => uri === parent.uri);
}

function ownElement(parent: XmlElement, name: string): XmlElement | undefined {
  return elementsOfItsOwn(parent, name)[0];
}

function own(parent: XmlElement, name: string): string | undefined {
  const element = ownElement(parent, name);
  return element === undefined ? undefined : textOf(element).trim() || undefined;
}
