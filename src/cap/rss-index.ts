import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, firstIn, textIn } from '#src/xml/walk.ts';

import { addressFault } from './address-fault.ts';
import { embeddedIn } from './embedded.ts';
import type { Fault } from './fault.ts';
import type { Index, IndexItem } from './index-item.ts';

/** An RSS 2.0 channel whose items lead to CAP alerts. */
export function readRssIndex(rss: XmlElement): Index {
  const channel = elementsIn(rss, 'channel').find(({ uri }) => uri === '');
  if (channel === undefined) return { fault: fault(rss, 'a <channel>'), items: [] };
  const missing = ['title', 'link', 'description'].find(
    (name) => plain(channel, name) === undefined,
  );
  return {
    fault: missing === undefined ? undefined : fault(channel, `a <${missing}>`),
    items: elementsIn(channel, 'item').map(readItem),
  };
}

function readItem(item: XmlElement): IndexItem {
  const title = textIn(item, 'title') ?? textIn(item, 'description');
  const url = linkOf(item);
  const about = { id: textIn(item, 'guid') ?? url ?? '', title, updated: textIn(item, 'pubDate') };
  const broken = (expected: string) =>
    ({ kind: 'unusable', ...about, fault: fault(item, expected) }) as const;
  if (title === undefined) return broken('a <title> or a <description>');
  const alert = embeddedIn(item);
  if (alert) return { kind: 'embedded', ...about, alert };
  if (url === undefined) return broken('a <link> to a CAP alert');
  const unsafe = addressFault(url);
  return unsafe === undefined
    ? { kind: 'linked', ...about, url }
    : { kind: 'unusable', ...about, fault: { layer: 'security', reason: `${unsafe} in a link` } };
}

function linkOf(item: XmlElement): string | undefined {
  const enclosure = elementsIn(item, 'enclosure').find((it) =>
    /\bcap\+xml\b/i.test(attributeOf(it, 'type') ?? ''),
  );
  const guid = firstIn(item, 'guid');
  const isPermalink = guid !== undefined && attributeOf(guid, 'isPermaLink') !== 'false';
  const permalink = isPermalink ? textIn(item, 'guid') : undefined;
  return (
    (enclosure && attributeOf(enclosure, 'url')) ??
    plain(item, 'link') ??
    (/^https?:/i.test(permalink ?? '') ? permalink : undefined)
  );
}

/** An element of RSS itself: feeds carry Atom's of the same name beside it. */
function plain(parent: XmlElement, name: string): string | undefined {
  const own = elementsIn(parent, name).filter(({ uri }) => uri === '');
  return own[0] && textIn({ ...parent, children: own }, name);
}

function fault({ name, line }: XmlElement, expected: string): Fault {
  return { layer: 'xsd', reason: `expected ${expected} in <${name}> (line ${line})` };
}
