import { sql } from 'kysely';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { Bulletin, Message, Outline, Outlines } from '#src/advisory/outline.ts';
import type { Revision } from '#src/advisory/revision.ts';

import type { Database } from './database.ts';
import { revisionOfPublication, selectRevisions } from './revisions.ts';
import { hasEnded } from './search.ts';

/** More advisories than all ministries of the world have for all countries; a query has an end whatever was published. */
const outlinesAtMost = 1_000;
const earlierAtMost = 200;

export function createBulletin(db: Database): Bulletin {
  return {
    async version() {
      // Not by time: clocks may be put back.
      const { rows } = await sql<{ newest: number | null }>`
        select max(id) as newest from publications`.execute(db);
      return String(rows[0]?.newest ?? 0);
    },
    inForce: (asked) => outlines(db, asked),
    inForceOrSince: (asked) => outlines(db, asked),
    async message(advisoryId, number) {
      const [revision] = await selectRevisions(
        db,
        sql`r.advisory_id = ${advisoryId} and r.number = ${number} and ${isActual}`,
      );
      return revision && messageOf(db, revision);
    },
  };
}

/** What a publication sends, also when it is an exercise or a test: those refer to their like. */
export async function messageOfPublication(
  db: Database,
  publicationId: number,
): Promise<Message | undefined> {
  const revision = await revisionOfPublication(db, publicationId);
  return revision && messageOf(db, revision);
}

async function messageOf(db: Database, revision: Revision): Promise<Message> {
  const { advisoryId, number, publishedAt, content } = revision;
  const { status, relation } = content;
  const continuing = { advisoryId, number, publishedAt, status, to: relation.to };
  return { revision, earlier: await earlierOf(db, continuing) };
}

const isActual = sql`r.content->>'status' = 'actual'`;

interface OutlineRow {
  readonly advisory_id: string;
  readonly number: number;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly published_at: Date;
  readonly outline: unknown;
  readonly headline: string | null;
  readonly changed_at: Date;
}

interface Listing {
  readonly country?: string | undefined;
  readonly at: Date;
  /** Beside what is in force, everything published from then on. */
  readonly since?: Date;
}

const outlineSchema = contentSchema.omit({ words: true, withdrawal: true, provenance: true });

/** Prose stays where it is: of a whole world's advice it would be tens of megabytes. */
async function outlines(db: Database, { country, at, since }: Listing): Promise<Outlines> {
  const ofCountry =
    country === undefined
      ? sql`true`
      : sql`r.content->'appliesTo' @> ${JSON.stringify([{ country }])}::jsonb`;
  const isRecent = since === undefined ? sql`false` : sql`r.published_at >= ${since}`;
  const { rows } = await sql<OutlineRow>`
    with read as materialized (
      select r.advisory_id, r.number, r.change, r.lane, r.published_at,
        (r.number = a.latest and not ${hasEnded(at)}) or ${isRecent} as is_listed,
        (r.content->>'expiresAt')::timestamptz as expires_at,
        r.content - array['words', 'withdrawal', 'provenance'] as outline,
        r.content#>>array['words', r.content->>'language', 'headline'] as headline
      from revisions r join advisories a on a.id = r.advisory_id
      where (r.number = a.latest or ${isRecent}) and ${isActual} and ${ofCountry})
    select advisory_id, number, change, lane, published_at, outline, headline,
      (select max(greatest(published_at, case when expires_at <= ${at} then expires_at end)) from read) as changed_at
    from read where is_listed
    order by published_at desc, advisory_id, number desc limit ${outlinesAtMost}`.execute(db);
  return { outlines: rows.map(outlineOf), changedAt: rows[0]?.changed_at };
}

function outlineOf(row: OutlineRow): Outline {
  return {
    advisoryId: row.advisory_id,
    number: row.number,
    content: outlineSchema.parse(row.outline),
    headline: row.headline ?? '',
    change: row.change,
    lane: row.lane,
    publishedAt: row.published_at,
  };
}

const earlierSchema = z.array(
  z
    .object({ advisory_id: z.string(), number: z.int(), published_at: z.date() })
    .transform((row) => ({
      advisoryId: row.advisory_id,
      number: row.number,
      publishedAt: row.published_at,
    })),
);

interface Continuing {
  readonly advisoryId: string;
  readonly number: number;
  readonly publishedAt: Date;
  readonly status: Content['status'];
  /** The other advisories that it continues. */
  readonly to: readonly string[];
}

async function earlierOf(
  db: Database,
  { advisoryId, number, publishedAt, status, to }: Continuing,
) {
  const { rows } = await sql`
    select r.advisory_id, r.number, r.published_at from revisions r
    where r.content->>'status' = ${status} and ((r.advisory_id = ${advisoryId} and r.number < ${number})
      or (r.advisory_id = any(${to}::text[]) and r.advisory_id <> ${advisoryId} and r.published_at < ${publishedAt}))
    order by r.published_at desc limit ${earlierAtMost}`.execute(db);
  return earlierSchema.parse(rows);
}
