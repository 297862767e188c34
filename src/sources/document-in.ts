import type { z } from 'zod';

import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';

import type { SourceDocument } from './publisher.ts';
import { unreadable } from './refusal.ts';

type Bytes = Pick<SourceDocument, 'body'>;

/** True for what begins as JSON does, so that a dialect of two shapes knows which it was given. */
export function looksLikeJson({ body }: Bytes): boolean {
  const head = body.subarray(0, 200).toString('latin1').replaceAll('\0', '');
  return /^[\u00EF\u00BB\u00BF\u00FE\u00FF\s]*[[{]/.test(head);
}

/** JSON in the shape expected, or an error that quotes nothing of it. */
export function jsonIn<T>(schema: z.ZodType<T>, document: Bytes, what = 'JSON'): T {
  return shapeIn(schema, jsonValueIn(document), what);
}

/** What was found, or where it is not what was expected. */
export function shapeIn<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(`expected ${what} in the shape known, got another at ${whereOf(parsed.error)}`);
}

export function whereOf({ issues }: z.ZodError): string {
  return issues[0]?.path.map(String).join('.') || 'its root';
}

/**
 * Undefined for what is not JSON: no schema takes that, and the parser's own message would quote the document. A byte that
 * means nothing in the encoding spoils the text it stands in, and hides no other.
 */
export function jsonValueIn({ body }: Bytes): unknown {
  try {
    return JSON.parse(new TextDecoder(encodingOf(body)).decode(body));
  } catch {
    return undefined; // refused by the schema, with a message of ours
  }
}

/** JSON is UTF-8; some programs write UTF-16, and then say so in the first two bytes. */
function encodingOf(body: Buffer): string {
  const head = body.subarray(0, 2).toString('hex');
  if (head === 'fffe') return 'utf-16le';
  return head === 'feff' ? 'utf-16be' : 'utf-8';
}

/** The root of an XML document. */
export function xmlIn({ body }: Bytes): XmlElement {
  const reading = readXml(body);
  if (reading.kind === 'read') return reading.root;
  throw unreadable(reading.reason);
}
