import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Place } from '#src/advisory/place.ts';
import type { Search, Searching, SearchWord } from '#src/advisory/search.ts';

import type { Database, Tx } from './database.ts';
import { revisionColumns, revisionOf } from './revision-row.ts';
import type { RevisionRow } from './revision-row.ts';
import { wordPattern } from './word-pattern.ts';

/** Looking for published advisories. What one says is its latest revision. */
export function createSearching(db: Database): Searching {
  return {
    async search(search, { page, size }) {
      const question = sql<RevisionRow & { readonly total: number }>`
        with found as materialized (
          select r.advisory_id, r.number, r.published_at
          from revisions r join advisories a on a.id = r.advisory_id and r.number = a.latest
          where ${allOf(conditionsOf(search))}),
        size as (select count(*)::int as total from found)
        select ${revisionColumns}, r.published_at, size.total
        from size, found join revisions r using (advisory_id, number)
        order by found.published_at desc, found.advisory_id
        limit ${size}
        offset (select least(${(page - 1) * size}, (greatest(total, 1) - 1) / ${size}::int * ${size}::int) from size)`;
      const { rows } = await inTime(db, (tx) => question.execute(tx));
      const total = rows[0]?.total ?? 0;
      const pages = Math.max(1, Math.ceil(total / size));
      return { revisions: rows.map(revisionOf), total, page: Math.min(page, pages), pages };
    },
    async countriesInForce(at) {
      const { rows } = await sql<{ country: string; count: number }>`
        select p.country, count(distinct a.id)::int as count
        from revisions r join advisories a on a.id = r.advisory_id and r.number = a.latest,
          jsonb_to_recordset(r.content->'appliesTo') as p (country text)
        where ${allOf(conditionsOf({ state: 'in force', at }))}
        group by p.country`.execute(db);
      return rows;
    },
  };
}

/** Anybody may search, as often as they like: no search keeps a connection for long. */
function inTime<T>(db: Database, ask: (tx: Tx) => Promise<T>): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`set local statement_timeout = '5s'`.execute(tx);
    return ask(tx);
  });
}

/** The cheap ones first; only of what they leave is the text read. */
function conditionsOf(search: Search): readonly RawBuilder<unknown>[] {
  const { state, at, country, level, since, words = [] } = search;
  return [
    sql`r.content->>'status' = 'actual'`,
    ...(state === 'any' ? [] : [state === 'ended' ? hasEnded(at) : sql`not ${hasEnded(at)}`]),
    ...(since === undefined ? [] : [sql`r.published_at >= ${since}`]),
    ...(country === undefined
      ? []
      : [sql`r.content->'appliesTo' @> ${JSON.stringify([{ country }])}::jsonb`]),
    ...(level === undefined ? [] : [hasLevel(level, country)]),
    ...words.map(says),
  ];
}

/** The twin of isEnded. */
export function hasEnded(at: Date): RawBuilder<unknown> {
  return sql`(r.content#>>'{relation,kind}' in ('cancel', 'all-clear')
    or coalesce((r.content->>'expiresAt')::timestamptz <= ${at}, false))`;
}

function hasLevel(level: number | 'none', country: string | undefined): RawBuilder<unknown> {
  const ofCountry = country === undefined ? sql`true` : sql`p->>'country' = ${country}`;
  const enough =
    level === 'none'
      ? sql`p->>'level' is null`
      : sql`(p->>'level' is null or (p->>'level')::int >= ${level})`;
  return sql`exists (select from jsonb_array_elements(r.content->'appliesTo') p where ${ofCountry} and ${enough})`;
}

function says({ text, places }: SearchWord): RawBuilder<unknown> {
  const inWords = sql`(select coalesce(string_agg(t#>>'{}', ' '), '')
    from jsonb_path_query(r.content, ${allTexts}::jsonpath) t) ~ ${wordPattern(text)}`;
  return places.length === 0 ? inWords : sql`(${isAbout(places)} or ${inWords})`;
}

/** Every text of its words in every language, without the hash that says what a translation translates. */
const allTexts = '$.words.*.keyvalue() ? (@.key != "translates").value.** ? (@.type() == "string")';

/** Who looks for a region finds what holds for all of its country too. */
function isAbout(places: readonly Place[]): RawBuilder<unknown> {
  const countries = places.flatMap(({ country, region }) => (region === undefined ? country : []));
  const regions = places.flatMap(({ region }) => region ?? []);
  const around = places.flatMap(({ country, region }) => (region === undefined ? [] : country));
  return sql`exists (select from jsonb_array_elements((r.content->'appliesTo') || (r.content->'eventPlaces')) p
    where p->>'country' = any(${countries}::text[]) or p->>'region' = any(${regions}::text[])
      or (p->>'region' is null and p->>'country' = any(${around}::text[])))`;
}

function allOf(conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join([...conditions], sql` and `);
}
