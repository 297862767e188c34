import type { XmlElement } from './read.ts';

/** The elements in an element, in order; of this name only where one is given, in whatever namespace. */
export function elementsIn(parent: XmlElement, name?: string): readonly XmlElement[] {
  return parent.children.filter(
    (child): child is XmlElement =>
      typeof child !== 'string' && (name === undefined || child.name === name),
  );
}

export function firstIn(parent: XmlElement, name: string): XmlElement | undefined {
  return elementsIn(parent, name)[0];
}

/** All the text in an element and in what it holds, as it stood. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textOf(child)))
    .join('');
}

/** The trimmed text of the first element of this name; undefined where there is none or it is empty. */
export function textIn(parent: XmlElement, name: string): string | undefined {
  const element = firstIn(parent, name);
  return element === undefined ? undefined : textOf(element).trim() || undefined;
}

/** An attribute without a namespace. */
export function attributeOf(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((it) => it.name === name && it.prefix === '')?.value;
}
