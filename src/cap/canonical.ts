import type { XmlAttribute, XmlElement, XmlInstruction } from '#src/xml/read.ts';

/** Canonical XML without comments: inclusive (1.0 and 1.1 say the same of what we sign) or exclusive with its prefixes. */
export interface Canonicalisation {
  readonly isExclusive: boolean;
  /** Exclusive only: prefixes treated as inclusive canonicalisation does. */
  readonly prefixes: readonly string[];
  /**
   * Without blanks between elements and what stands around the root. The World Meteorological Organization's composer, and so
   * many national services, sign first and lay the message out afterwards; blanks between CAP's elements say nothing.
   */
  readonly isBare?: boolean;
}

export interface Parts {
  readonly root: XmlElement;
  readonly prolog: readonly XmlInstruction[];
  readonly epilog: readonly XmlInstruction[];
}

type Namespaces = ReadonlyMap<string, string>;

const noNamespaces: Namespaces = new Map();

/** A whole document, without the elements that are left out of it. */
export function canonicalDocument(
  { root, prolog, epilog }: Parts,
  how: Canonicalisation,
  leftOut: ReadonlySet<XmlElement>,
): string {
  const element = write(root, { how, leftOut, inScope: noNamespaces, rendered: noNamespaces });
  if (how.isBare) return element;
  return [
    ...prolog.map((instruction) => `${instructionText(instruction)}\n`),
    element,
    ...epilog.map((instruction) => `\n${instructionText(instruction)}`),
  ].join('');
}

/** An element inside others, which are given from the outermost: their namespaces hold in it. */
export function canonicalElement(
  element: XmlElement,
  how: Canonicalisation,
  ancestors: readonly XmlElement[],
): string {
  const inScope = ancestors.reduce<Namespaces>(withDeclarations, noNamespaces);
  return write(element, { how, leftOut: new Set(), inScope, rendered: noNamespaces });
}

interface Context {
  readonly how: Canonicalisation;
  readonly leftOut: ReadonlySet<XmlElement>;
  /** Namespaces by prefix that hold where the element stands. */
  readonly inScope: Namespaces;
  /** Those that have been written already, further out. */
  readonly rendered: Namespaces;
}

function write(element: XmlElement, context: Context): string {
  const inScope = withDeclarations(context.inScope, element);
  const needed = neededIn(element, inScope, context.how);
  const news = [...needed].filter(([prefix, uri]) => uri !== (context.rendered.get(prefix) ?? ''));
  const rendered = new Map([...context.rendered, ...news]);
  const name = qualified(element.prefix, element.name);
  const declarations = news
    .toSorted(([a], [b]) => compare(a, b))
    .map(
      ([prefix, uri]) => ` ${prefix === '' ? 'xmlns' : `xmlns:${prefix}`}="${inAttribute(uri)}"`,
    );
  const attributes = element.attributes
    .filter((attribute) => !isDeclaration(attribute))
    .toSorted((a, b) => compare(a.uri, b.uri) || compare(a.name, b.name))
    .map((it) => ` ${qualified(it.prefix, it.name)}="${inAttribute(it.value)}"`);
  const content = contentOf(element, { ...context, inScope, rendered });
  return `<${name}${declarations.join('')}${attributes.join('')}>${content}</${name}>`;
}

function contentOf(element: XmlElement, context: Context): string {
  const hasLayout = context.how.isBare && element.children.some((it) => typeof it !== 'string');
  const parts = element.children.map((child) => {
    if (typeof child === 'string') return hasLayout ? inText(child.trim()) : inText(child);
    return context.leftOut.has(child) ? '' : write(child, context);
  });
  // From the back, or the places would move.
  for (const instruction of element.instructions.toReversed())
    parts.splice(instruction.before, 0, instructionText(instruction));
  return parts.join('');
}

/** Exclusive canonicalisation declares what an element itself uses, inclusive all that holds. */
function neededIn(
  { prefix, attributes }: XmlElement,
  inScope: Namespaces,
  { isExclusive, prefixes }: Canonicalisation,
): Namespaces {
  const used = isExclusive
    ? [prefix, ...attributes.filter(isPrefixed).map((it) => it.prefix), ...prefixes]
    : inScope.keys();
  return new Map(
    [...used]
      .filter((it) => it !== 'xml' && (it === '' || inScope.has(it)))
      .map((it) => [it, inScope.get(it) ?? '']),
  );
}

function isPrefixed(attribute: XmlAttribute): boolean {
  return attribute.prefix !== '' && !isDeclaration(attribute);
}

function isDeclaration({ name, prefix }: XmlAttribute): boolean {
  return prefix === 'xmlns' || (prefix === '' && name === 'xmlns');
}

function withDeclarations(outer: Namespaces, { attributes }: XmlElement): Namespaces {
  const declared = attributes
    .filter(isDeclaration)
    .map((it) => [it.prefix === '' || it.name === 'xmlns' ? '' : it.name, it.value] as const);
  return declared.length === 0 ? outer : new Map([...outer, ...declared]);
}

function qualified(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}:${name}`;
}

function instructionText({ target, body }: XmlInstruction): string {
  return body === '' ? `<?${target}?>` : `<?${target} ${body}?>`;
}

function inText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#xD;');
}

function inAttribute(value: string): string {
  return value
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\t', '&#x9;')
    .replaceAll('\n', '&#xA;')
    .replaceAll('\r', '&#xD;');
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
