import type { FastifyReply } from 'fastify';
import { z } from 'zod';

export const mostPerPage = 500;
const usuallyPerPage = 100;

/** Where a page begins: behind the entry that has this key. */
interface Page<Key> {
  readonly limit: number;
  readonly after?: Key | undefined;
}

/** The query of a list whose order follows from this key of its entries. */
export function pageQuery<Key extends z.ZodType>(key: Key, usual = usuallyPerPage) {
  return {
    limit: z.coerce
      .number()
      .int()
      .min(1)
      .max(mostPerPage)
      .default(usual)
      .describe('how many at most'),
    after: z
      .string()
      .max(500)
      .transform((cursor, context): z.output<Key> => {
        const read = key.safeParse(contentsOf(cursor));
        if (read.success) return read.data;
        context.addIssue({
          code: 'custom',
          message: 'expected a cursor just as `next` of this list gave it',
        });
        return z.NEVER;
      })
      .optional()
      .describe('`next` of the page before: the list goes on behind it'),
  };
}

/** In the answer of every list. */
export const next = {
  next: z
    .string()
    .optional()
    .describe('where the next page begins, for `after`; absent on the last one'),
};

/** Keys of entries whose ids only grow. */
export const byId = z.object({ id: z.int().positive() });
/** A part of a key; storage orders by milliseconds where it keeps finer ones. */
export const moment = z.iso.datetime().transform((text) => new Date(text));
/** Keys of entries whose ids are texts of ours. */
export const byName = z.object({ id: z.string().regex(/^[\x20-\x7e]{1,200}$/) });

/** What storage is asked for: one entry beyond the page tells whether there is a next one. */
export function oneMore<Key>({ limit, after }: Page<Key>): Page<Key> {
  return { limit: limit + 1, after };
}

interface Turning<Entry> {
  readonly limit: number;
  readonly keyOf: (entry: Entry) => unknown;
}

/** Of what `oneMore` brought, one page; the next one is named in the answer and in its Link header (RFC 8288). */
export function turnPage<Entry>(
  reply: FastifyReply,
  found: readonly Entry[],
  { limit, keyOf }: Turning<Entry>,
): { readonly entries: Entry[]; readonly next: string | undefined } {
  const entries = found.slice(0, limit);
  const last = entries.at(-1);
  if (last === undefined || found.length <= limit) return { entries, next: undefined };
  const cursor = cursorOf(keyOf(last));
  reply.header('link', `<${addressOfNext(reply.request.url, cursor)}>; rel="next"`);
  return { entries, next: cursor };
}

/** The same for what is held in memory, in the order of the texts that are its keys. */
export function slicePage<Entry extends { readonly id: string }>(
  reply: FastifyReply,
  all: readonly Entry[],
  { limit, after }: Page<z.infer<typeof byName>>,
): ReturnType<typeof turnPage<Entry>> {
  const rest = all
    .filter(({ id }) => after === undefined || id > after.id)
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
  return turnPage(reply, rest, { limit, keyOf: ({ id }) => ({ id }) });
}

function cursorOf(key: unknown): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

function contentsOf(cursor: string): unknown {
  if (!/^[\w-]+$/.test(cursor)) return undefined;
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined; // the key's schema refuses it
  }
}

/** With every other wish of the query as it was. A path alone cannot be read as another host. */
function addressOfNext(url: string, cursor: string): string {
  const { pathname, searchParams } = new URL(url, 'http://here');
  searchParams.set('after', cursor);
  return `${pathname}?${searchParams.toString()}`;
}
