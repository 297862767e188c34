import { sql } from 'kysely';
import { z } from 'zod';

import { changeFactsSchema, outcomes } from '#src/officers/decision.ts';
import type { PageById } from '#src/officers/page.ts';
import { stormEntryStates, stormStates } from '#src/officers/storm.ts';
import type { Storm, StormEntry, StormState } from '#src/officers/storm.ts';

import type { Database, Tx } from './database.ts';
import { factsOf, lastWord } from './event-content.ts';
import { olderThan, wholeList } from './page.ts';

export async function findStorm(db: Database | Tx, id: number): Promise<Storm | undefined> {
  const { rows } = await sql`${selectStorms} where s.id = ${id}`.execute(db);
  return rows[0] === undefined ? undefined : stormSchema.parse(rows[0]);
}

export async function listStorms(
  db: Database,
  state: StormState,
  page: PageById = wholeList,
): Promise<readonly Storm[]> {
  const { rows } = await sql`
    ${selectStorms} where s.state = ${state} and ${olderThan(sql`s.id`, page)} order by s.id desc limit ${page.limit}`.execute(
    db,
  );
  return rows.map((row) => stormSchema.parse(row));
}

export async function listEntries(db: Database, id: number): Promise<readonly StormEntry[]> {
  const { rows } = await sql`
    select e.id, e.key, e.storm_state, e.change, case when e.storm_state = 'released' then e.verdict end as outcome, e.draft_id, said.content
    from advisory_events e ${lastWord}
    where e.storm_id = ${id} order by e.key, e.id`.execute(db);
  return rows.map((row) => entrySchema.parse(row));
}

const selectStorms = sql`
  select s.*, counts.*, changes.by_kind
  from storms s
  cross join lateral (
    select coalesce(max(e.changed_in_poll), 0) as changed_in_poll, coalesce(max(e.countries_of_source), 0) as countries_of_source,
      count(*) filter (where e.storm_state = 'held') as held
    from advisory_events e where e.storm_id = s.id) counts
  cross join lateral (
    select coalesce(jsonb_object_agg(kind, count), '{}') as by_kind from (
      select e.change->>'kind' as kind, count(*) from advisory_events e where e.storm_id = s.id and e.poll = s.poll group by 1) kinds) changes`;

const stormSchema = z
  .object({
    id: z.number(),
    source_id: z.string(),
    opened_at: z.date(),
    state: z.enum(stormStates),
    changed_in_poll: z.number(),
    countries_of_source: z.number(),
    held: z.number(),
    by_kind: z.record(z.string(), z.number()),
    closed_by: z.string().nullable(),
    closed_at: z.date().nullable(),
    reason: z.string().nullable(),
  })
  .transform(({ closed_by: by, closed_at: at, reason, ...row }) => ({
    id: row.id,
    sourceId: row.source_id,
    openedAt: row.opened_at,
    state: row.state,
    changedInPoll: row.changed_in_poll,
    countriesOfSource: row.countries_of_source,
    held: row.held,
    changes: row.by_kind,
    closed: by === null || at === null ? undefined : { by, at, reason: reason ?? '' },
  }));

const entrySchema = z
  .object({
    id: z.number(),
    key: z.string(),
    storm_state: z.enum(stormEntryStates),
    change: changeFactsSchema,
    outcome: z.enum(outcomes).nullable(),
    draft_id: z.string().nullable(),
    content: z.unknown(),
  })
  .transform(({ content, ...row }) => ({
    decisionId: row.id,
    key: row.key,
    state: row.storm_state,
    change: row.change,
    ...factsOf(content),
    outcome: row.outcome ?? undefined,
    draftId: row.draft_id ?? undefined,
  }));
