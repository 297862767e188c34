import { sql } from 'kysely';

import { digestPurpose } from '#src/dispatch/delivery.ts';
import type { DigestContents } from '#src/dispatch/digest-contents.ts';

import type { Database } from './database.ts';
import { selectRevisions } from './revisions.ts';

interface Row {
  readonly publication_id: number;
  readonly recipient_id: number;
  readonly purpose: string;
}

/**
 * What the digests among these rows tell, by recipient, as `advisory@revision …` in one order for all: the newest revision
 * of each advisory that no officer stopped, whatever was the newest when the digest was planned. Asked when the rows are claimed, in one statement
 * for all of them. Who publishes from now on finds them claimed, and so told what is written here: the briefings say it.
 */
export async function digestsOf(
  db: Database,
  claimed: readonly Row[],
): Promise<ReadonlyMap<number, string>> {
  const rows = claimed.filter(({ purpose }) => purpose === digestPurpose);
  const [first] = rows;
  if (first === undefined) return new Map();
  const { rows: found } = await sql<{ recipient_id: number; tells: string }>`
    with found as materialized (
      select b.advisory_id, b.recipient_id, b.publication_id, b.purpose, b.revision as noted
      from unnest(${rows.map((row) => row.recipient_id)}::bigint[]) as k (recipient_id), lateral (
        select * from briefings b
        where b.publication_id = ${first.publication_id}::bigint and b.recipient_id = k.recipient_id and b.purpose = ${digestPurpose}::text offset 0
      ) b
    ), newest as materialized (
      select t.advisory_id, (
        select max(p.revision) from publications p where p.advisory_id = t.advisory_id and p.kind = 'revision' and p.state <> 'stopped') as latest
      from (select distinct advisory_id from found) t
    ), told as materialized (
      select found.*, newest.latest from found join newest using (advisory_id) where newest.latest is not null
    ), noted as (
      update briefings b set revision = told.latest from told
      where told.noted <> told.latest and b.advisory_id = told.advisory_id and b.recipient_id = told.recipient_id
        and b.publication_id = told.publication_id and b.purpose = told.purpose
    )
    select recipient_id, string_agg(advisory_id || '@' || latest, ' ' order by advisory_id) as tells from told group by recipient_id`.execute(
    db,
  );
  return new Map(found.map(({ recipient_id, tells }) => [recipient_id, tells]));
}

/** What composing a digest reads, once for all who are told the same. */
export function createDigestContents(db: Database): DigestContents {
  return {
    async revisions(tells) {
      const told = tells.split(' ').map((one) => one.split('@'));
      const ids = told.map(([id = '']) => id);
      const numbers = told.map(([, number]) => Number(number));
      return selectRevisions(
        db,
        sql`(r.advisory_id, r.number) in (select * from unnest(${ids}::text[], ${numbers}::int[]))`,
      );
    },
    async dayOf(publicationId) {
      const { rows } = await sql<{ day: string | null }>`
        select day from publications where id = ${publicationId}`.execute(db);
      return rows[0]?.day ?? undefined;
    },
  };
}
