import { sql } from 'kysely';

import type { Report } from '#src/advisory/report.ts';
import { sha256Of } from '#src/sources/stamp.ts';

import type { Tx } from './database.ts';

/** Keeps a report as received. The same bytes again as the latest of the same key give the report that stands. */
export async function keepReport(
  tx: Tx,
  report: Report,
): Promise<{ readonly id: number; readonly isNew: boolean }> {
  const { sourceId, key } = report;
  const sha256 = sha256Of(report.body);
  const { rows: known } = await sql<{ id: number; sha256: string }>`
    select id, sha256 from reports where source_id = ${sourceId} and key = ${key} order by id desc limit 1`.execute(
    tx,
  );
  const [latest] = known;
  if (latest?.sha256 === sha256) return { id: latest.id, isNew: false };
  const { rows } = await sql<{ id: number }>`
    insert into reports (source_id, key, url, content_type, body, sha256, licence, fetched_at)
    values (${sourceId}, ${key}, ${report.url ?? null}, ${report.contentType}, ${report.body}, ${sha256}, ${report.licence}, ${report.fetchedAt})
    returning id`.execute(tx);
  return { id: Number(rows[0]?.id), isNew: true };
}
