import type { z } from 'zod';

import { unreadable } from './refusal.ts';

/** What was found, or where it is not what was expected; nothing of it is quoted. */
export function parseShape<T>(schema: z.ZodType<T>, value: unknown, what: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(`expected ${what} in the shape known, got another at ${whereOf(parsed.error)}`);
}

export function whereOf({ issues }: z.ZodError): string {
  return issues[0]?.path.map(String).join('.') || 'its root';
}

/** Undefined for what is not JSON: no schema takes that, and the parser's own message would quote the document. */
export function jsonIn(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    return undefined; // refused by the schema, with a message of ours
  }
}
