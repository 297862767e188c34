import type { XmlElement } from '#src/xml/read.ts';
import { attributeOf, elementsIn, textIn } from '#src/xml/walk.ts';

import { addressFault } from './address-fault.ts';
import { embeddedIn } from './embedded.ts';
import { shownName } from './fault.ts';
import type { Fault } from './fault.ts';
import type { Index, IndexItem } from './index-item.ts';
import { dateTime } from './simple-types.ts';

export const atom = 'http://www.w3.org/2005/Atom';

const inFeed = new Set(
  'author category contributor entry generator icon id link logo rights subtitle title updated'.split(
    ' ',
  ),
);
const inEntry = new Set(
  'author category content contributor id link published rights source summary title updated'.split(
    ' ',
  ),
);

/** An Atom feed whose entries hold CAP alerts or lead to them. What stands outside an entry says nothing. */
export function readAtomIndex(feed: XmlElement): Index {
  return {
    fault: containerFault(feed, inFeed),
    items: elementsIn(feed)
      .filter(({ name, uri }) => name === 'entry' && uri === atom)
      .map(readEntry),
  };
}

function containerFault(container: XmlElement, known: ReadonlySet<string>): Fault | undefined {
  const own = elementsIn(container).filter(({ uri }) => uri === atom);
  const stranger = own.find(({ name }) => !known.has(name));
  if (stranger) return fault(container, `no <${shownName(stranger.name)}>`);
  const miscounted = ['id', 'title', 'updated'].find(
    (name) => own.filter((it) => it.name === name).length !== 1,
  );
  if (miscounted !== undefined) return fault(container, `one <${miscounted}>`);
  return dateTime.holds(textIn(container, 'updated') ?? '')
    ? undefined
    : fault(container, 'a date and time in <updated>');
}

function readEntry(entry: XmlElement): IndexItem {
  const title = textIn(entry, 'title');
  const updated = textIn(entry, 'updated');
  const about = { id: textIn(entry, 'id') ?? '', title, updated };
  const broken = containerFault(entry, inEntry);
  if (broken) return { kind: 'unusable', ...about, fault: broken };
  const alert = embeddedIn(entry);
  if (alert) return { kind: 'embedded', ...about, alert };
  const url = capLink(elementsIn(entry, 'link'));
  if (url === undefined)
    return { kind: 'unusable', ...about, fault: fault(entry, 'a CAP alert or a link to one') };
  const unsafe = addressFault(url);
  return unsafe === undefined
    ? { kind: 'linked', ...about, url }
    : { kind: 'unusable', ...about, fault: { layer: 'security', reason: `${unsafe} in a link` } };
}

/** A link that says that it leads to CAP, else the entry's own page where nothing says that it is for people. */
function capLink(links: readonly XmlElement[]): string | undefined {
  const said = links.find((link) => /\bcap\+xml\b/i.test(attributeOf(link, 'type') ?? ''));
  const own = links.find(
    (link) =>
      (attributeOf(link, 'rel') ?? 'alternate') === 'alternate' &&
      !/html/i.test(attributeOf(link, 'type') ?? ''),
  );
  const link = said ?? own;
  return link && (attributeOf(link, 'href')?.trim() || undefined);
}

function fault({ name, line }: XmlElement, expected: string): Fault {
  return { layer: 'xsd', reason: `expected ${expected} in <${name}> (line ${line})` };
}
