import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { PageById } from '#src/officers/page.ts';

/** What a list holds at most where nobody says how many. */
export const wholeList: PageById = { limit: 500 };

/** The part of `where` that begins a page of a list ordered by this id, newest first. */
export function olderThan(id: RawBuilder<unknown>, { after }: PageById): RawBuilder<unknown> {
  return after === undefined ? sql`true` : sql`${id} < ${after.id}::bigint`;
}
