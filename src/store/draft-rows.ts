import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Draft, DraftPage } from '#src/advisory/draft.ts';
import { lanes } from '#src/advisory/lane.ts';
import { AppError } from '#src/errors.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

export async function findDraft(db: Database | Tx, id: string): Promise<Draft | undefined> {
  const { rows } = await sql`${selectDrafts} where d.id = ${id}`.execute(db);
  return rows[0] === undefined ? undefined : draftSchema.parse(rows[0]);
}

export async function listDrafts(
  db: Database,
  state: Draft['state'],
  { limit, after }: DraftPage = { limit: 500 },
): Promise<readonly Draft[]> {
  const at = sql`date_trunc('milliseconds', d.changed_at)`;
  const behind =
    after === undefined
      ? sql`true`
      : sql`(${at} < ${after.changedAt} or ${at} = ${after.changedAt} and d.id > ${after.id}::uuid)`;
  const { rows } = await sql`
    ${selectDrafts} where d.state = ${state} and ${behind} order by ${at} desc, d.id limit ${limit}`.execute(
    db,
  );
  return rows.map((row) => draftSchema.parse(row));
}

/** What was done to a draft, and by whom. */
export interface Act {
  readonly at: Date;
  readonly officer: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Notes in the audit what the transaction did to a draft, and gives the draft as it is now. */
export async function recorded(tx: Tx, id: string, act: Act): Promise<Draft> {
  await appendAudit(tx, { ...act, subject: `draft:${id}` });
  const draft = await findDraft(tx, id);
  if (draft !== undefined) return draft;
  throw new AppError('NOT_FOUND', `There is no draft ${id}`);
}

/** Everybody who wrote any version of a draft, officers and sources; to be read as an array of names. */
export const authorsOf = (draftId: RawBuilder<unknown>) => sql`array(
  select author from drafts where id = ${draftId}
  union select officer from audit where subject = 'draft:' || ${draftId} and action in ('draft.created', 'draft.edited'))`;

/** A row `s` of schedules, as `scheduleSchema` reads it. */
export const scheduleAsJson = sql`jsonb_build_object('at', s.publish_at, 'officer', s.officer, 'hash', s.hash, 'message', s.message,
  'withholdOutsideAllowlist', s.withhold_outside_allowlist, 'refused', s.refused)`;

const selectDrafts = sql`
  select d.*, coalesce((
    select jsonb_agg(jsonb_build_object('officer', a.officer, 'at', a.at, 'hash', a.hash, 'message', a.message, 'audience', a.audience, 'voided', a.voided) order by a.at)
    from approvals a where a.draft_id = d.id), '[]') as approvals,
    (select ${scheduleAsJson} from schedules s where s.draft_id = d.id) as schedule,
    -- the draft of a source belongs to the advisory that its key has got meanwhile
    coalesce(d.advisory_id, (select a.id from advisories a where a.source_id = d.source_id and a.source_key = d.source_key)) as continues
  from drafts d`;

const approvalSchema = z.object({
  officer: z.string(),
  at: z.coerce.date(),
  hash: z.string(),
  message: z.string(),
  audience: z.number(),
  voided: z.boolean(),
});

export const scheduleSchema = z
  .object({
    at: z.coerce.date(),
    officer: z.string(),
    hash: z.string(),
    message: z.string(),
    withholdOutsideAllowlist: z.boolean(),
    refused: z.string().nullable(),
  })
  .transform(({ refused, ...rest }) => ({ ...rest, refused: refused ?? undefined }));

const draftSchema = z
  .object({
    id: z.string(),
    continues: z.string().nullable(),
    version: z.number(),
    based_on: z.number().nullable(),
    state: z.enum(['open', 'published', 'dismissed']),
    content: contentSchema,
    lane: z.enum(lanes),
    hash: z.string(),
    author: z.string(),
    reason: z.string().nullable(),
    sent_back: z.array(z.string()),
    submitted_by: z.string().nullable(),
    submitted_at: z.date().nullable(),
    schedule: scheduleSchema.nullable(),
    created_at: z.date(),
    changed_at: z.date(),
    approvals: z.array(approvalSchema),
  })
  .transform((row) => ({
    id: row.id,
    state: row.state,
    content: row.content,
    lane: row.lane,
    hash: row.hash,
    author: row.author,
    approvals: row.approvals,
    version: row.version,
    basedOn: row.based_on ?? undefined,
    advisoryId: row.continues ?? undefined,
    reason: row.reason ?? undefined,
    sentBack: row.sent_back.includes(row.hash),
    submission: submissionOf(row),
    schedule: row.schedule ?? undefined,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  }));

function submissionOf(row: {
  readonly submitted_by: string | null;
  readonly submitted_at: Date | null;
}): Draft['submission'] {
  if (row.submitted_by === null || row.submitted_at === null) return undefined;
  return { officer: row.submitted_by, at: row.submitted_at };
}
