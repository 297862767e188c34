import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { categories } from '#src/advisory/category.ts';
import type { ListAdvisories, Listing, ListingPage } from '#src/advisory/listing.ts';

import type { Database } from './database.ts';
import { revisionColumns, revisionOf } from './revision-row.ts';
import type { RevisionRow } from './revision-row.ts';
import { hasEnded } from './search.ts';

/** Walks the index by time from the cursor on: a page costs no more the further on it is. */
export function createListing(db: Database): ListAdvisories {
  return async (listing, page) => {
    const conditions = [
      sql`r.content->>'status' = 'actual'`,
      isIn(listing),
      ...filters(listing),
      behind(page),
    ];
    const { rows } = await sql<RevisionRow & { readonly latest: number }>`
      select ${revisionColumns}, r.published_at, a.latest
      from revisions r join advisories a on a.id = r.advisory_id
      where ${sql.join(conditions, sql` and `)}
      order by r.published_at desc, r.advisory_id, r.number limit ${page.limit}`.execute(db);
    return rows.map((row) => ({ revision: revisionOf(row), latest: row.latest }));
  };
}

/** The cursor names a revision, and those stay as they are: its moment is looked up, finer than a Date could say it. */
function behind({ after }: ListingPage): RawBuilder<unknown> {
  if (after === undefined) return sql`true`;
  const { id, number } = after;
  const at = sql`(select c.published_at from revisions c where c.advisory_id = ${id} and c.number = ${number}::int)`;
  return sql`r.published_at <= ${at} and (r.published_at < ${at} or (r.advisory_id, r.number) > (${id}, ${number}::int))`;
}

function isIn({ state, at }: Listing): RawBuilder<unknown> {
  switch (state) {
    case 'replaced':
      return sql`r.number < a.latest`;
    case 'ended':
      return sql`(r.number = a.latest and ${hasEnded(at)})`;
    case 'in-force':
      return sql`(r.number = a.latest and not ${hasEnded(at)})`;
    case undefined:
      return sql`r.number = a.latest`;
  }
}

function filters(listing: Listing): readonly RawBuilder<unknown>[] {
  const { kind, lane, category, changedSince, at } = listing;
  return [
    isAbout(listing),
    ...(kind === undefined ? [] : [sql`r.content->>'kind' = ${kind}`]),
    ...(lane === undefined ? [] : [sql`r.lane = ${lane}`]),
    ...(category === undefined
      ? []
      : [
          sql`(r.content->'categories' ? ${category} or not r.content->'categories' ?| ${[...categories]}::text[])`,
        ]),
    ...(changedSince === undefined ? [] : [hasChanged(changedSince, at)]),
  ];
}

/** Nothing is published when an advisory runs out, and it is over all the same. */
function hasChanged(since: Date, at: Date): RawBuilder<unknown> {
  return sql`(r.published_at >= ${since}
    or coalesce((r.content->>'expiresAt')::timestamptz between ${since} and ${at}, false))`;
}

function isAbout({ country, region, level }: Listing): RawBuilder<unknown> {
  const ofPlace = [
    ...(country === undefined ? [] : [sql`p->>'country' = ${country}`]),
    ...(region === undefined ? [] : [concerns(region)]),
    ...(level === undefined
      ? []
      : [sql`(p->>'level' is null or (p->>'level')::int >= ${level}::int)`]),
  ];
  if (ofPlace.length === 0) return sql`true`;
  return sql`exists (select from jsonb_array_elements(r.content->'appliesTo') p where ${sql.join(ofPlace, sql` and `)})`;
}

/** The twin of what an endpoint's filter does: where a plain name lies is not known, so it may be there. */
function concerns(region: string): RawBuilder<unknown> {
  const country = region.slice(0, 2);
  return sql`(p->>'country' = ${country} and (p->>'region' is null or p->>'region' = ${region}
    or p->>'region' !~ '^[A-Z]{2}-[A-Z0-9]{1,3}$'))`;
}
