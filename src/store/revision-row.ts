import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';

import { readSaidBefore, saidBefore } from './said-before.ts';

export interface RevisionRow {
  readonly advisory_id: string;
  readonly number: number;
  readonly content: unknown;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly published_at: Date;
  readonly said_before: unknown;
}

/** All of a row but when it was published, in a query that calls its revisions `r`. */
export const revisionColumns = sql`r.advisory_id, r.number, r.content, r.change, r.lane, ${saidBefore(
  {
    advisoryId: sql`r.advisory_id`,
    number: sql`r.number`,
    content: sql`r.content`,
  },
)} as said_before`;

export function revisionOf(row: RevisionRow): Revision {
  const before = readSaidBefore(row.said_before);
  return {
    advisoryId: row.advisory_id,
    number: row.number,
    content: contentSchema.parse(row.content),
    change: row.change,
    lane: row.lane,
    publishedAt: row.published_at,
    ...(before === undefined ? {} : { saidBefore: before }),
  };
}
