import { SaxesParser } from 'saxes';
import type { SaxesAttributeNS, SaxesTagNS } from 'saxes';

import { textIn } from './encoding.ts';
import type { XmlRefusal } from './encoding.ts';

/** An element as it stood, with its namespaces resolved: enough to read it, to canonicalise it and to say where it stood. */
export interface XmlElement {
  readonly name: string;
  readonly prefix: string;
  /** Its namespace; empty for none. */
  readonly uri: string;
  /** Declarations of namespaces (`xmlns`, `xmlns:…`) among them. */
  readonly attributes: readonly XmlAttribute[];
  /** In document order; text with its entities resolved, CDATA as text. Comments and instructions are left out. */
  readonly children: readonly (XmlElement | string)[];
  /** Processing instructions, which nobody follows: signatures are made over them too. `before` counts the children before it. */
  readonly instructions: readonly (XmlInstruction & { readonly before: number })[];
  /** In the document, from 1. */
  readonly line: number;
}

export interface XmlAttribute {
  readonly name: string;
  readonly prefix: string;
  readonly uri: string;
  readonly value: string;
}

export interface XmlInstruction {
  readonly target: string;
  readonly body: string;
}

/** A document that cannot be taken is a value, not an error: feeds contain such. The reason quotes nothing of it. */
export type XmlReading =
  | {
      readonly kind: 'read';
      readonly root: XmlElement;
      /** Instructions before and after the root. */
      readonly prolog: readonly XmlInstruction[];
      readonly epilog: readonly XmlInstruction[];
    }
  | XmlRefusal;

interface Limits {
  readonly maxBytes?: number;
  /** Elements inside each other. */
  readonly maxDepth?: number;
  readonly maxElements?: number;
}

const defaultLimits = { maxBytes: 8 * 1024 * 1024, maxDepth: 64, maxElements: 400_000 };

/**
 * Reads XML 1.0 without ever going anywhere: a DOCTYPE is refused before anything in it is looked at, only the five
 * predefined entities and character references are known, nothing named in a document is opened.
 */
export function readXml(bytes: Buffer, given: Limits = {}): XmlReading {
  const limits = { ...defaultLimits, ...given };
  if (bytes.length > limits.maxBytes) {
    return refused('security', `expected at most ${limits.maxBytes} bytes, got ${bytes.length}`);
  }
  const text = textIn(bytes);
  if (typeof text !== 'string') return text;
  try {
    return { kind: 'read', ...treeOf(text, limits) };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.layer, error.message);
    throw error;
  }
}

/** Saxes can be stopped by an exception only. */
class Refusal extends Error {
  readonly layer: 'security' | 'wellformed';

  constructor(layer: Refusal['layer'], message: string) {
    super(message);
    this.layer = layer;
  }
}

interface Open extends Omit<XmlElement, 'attributes' | 'children' | 'instructions'> {
  readonly attributes: XmlAttribute[];
  readonly children: (XmlElement | string)[];
  readonly instructions: (XmlInstruction & { readonly before: number })[];
}

function treeOf(
  text: string,
  { maxDepth, maxElements }: Omit<typeof defaultLimits, 'maxBytes'>,
): Omit<Extract<XmlReading, { kind: 'read' }>, 'kind'> {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const open: Open[] = [];
  let root: XmlElement | undefined;
  let elements = 0;
  const prolog: XmlInstruction[] = [];
  const epilog: XmlInstruction[] = [];
  const addText = (chunk: string) => open.at(-1)?.children.push(chunk);

  parser.on('error', () => {
    throw new Refusal('wellformed', `expected well-formed XML, got a fault in line ${parser.line}`);
  });
  parser.on('doctype', () => {
    throw new Refusal(
      'security',
      'expected no DOCTYPE: entities and external parts are never read',
    );
  });
  parser.on('opentag', (tag) => {
    elements += 1;
    if (open.length >= maxDepth)
      throw new Refusal('security', `expected at most ${maxDepth} elements inside each other`);
    if (elements > maxElements)
      throw new Refusal('security', `expected at most ${maxElements} elements`);
    const element = elementOf(tag, parser.line);
    open.at(-1)?.children.push(element);
    open.push(element);
    root ??= element;
  });
  parser.on('closetag', () => void open.pop());
  parser.on('processinginstruction', (instruction) => {
    const parent = open.at(-1);
    if (parent) parent.instructions.push({ ...instruction, before: parent.children.length });
    else (root === undefined ? prolog : epilog).push(instruction);
  });
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.write(text).close();
  if (root === undefined)
    throw new Refusal('wellformed', 'expected an XML document, got no element');
  return { root, prolog, epilog };
}

function elementOf({ local, prefix, uri, attributes }: SaxesTagNS, line: number): Open {
  const all = Object.values(attributes).map(attributeOf);
  return { name: local, prefix, uri, attributes: all, children: [], instructions: [], line };
}

function attributeOf({ local, prefix, uri, value }: SaxesAttributeNS): XmlAttribute {
  return { name: local, prefix, uri, value };
}

function refused(layer: 'security' | 'wellformed', reason: string): XmlRefusal {
  return { kind: 'refused', layer, reason };
}
