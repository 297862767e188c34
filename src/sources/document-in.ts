import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { readXml } from '#src/xml/read.ts';
import type { XmlElement } from '#src/xml/read.ts';

import type { SourceDocument } from './publisher.ts';

/** What a document must be for a dialect to read it; the message quotes nothing of it. */
export function unreadable(message: string): AppError {
  return new AppError('SOURCE_UNREADABLE', message);
}

/** True for what begins as JSON does, so that a dialect of two shapes knows which it was given. */
export function looksLikeJson({ body }: SourceDocument): boolean {
  return /^(?:\u00EF\u00BB\u00BF)?\s*[[{]/.test(body.subarray(0, 200).toString('latin1'));
}

/** JSON in UTF-8, with or without a byte order mark, in the shape expected. */
export function jsonIn<T>(schema: z.ZodType<T>, document: SourceDocument): T {
  const parsed = schema.safeParse(valueIn(document));
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') || 'its root';
  throw unreadable(`expected JSON in the shape known, got another at ${where}`);
}

/** Undefined for what is not JSON: the parser's own message would quote the document. */
function valueIn({ body }: SourceDocument): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined; // refused by the schema, with a message of ours
  }
}

/** The root of an XML document. */
export function xmlIn({ body }: SourceDocument): XmlElement {
  const reading = readXml(body);
  if (reading.kind === 'read') return reading.root;
  throw unreadable(reading.reason);
}

/** What an operator wrote beside the address of a source, or an error that says what is wrong with it. */
export function optionsIn<T>(schema: z.ZodType<T>, options: unknown, sourceId: string): T {
  const parsed = schema.safeParse(options ?? {});
  if (parsed.success) return parsed.data;
  throw new AppError(
    'CONFIGURATION_INVALID',
    `${sourceId}: options that cannot be used\n${z.prettifyError(parsed.error)}`,
  );
}
