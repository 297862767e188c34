import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { isEnded } from '#src/advisory/revision.ts';
import type { Continued, Revision, Revisions } from '#src/advisory/revision.ts';

import type { Database } from './database.ts';
import { revisionColumns, revisionOf } from './revision-row.ts';
import type { RevisionRow } from './revision-row.ts';
import { readSaidBefore, saidBefore } from './said-before.ts';

/** The revision that a publication sends. */
export async function revisionOfPublication(
  db: Database,
  publicationId: number,
): Promise<Revision | undefined> {
  const [revision] = await selectRevisions(
    db,
    sql`(r.advisory_id, r.number) in (select advisory_id, revision from publications where id = ${publicationId})`,
  );
  return revision;
}

/** Published advisories. An exercise or a test is not an advisory that readers see, only what officers continue. */
export function createRevisions(db: Database): Revisions & Continued {
  const select = (condition: RawBuilder<unknown>) => selectRevisions(db, condition);
  return {
    async find(advisoryId) {
      const revisions = await select(
        sql`r.advisory_id = ${advisoryId} and ${isActual} order by r.number desc`,
      );
      return revisions.length === 0 ? undefined : { id: advisoryId, revisions };
    },
    async newest(advisoryId) {
      const [revision] = await select(sql`a.id = ${advisoryId} and r.number = a.latest`);
      return revision;
    },
    async newestBeforeEnding(advisoryId) {
      const [revision] = await select(
        sql`a.id = ${advisoryId} and r.content->'relation'->>'kind' not in ('cancel', 'all-clear') order by r.number desc limit 1`,
      );
      return revision;
    },
    async saidBefore(advisoryId, content) {
      const later = {
        advisoryId: sql`${advisoryId}`,
        number: sql`${afterAll}::int`,
        content: sql`${JSON.stringify(content)}::jsonb`,
      };
      const { rows } = await sql<{
        said_before: unknown;
      }>`select ${saidBefore(later)} as said_before`.execute(db);
      return readSaidBefore(rows[0]?.said_before ?? null);
    },
    async inForce({ country, at }) {
      const latest = await select(
        sql`r.number = a.latest and ${isActual} and ${isOf(country)} order by r.published_at desc`,
      );
      return latest.filter(({ content }) => !isEnded(content, at));
    },
    latest: (limit, country) =>
      select(sql`${isActual} and ${isOf(country)} order by r.published_at desc limit ${limit}`),
  };
}

/** The number of a message that is not published yet. */
const afterAll = 2_147_483_647;

function isOf(country: string | undefined): RawBuilder<unknown> {
  if (country === undefined) return sql`true`;
  return sql`r.content->'appliesTo' @> ${JSON.stringify([{ country }])}::jsonb`;
}

const isActual = sql`r.content->>'status' = 'actual'`;

export async function selectRevisions(
  db: Database,
  condition: RawBuilder<unknown>,
): Promise<readonly Revision[]> {
  const { rows } = await sql<RevisionRow>`
    select ${revisionColumns}, r.published_at
    from revisions r join advisories a on a.id = r.advisory_id where ${condition}`.execute(db);
  return rows.map(revisionOf);
}
