import { z } from 'zod';

import type { Cursor } from './source.ts';

/** One area as the index lists it; the instant in ISO form, as the cursor keeps it. */
export interface Listed {
  readonly id: string;
  readonly slug: string;
  readonly changedAt: string;
}

/** GOV.UK's list of areas. Withdrawn ones count as no longer listed: what that means is for an officer to say. */
export const indexSchema: z.ZodType<readonly Listed[]> = z
  .object({
    links: z.object({
      children: z.array(
        z.object({
          content_id: z.uuid(),
          public_updated_at: z.iso.datetime({ offset: true }),
          withdrawn: z.boolean().default(false),
          details: z.object({ country: z.object({ slug: z.string().regex(/^[a-z0-9-]{1,80}$/) }) }),
        }),
      ),
    }),
  })
  .transform(({ links }) =>
    links.children
      .filter(({ withdrawn }) => !withdrawn)
      .map(({ content_id: id, public_updated_at: changedAt, details }) => ({
        id,
        slug: details.country.slug,
        changedAt: new Date(changedAt).toISOString(),
      })),
  );

/** What to ask with, so that an index that did not change is not sent again. */
export function conditionsFrom({ etag, lastModified }: Cursor): Record<string, string> {
  if (etag !== undefined) return { 'if-none-match': etag };
  return lastModified === undefined ? {} : { 'if-modified-since': lastModified };
}

export function hasMoved({ id, changedAt }: Listed, cursor: Cursor): boolean {
  return cursor[dateKey(id)] !== changedAt;
}

/** True when an area of the cursor is no longer listed. */
export function someVanished(cursor: Cursor, listed: readonly Listed[]): boolean {
  const keys = new Set(listed.map(({ id }) => dateKey(id)));
  return Object.keys(cursor).some((key) => key.startsWith(dateKey('')) && !keys.has(key));
}

interface Look {
  readonly headers: Readonly<Record<string, string>>;
  readonly listed: readonly Listed[];
  readonly unread: readonly string[];
  readonly before: Cursor;
}

/** Without the index's marks while something is unread: "not modified" would hide that until the index changes. */
export function cursorAfter({ headers, listed, unread, before }: Look): Cursor {
  const dates = listed.map(({ id, changedAt }): readonly [string, string | undefined] => [
    dateKey(id),
    unread.includes(id) ? before[dateKey(id)] : changedAt,
  ]);
  const marks =
    unread.length > 0 ? {} : { etag: headers['etag'], lastModified: headers['last-modified'] };
  const entries = Object.entries({ ...marks, ...Object.fromEntries(dates) });
  return {
    count: String(listed.length),
    ...Object.fromEntries(
      entries.flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
    ),
  };
}

function dateKey(id: string): string {
  return `at:${id}`;
}
