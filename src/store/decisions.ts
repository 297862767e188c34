import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import { contentDifference } from '#src/advisory/content-difference.ts';
import { changeFactsSchema, decidedBeforeSchema, outcomes } from '#src/officers/decision.ts';
import type { Decision, DecisionLine, DecisionQuery, Decisions } from '#src/officers/decision.ts';

import type { Database } from './database.ts';
import { factsOf, lastWord } from './event-content.ts';
import { contentOf, pastOf } from './event-history.ts';

export function createDecisions(db: Database): Decisions {
  return { list: (query) => list(db, query), find: (id) => find(db, id) };
}

async function list(db: Database, query: DecisionQuery): Promise<readonly DecisionLine[]> {
  const { rows } = await sql`
    ${select} where ${sql.join(conditionsOf(query), sql` and `)} order by e.id desc limit ${query.limit}`.execute(
    db,
  );
  return rows.map((row) => lineOf(rowSchema.parse(row)));
}

function conditionsOf(query: DecisionQuery): readonly RawBuilder<unknown>[] {
  const { before, source, outcome, rule, draft, storm, open, country } = query;
  const place = JSON.stringify({ appliesTo: [{ country }] });
  const asked: readonly (readonly [unknown, RawBuilder<unknown>])[] = [
    [before, sql`e.id < ${before}`],
    [source, sql`e.source_id = ${source}`],
    [outcome, sql`e.verdict = ${outcome}`],
    [rule, sql`e.reason = ${rule}`],
    [draft, sql`e.draft_id = ${draft}::uuid`],
    [storm, sql`e.storm_id = ${storm}`],
    [
      open === true ? open : undefined,
      sql`e.draft_id in (select id from drafts where state = 'open')`,
    ],
    [country, sql`said.content @> ${place}::jsonb`],
  ];
  const wanted = asked.filter(([value]) => value !== undefined).map(([, condition]) => condition);
  return [sql`e.judged_at is not null`, ...wanted];
}

async function find(db: Database, id: number): Promise<Decision | undefined> {
  const { rows } = await sql`${select} where e.id = ${id} and e.judged_at is not null`.execute(db);
  if (rows[0] === undefined) return undefined;
  const row = rowSchema.parse(rows[0]);
  const { standing, previous } = await pastOf(db, id);
  return {
    ...lineOf(row),
    told: row.decision?.told,
    looked: row.decision?.looked ?? {},
    reportId: row.report_id ?? undefined,
    before: row.decided_before ?? undefined,
    difference: contentDifference(standing ?? previous, contentOf(row.own)),
  };
}

const select = sql`
  select e.id, e.source_id, e.key, e.report_id, e.created_at, e.judged_at, e.change, e.verdict, e.reason, e.decision, e.decided_before, e.draft_id, e.storm_id,
    e.content as own, said.content
  from advisory_events e ${lastWord}`;

const rowSchema = z.object({
  id: z.number(),
  source_id: z.string(),
  key: z.string(),
  report_id: z.number().nullable(),
  created_at: z.date(),
  judged_at: z.date(),
  change: changeFactsSchema.nullable(),
  verdict: z.enum(outcomes),
  reason: z.string(),
  // what was decided before decisions were kept has none
  decision: z
    .object({
      rules: z.array(z.string()),
      wording: z.string(),
      told: changeFactsSchema.optional(),
      looked: z.record(z.string(), z.unknown()),
    })
    .nullable(),
  decided_before: decidedBeforeSchema.nullable(),
  draft_id: z.string().nullable(),
  storm_id: z.number().nullable(),
  own: z.unknown(),
  content: z.unknown(),
});

function lineOf(row: z.infer<typeof rowSchema>): DecisionLine {
  return {
    id: row.id,
    sourceId: row.source_id,
    key: row.key,
    heardAt: row.created_at,
    decidedAt: row.judged_at,
    change: row.change ?? { kind: 'unknown' },
    outcome: row.verdict,
    rule: row.reason,
    ...explanationOf(row),
    ...factsOf(row.content),
    draftId: row.draft_id ?? undefined,
    stormId: row.storm_id ?? undefined,
  };
}

function explanationOf({ reason, decision }: z.infer<typeof rowSchema>) {
  const { rules = [reason], wording = '' } = decision ?? {};
  return { rules, wording: overruled[reason] ?? wording };
}

/** Reasons that came after the verdict, and say otherwise than its sentence. */
const overruled: Readonly<Record<string, string>> = {
  'newer-event':
    'It was fit to go out and is held: its source has said something newer about the same meanwhile.',
  edited: 'It was fit to go out and is held: somebody had edited it before it went.',
};
