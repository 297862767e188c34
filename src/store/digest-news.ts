import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { isEnded } from '#src/advisory/revision.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { advisesResidents, canWaitForDigest, reachOf } from '#src/subscription/match.ts';

import type { Database } from './database.ts';
import { tokensOfCategories } from './matching.ts';

/** A revision that a digest may tell of. */
interface News {
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly revision: number;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly content: Content;
  /** An officer stopped it: no message about it is begun any more. */
  readonly stopped: boolean;
}

interface NewsRow {
  readonly id: number;
  readonly advisory_id: string;
  readonly revision: number;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly content: unknown;
  readonly stopped: boolean;
  readonly as_of: Date;
}

/**
 * What was published since the earliest of a digest's readers had their previous one, of advisories that are in force when
 * this one is published: what ended meanwhile is nobody's news. Exercises and tests have readers of their own.
 */
export async function newsOf(db: Database, digestId: number): Promise<readonly News[]> {
  const { rows } = await sql<NewsRow>`
    select p.id, p.advisory_id, p.revision, r.change, r.lane, r.content, p.state = 'stopped' as stopped, k.published_at as as_of
    from publications k, publications p join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where k.id = ${digestId} and p.id < k.id and r.content ->> 'status' = 'actual'
      and p.id > (select min(w.after_id) from digest_windows w where w.publication_id = k.id)
    order by p.id`.execute(db);
  const all = rows.map(({ id, advisory_id, content, as_of, ...row }) => ({
    ...row,
    publicationId: id,
    advisoryId: advisory_id,
    content: contentSchema.parse(content),
    asOf: as_of,
  }));
  const newest = new Map(all.map((news) => [news.advisoryId, news]));
  return all.filter(({ advisoryId }) => {
    const last = newest.get(advisoryId);
    return last !== undefined && !isEnded(last.content, last.asOf);
  });
}

/**
 * As tables: `news`, one row a revision with what matching asks of it; `reach (publication_id, label, level)`, the labels that
 * each reaches; `newest (advisory_id, revision)`, what is told of each advisory, which is nothing that an officer stopped.
 */
export function newsTables(news: readonly News[], keyring: Pick<Keyring, 'interest'>) {
  const facts = news.map(({ content, lane, ...row }) => ({
    ...row,
    emergency: lane === 'emergency',
    residents: advisesResidents(content),
    waits: canWaitForDigest({ content, lane }),
    categories: tokensOfCategories(content, keyring).map(hex),
  }));
  const reaches = news.flatMap(({ publicationId, content, lane }) =>
    [...reachOf({ content, lane })].map(([label, level]) => ({
      publicationId,
      label: hex(keyring.interest(label)),
      level,
    })),
  );
  return sql`
    news as materialized (
      select f."publicationId" as publication_id, f."advisoryId" as advisory_id, f.revision, f.change, f.emergency, f.residents, f.waits, f.stopped, p.published_at,
        array(select decode(c, 'hex') from unnest(f.categories) c) as categories
      from jsonb_to_recordset(${JSON.stringify(facts)}::jsonb)
        as f ("publicationId" bigint, "advisoryId" text, revision int, change text, emergency boolean, residents boolean, waits boolean, stopped boolean, categories text[])
      join publications p on p.id = f."publicationId"
    ), reach as materialized (
      select f."publicationId" as publication_id, decode(f.label, 'hex') as label, f.level
      from jsonb_to_recordset(${JSON.stringify(reaches)}::jsonb) as f ("publicationId" bigint, label text, level smallint)
    ), newest as materialized (
      select advisory_id, max(revision) filter (where not stopped) as revision from news group by advisory_id
    )`;
}

function hex(token: Buffer): string {
  return token.toString('hex');
}
