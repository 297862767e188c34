import { sql } from 'kysely';

import { unreadableParts } from '#src/endpoints/filter.ts';

import { canaryEndpointId } from './canary-recipients.ts';
import type { Database } from './database.ts';

export interface UnreadableFilter {
  /** Of the endpoint. */
  readonly id: string;
  readonly name: string;
  readonly parts: readonly string[];
}

/** Endpoints that are told more than they asked for, because a part of what they asked for cannot be read. */
export async function findUnreadableFilters(db: Database): Promise<readonly UnreadableFilter[]> {
  const { rows } = await sql<{ id: string; name: string; filter: unknown }>`
    select public_id as id, name, filter from endpoints
    where valid_until is null and public_id <> ${canaryEndpointId} and filter <> '{}' order by id`.execute(
    db,
  );
  return rows
    .map(({ id, name, filter }) => ({ id, name, parts: unreadableParts(filter) }))
    .filter(({ parts }) => parts.length > 0);
}
