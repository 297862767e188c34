import { sql } from 'kysely';

import type { PublishRequest } from '#src/advisory/publishing.ts';
import type { LoneRelease, LoneReleases } from '#src/officers/reviewing.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { authorsOf } from './draft-rows.ts';
import { olderThan, wholeList } from './page.ts';

export function createLoneReleases({ db }: { readonly db: Database }): LoneReleases {
  return {
    async list(which, page = wholeList) {
      const { rows } = await sql<Row>`
        ${loneReleases} where (${which} = 'all' or l.verdict is null) and ${olderThan(sql`l.publication_id`, page)}
        order by l.publication_id desc limit ${page.limit}`.execute(db);
      return rows.map(loneReleaseOf);
    },
    find: (publicationId) => find(db, publicationId),
    review: (publicationId, { officer, at, verdict, note }) =>
      db.transaction().execute(async (tx) => {
        const { numAffectedRows } = await sql`
          update lone_releases set reviewed_by = ${officer}, reviewed_at = ${at}, verdict = ${verdict}, note = ${note}
          where publication_id = ${publicationId} and verdict is null`.execute(tx);
        if (numAffectedRows !== 1n) return undefined;
        await appendAudit(tx, {
          at,
          officer,
          action: 'lone-release.reviewed',
          subject: `publication:${publicationId}`,
          detail: { verdict, note },
        });
        return find(tx, publicationId);
      }),
  };
}

/** In the transaction that publishes: nothing goes out by one person alone that is not queued for review. */
export async function noteLoneRelease(
  tx: Tx,
  publicationId: number,
  { draft, by, aloneBecause = '' }: Pick<PublishRequest, 'draft' | 'by' | 'aloneBecause'>,
): Promise<void> {
  await sql`
    insert into lone_releases (publication_id, draft_id, officer, at, reason)
    values (${publicationId}, ${draft.id}, ${by}, now(), ${aloneBecause})`.execute(tx);
}

async function find(db: Database | Tx, publicationId: number): Promise<LoneRelease | undefined> {
  const { rows } =
    await sql<Row>`${loneReleases} where l.publication_id = ${publicationId}`.execute(db);
  return rows[0] && loneReleaseOf(rows[0]);
}

interface Row extends Omit<LoneRelease, 'review'> {
  readonly reviewed_by: string | null;
  readonly reviewed_at: Date | null;
  readonly verdict: 'upheld' | 'objected' | null;
  readonly note: string | null;
}

const loneReleases = sql`
  select l.publication_id as "publicationId", p.advisory_id as "advisoryId", p.revision, l.officer, l.at, l.reason,
    ${authorsOf(sql`l.draft_id`)} as authors,
    l.reviewed_by, l.reviewed_at, l.verdict, l.note
  from lone_releases l join publications p on p.id = l.publication_id`;

function loneReleaseOf({ reviewed_by, reviewed_at, verdict, note, ...rest }: Row): LoneRelease {
  if (reviewed_by === null || reviewed_at === null || verdict === null)
    return { ...rest, review: undefined };
  return { ...rest, review: { officer: reviewed_by, at: reviewed_at, verdict, note: note ?? '' } };
}
