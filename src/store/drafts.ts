import { sql } from 'kysely';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import { hashOf } from '#src/advisory/draft.ts';
import type { Approval, Draft, DraftChange, Drafts, NewDraft } from '#src/advisory/draft.ts';
import { lanes } from '#src/advisory/lane.ts';
import { AppError } from '#src/errors.ts';
import type { DraftHistory } from '#src/officers/releasing.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

interface DraftsParts {
  readonly db: Database;
  readonly now?: () => Date;
}

export function createDrafts({ db, now = () => new Date() }: DraftsParts): Drafts & DraftHistory {
  return {
    async list(state) {
      const { rows } = await sql`
        ${drafts} where d.state = ${state} order by d.changed_at desc, d.id limit 500`.execute(db);
      return rows.map((row) => draftSchema.parse(row));
    },
    find: (id) => find(db, id),
    create: (draft) => db.transaction().execute((tx) => insertDraft(tx, draft, now())),
    replace: (change) => db.transaction().execute((tx) => replace(tx, change, now())),
    approve: (id, approval) => db.transaction().execute((tx) => approve(tx, id, approval)),
    dismiss: (id, by, reason) =>
      db.transaction().execute((tx) => dismiss(tx, id, { officer: by, at: now(), reason })),
    sendBack: (id, by, reason) =>
      db.transaction().execute((tx) => sendBack(tx, id, { officer: by, at: now(), reason })),

    async authorsOf(id) {
      const { rows } = await sql<{ author: string }>`
        select author from drafts where id = ${id}
        union select officer from audit
        where subject = ${`draft:${id}`} and action in ('draft.created', 'draft.edited')`.execute(
        db,
      );
      return rows.map(({ author }) => author);
    },
  };
}

/** Writes a new draft with its audit entry, inside a transaction that may do more. */
export async function insertDraft(tx: Tx, draft: NewDraft, at: Date): Promise<Draft> {
  const { advisoryId, content, lane, author, reason } = draft;
  const hash = hashOf(content, lane);
  const { rows } = await sql<{ id: string }>`
    insert into drafts (advisory_id, content, lane, hash, author, reason, created_at, changed_at)
    values (${advisoryId ?? null}, ${JSON.stringify(content)}, ${lane}, ${hash}, ${author}, ${reason ?? null}, ${at}, ${at})
    returning id`.execute(tx);
  const id = rows[0]?.id ?? '';
  const detail = { hash, lane, advisoryId, reason };
  return recorded(tx, id, { at, officer: author, action: 'draft.created', detail });
}

async function replace(tx: Tx, change: DraftChange, at: Date): Promise<Draft | undefined> {
  const { id, expectedHash, content, lane, author } = change;
  const hash = hashOf(content, lane);
  const { numAffectedRows } = await sql`
    update drafts set content = ${JSON.stringify(content)}, lane = ${lane}, hash = ${hash}, author = ${author}, changed_at = ${at}
    where id = ${id} and state = 'open' and hash = ${expectedHash}`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  const detail = { hash, previously: expectedHash, lane };
  return recorded(tx, id, { at, officer: author, action: 'draft.edited', detail });
}

async function approve(tx: Tx, id: string, approval: Approval): Promise<Draft | undefined> {
  const { officer, at, hash, audience } = approval;
  const { numAffectedRows } = await sql`
    insert into approvals (draft_id, officer, at, hash, audience)
    select id, ${officer}, ${at}, hash, ${audience} from drafts where id = ${id} and state = 'open' and hash = ${hash} for update
    on conflict (draft_id, officer, hash) do update set at = excluded.at, audience = excluded.audience`.execute(
    tx,
  );
  if (numAffectedRows !== 1n) return undefined;
  // The audience stands in approvals only: readers of the audit are shown no exact number of few people.
  return recorded(tx, id, { at, officer, action: 'draft.approved', detail: { hash } });
}

interface Rejection {
  readonly officer: string;
  readonly at: Date;
  readonly reason: string;
}

async function sendBack(
  tx: Tx,
  id: string,
  { officer, at, reason }: Rejection,
): Promise<Draft | undefined> {
  const { numAffectedRows } = await sql`
    update drafts set reason = ${reason}, sent_back_hash = hash, changed_at = ${at} where id = ${id} and state = 'open'`.execute(
    tx,
  );
  if (numAffectedRows !== 1n) return undefined;
  await sql`delete from approvals where draft_id = ${id}`.execute(tx);
  return recorded(tx, id, { at, officer, action: 'draft.sent-back', detail: { reason } });
}

async function dismiss(
  tx: Tx,
  id: string,
  { officer, at, reason }: Rejection,
): Promise<Draft | undefined> {
  const { numAffectedRows } = await sql`
    update drafts set state = 'dismissed', reason = ${reason}, changed_at = ${at}
    where id = ${id} and state = 'open'`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  return recorded(tx, id, { at, officer, action: 'draft.dismissed', detail: { reason } });
}

interface Act {
  readonly at: Date;
  readonly officer: string;
  readonly action: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

async function recorded(tx: Tx, id: string, act: Act): Promise<Draft> {
  await appendAudit(tx, { ...act, subject: `draft:${id}` });
  const draft = await find(tx, id);
  if (draft !== undefined) return draft;
  throw new AppError('NOT_FOUND', `There is no draft ${id}`);
}

async function find(db: Database | Tx, id: string): Promise<Draft | undefined> {
  const { rows } = await sql`${drafts} where d.id = ${id}`.execute(db);
  return rows[0] === undefined ? undefined : draftSchema.parse(rows[0]);
}

const drafts = sql`
  select d.*, coalesce((
    select jsonb_agg(jsonb_build_object('officer', a.officer, 'at', a.at, 'hash', a.hash, 'audience', a.audience) order by a.at)
    from approvals a where a.draft_id = d.id), '[]') as approvals
  from drafts d`;

const approvalSchema = z.object({
  officer: z.string(),
  at: z.coerce.date(),
  hash: z.string(),
  audience: z.number(),
});

const draftSchema = z
  .object({
    id: z.string(),
    advisory_id: z.string().nullable(),
    state: z.enum(['open', 'published', 'dismissed']),
    content: contentSchema,
    lane: z.enum(lanes),
    hash: z.string(),
    author: z.string(),
    reason: z.string().nullable(),
    sent_back_hash: z.string().nullable(),
    created_at: z.date(),
    changed_at: z.date(),
    approvals: z.array(approvalSchema),
  })
  .transform(({ advisory_id, reason, sent_back_hash, created_at, changed_at, ...rest }) => ({
    ...rest,
    advisoryId: advisory_id ?? undefined,
    reason: reason ?? undefined,
    sentBack: sent_back_hash === rest.hash,
    createdAt: created_at,
    changedAt: changed_at,
  }));
