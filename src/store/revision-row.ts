import { contentSchema } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Revision } from '#src/advisory/revision.ts';

export interface RevisionRow {
  readonly advisory_id: string;
  readonly number: number;
  readonly content: unknown;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly published_at: Date;
}

export function revisionOf(row: RevisionRow): Revision {
  return {
    advisoryId: row.advisory_id,
    number: row.number,
    content: contentSchema.parse(row.content),
    change: row.change,
    lane: row.lane,
    publishedAt: row.published_at,
  };
}
