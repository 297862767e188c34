import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { PublishedAfter } from '#src/subscription/lookbacks.ts';

import type { Database } from './database.ts';

const page = 2_000;
const countedSchema = contentSchema.pick({
  appliesTo: true,
  categories: true,
  residents: true,
  relation: true,
});

/** What went out, as far as it is counted. Publishing is one at a time, so that a later one never has a lower number. */
export function createPublished(db: Database): PublishedAfter {
  return {
    async publishedAfter(publicationId, since) {
      const { rows } = await sql<{
        id: number;
        advisory_id: string;
        change: ChangeKind;
        lane: Lane;
        content: unknown;
        published_at: Date;
      }>`
        select p.id, p.advisory_id, r.change, p.lane, p.published_at, r.content - array['words', 'withdrawal', 'provenance'] as content
        from publications p join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
        where p.id > ${publicationId} and p.published_at >= ${since} and r.content->>'status' = 'actual'
        order by p.id limit ${page}`.execute(db);
      return rows.map((row) => ({
        publicationId: row.id,
        advisoryId: row.advisory_id,
        change: row.change,
        lane: row.lane,
        content: countedSchema.parse(row.content),
        publishedAt: row.published_at,
      }));
    },
  };
}
