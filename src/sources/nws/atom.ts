import type { FeedItem } from '#src/sources/feed/feed.ts';
import { proseOfHtml } from '#src/sources/feed/html.ts';
import { readFeed } from '#src/sources/feed/read-feed.ts';
import type { SourceDocument, Unreadable } from '#src/sources/publisher.ts';
import type { Warning } from '#src/sources/warnings/warning.ts';
import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, firstIn, textIn, textOf } from '#src/xml/walk.ts';

import { warningOf } from './warning.ts';

/**
 * The Atom index, whose entries carry the alerts' main fields, in CAP 1.1's namespace or 1.2's. It names no references, so an
 * update stands as an alert of its own.
 */
export function warningsInAtom(document: SourceDocument): {
  readonly warnings: readonly Warning[];
  readonly unreadable: readonly Unreadable[];
} {
  const items = readFeed(document).items.filter(({ title }) => !saysNone.test(title));
  const read = items.map((item) => ({ item, warning: alertOf(item) }));
  return {
    warnings: read.flatMap(({ warning }) => warning ?? []),
    unreadable: read
      .filter(({ warning }) => warning === undefined)
      .map(({ item }) => ({
        key: item.id.slice(0, 300),
        reason: 'expected an entry with cap:status and cap:msgType, got one without',
      })),
  };
}

/** A quiet day's feed has one entry, which says so. */
const saysNone = /^There are no active (?:watches|warnings|alerts)/i;

function alertOf({ element, ...item }: FeedItem): Warning | undefined {
  const said = (name: string) => (element === undefined ? '' : (textIn(element, name) ?? ''));
  if (said('status') === '' || said('msgType') === '') return undefined;
  const codes = codesIn(element);
  return warningOf({
    id: identifierIn(item.id),
    sent: item.updatedAt ?? item.publishedAt,
    status: said('status'),
    messageType: said('msgType'),
    references: [],
    severity: said('severity'),
    response: '',
    event: said('event'),
    headline: item.title,
    description: proseOfHtml(item.summaryHtml),
    instruction: '',
    onset: said('onset') || said('effective'),
    ends: said('expires'),
    areaDesc: said('areaDesc'),
    ugc: codes('UGC'),
    fips: [...codes('FIPS6'), ...codes('SAME')],
  });
}

/** The address of an alert ends in its identifier, which is how the GeoJSON calls it. */
function identifierIn(id: string): string {
  return /urn:oid:[\w.-]+$/.exec(id)?.[0] ?? id;
}

/** Names and values take turns in one `cap:geocode`; the codes of a value are apart by spaces. */
function codesIn(element: XmlElement | undefined): (name: string) => readonly string[] {
  const geocode = element === undefined ? undefined : firstIn(element, 'geocode');
  const names = geocode === undefined ? [] : elementsIn(geocode, 'valueName').map(textOf);
  const values = geocode === undefined ? [] : elementsIn(geocode, 'value').map(textOf);
  return (name) => {
    const value = values[names.findIndex((one) => one.trim() === name)] ?? '';
    return value.split(/\s+/).filter((code) => code !== '');
  };
}
