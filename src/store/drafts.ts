import { sql } from 'kysely';

import { hashOf } from '#src/advisory/draft.ts';
import type {
  Approval,
  Draft,
  DraftChange,
  Drafts,
  NewDraft,
  Submission,
} from '#src/advisory/draft.ts';
import type { DraftHistory } from '#src/officers/releasing.ts';

import type { Database, Tx } from './database.ts';
import { authorsOf, findDraft, listDrafts, recorded } from './draft-rows.ts';
import { tellApproved } from './tell-approved.ts';

interface DraftsParts {
  readonly db: Database;
  readonly now?: () => Date;
  /** Endpoints have something to be told; the sweep finds what it misses. */
  readonly told?: () => void;
}

export function createDrafts({
  db,
  now = () => new Date(),
  told = () => {},
}: DraftsParts): Drafts & DraftHistory {
  return {
    list: (state, page) => listDrafts(db, state, page),
    find: (id) => findDraft(db, id),
    create: (draft) => db.transaction().execute((tx) => insertDraft(tx, draft, now())),
    replace: (change) => db.transaction().execute((tx) => replace(tx, change, now())),
    async approve(id, approval) {
      const draft = await db.transaction().execute((tx) => approve(tx, id, approval));
      told();
      return draft;
    },
    dismiss: (id, by, reason) =>
      db.transaction().execute((tx) => dismiss(tx, id, { officer: by, at: now(), reason })),
    sendBack: (id, by, reason) =>
      db.transaction().execute((tx) => sendBack(tx, id, { officer: by, at: now(), reason })),
    submit: (id, submission) => db.transaction().execute((tx) => submit(tx, id, submission)),

    async authorsOf(id) {
      const { rows } = await sql<{ authors: string[] }>`
        select ${authorsOf(sql`${id}::uuid`)} as authors`.execute(db);
      return rows[0]?.authors ?? [];
    },
  };
}

/** Writes a new draft with its audit entry, inside a transaction that may do more. */
export async function insertDraft(tx: Tx, draft: NewDraft, at: Date): Promise<Draft> {
  const { advisoryId, content, lane, author, reason } = draft;
  const hash = hashOf(content, lane);
  const { rows } = await sql<{ id: string }>`
    insert into drafts (advisory_id, based_on, content, lane, hash, author, reason, created_at, changed_at)
    values (${advisoryId ?? null}, (select latest from advisories where id = ${advisoryId ?? null}), ${JSON.stringify(content)}, ${lane}, ${hash}, ${author}, ${reason ?? null}, ${at}, ${at})
    returning id`.execute(tx);
  const id = rows[0]?.id ?? '';
  const detail = { hash, lane, advisoryId, reason };
  return recorded(tx, id, { at, officer: author, action: 'draft.created', detail });
}

async function replace(tx: Tx, change: DraftChange, at: Date): Promise<Draft | undefined> {
  const { id, expectedHash, content, lane, author } = change;
  const hash = hashOf(content, lane);
  const { numAffectedRows } = await sql`
    update drafts set content = ${JSON.stringify(content)}, lane = ${lane}, hash = ${hash}, author = ${author}, changed_at = ${at},
      version = version + 1, submitted_by = null, submitted_at = null
    where id = ${id} and state = 'open' and hash = ${expectedHash}`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  await sql`update approvals set voided = true where draft_id = ${id}`.execute(tx);
  const detail = { hash, previously: expectedHash, lane };
  return recorded(tx, id, { at, officer: author, action: 'draft.edited', detail });
}

async function approve(tx: Tx, id: string, approval: Approval): Promise<Draft | undefined> {
  const { officer, at, hash, message, audience } = approval;
  const isFirst = !(await isApproved(tx, id, approval));
  const { numAffectedRows } = await sql`
    insert into approvals (draft_id, officer, at, hash, message, audience)
    select id, ${officer}, ${at}, hash, ${message}, ${audience} from drafts where id = ${id} and state = 'open' and hash = ${hash} for update
    on conflict (draft_id, officer, hash) do update set at = excluded.at, message = excluded.message, audience = excluded.audience, voided = false`.execute(
    tx,
  );
  if (numAffectedRows !== 1n) return undefined;
  // The verdict has been given: if this approval is void one day, another one is asked for, and takes its time.
  await sql`update drafts set version = version + 1, submitted_by = null, submitted_at = null where id = ${id}`.execute(
    tx,
  );
  // The audience stands in approvals only: readers of the audit are shown no exact number of few people.
  const draft = await recorded(tx, id, {
    at,
    officer,
    action: 'draft.approved',
    detail: { hash, message },
  });
  if (isFirst) await tellApproved(tx, draft, officer);
  return draft;
}

/** By anybody, and of just this text and message: who approves it too says nothing new. */
async function isApproved(tx: Tx, id: string, { hash, message }: Approval): Promise<boolean> {
  await sql`select from drafts where id = ${id} for update`.execute(tx);
  const { rows } = await sql`
    select from approvals where draft_id = ${id} and hash = ${hash} and message = ${message} and not voided`.execute(
    tx,
  );
  return rows.length > 0;
}

/** Who asks again waits from the first time: approvers have known since then. */
async function submit(
  tx: Tx,
  id: string,
  { officer, at, hash }: Submission & { readonly hash: string },
): Promise<Draft | undefined> {
  const { numAffectedRows } = await sql`
    update drafts set version = version + 1, changed_at = ${at}, reason = case when starts_with(reason, 'sent back: ') then null else reason end,
      submitted_by = coalesce(submitted_by, ${officer}), submitted_at = coalesce(submitted_at, ${at})
    where id = ${id} and state = 'open' and hash = ${hash}`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  return recorded(tx, id, { at, officer, action: 'draft.submitted', detail: { hash } });
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
    update drafts set reason = ${reason}, sent_back = array_append(sent_back, hash), changed_at = ${at},
      version = version + 1, submitted_by = null, submitted_at = null
    where id = ${id} and state = 'open'`.execute(tx);
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
    update drafts set state = 'dismissed', reason = ${reason}, changed_at = ${at}, version = version + 1
    where id = ${id} and state = 'open'`.execute(tx);
  if (numAffectedRows !== 1n) return undefined;
  return recorded(tx, id, { at, officer, action: 'draft.dismissed', detail: { reason } });
}
