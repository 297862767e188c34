import type { XmlElement } from '#src/xml/read.ts';
import { elementsIn, textOf } from '#src/xml/walk.ts';

/** Documents may call these as they like; readers should not have to know. */
const usualPrefixes: Readonly<Record<string, string>> = {
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://purl.org/dc/terms/': 'dcterms',
  'http://www.w3.org/2005/Atom': 'atom',
  'http://purl.org/rss/1.0/modules/content/': 'content',
  'http://www.georss.org/georss': 'georss',
};

/** What an item says beyond its format, by prefix and name, empty texts left out; elements inside elements are not looked for. */
export function extensionsOf(item: XmlElement): ReadonlyMap<string, readonly string[]> {
  const texts = new Map<string, string[]>();
  for (const child of elementsIn(item)) {
    const text = textOf(child).trim();
    if (child.uri === item.uri || text === '') continue;
    const prefix = usualPrefixes[child.uri] ?? child.prefix;
    const name = prefix === '' ? child.name : `${prefix}:${child.name}`;
    texts.set(name, [...(texts.get(name) ?? []), text]);
  }
  return texts;
}
