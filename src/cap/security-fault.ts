import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';

import { addressFault } from './address-fault.ts';
import { shownName } from './fault.ts';

const signatures = 'http://www.w3.org/2000/09/xmldsig#';
const inclusions = 'http://www.w3.org/2001/XInclude';

/** Lines that become subjects, link texts and names of places. */
const lines = new Set(['headline', 'event', 'senderName', 'areaDesc', 'sender', 'identifier']);
const addresses = new Set(['web', 'uri']);

/** Overrides turn the order of letters round: no writing needs them. Embeddings and isolates have a use, in running text. */
const overrides = /[\u202D\u202E]/;
const controls = /[\u202A-\u202E\u2066-\u2069]/;
const activeMarkup =
  /<\s*\/?\s*(?:script|iframe|frame|object|embed|applet|form|base|meta|link|svg|math|template)\b|<[^<>]*[\s"'/]on[a-z]{3,20}\s*=|<[^<>]*=\s*["']?\s*(?:java|vb)script:/i;

/** What must not get into the house whatever the schema says. */
export function securityFault(root: XmlElement): string | undefined {
  return everywhere(root)
    .map(faultOf)
    .find((fault) => fault !== undefined);
}

/** Signatures are not shown to anybody. */
function everywhere(element: XmlElement): readonly XmlElement[] {
  if (element.uri === signatures) return [];
  return [element, ...elementsIn(element).flatMap(everywhere)];
}

function faultOf(element: XmlElement): string | undefined {
  const { name, line, uri } = element;
  const text = ownTextOf(element);
  const fault =
    uri === inclusions
      ? 'expected nothing to be included,'
      : ((addresses.has(name) ? addressFault(text) : undefined) ?? textFault(name, text));
  return fault === undefined ? undefined : `${fault} in <${shownName(name)}> (line ${line})`;
}

function textFault(name: string, text: string): string | undefined {
  const isLine = lines.has(name) || addresses.has(name);
  if (overrides.test(text) || (isLine && controls.test(text)))
    return 'expected no characters that turn the order of letters round';
  return activeMarkup.test(text) ? 'expected no scripts and no frames' : undefined;
}

function ownTextOf(element: XmlElement): string {
  return elementsIn(element).length === 0 ? textOf(element) : '';
}
