import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { policy } from '#config/policy.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { MailAttempt, MailState, OwnMail } from '#src/subscription/own-mail.ts';

import type { Database, Tx } from './database.ts';
import { revisionColumns, revisionOf } from './revision-row.ts';

interface MailRow {
  readonly publication_id: number;
  readonly advisory_id: string | null;
  readonly number: number | null;
  readonly content: unknown;
  readonly change: ChangeKind;
  readonly lane: Lane;
  readonly published_at: Date;
  readonly said_before: unknown;
  readonly purpose: string;
  readonly state: MailState;
  readonly reason: string | null;
  readonly language: string;
  readonly follow_up: boolean;
  readonly possibly_sent: boolean;
  readonly queued_at: Date;
  readonly settled_at: Date | null;
  readonly attempts: readonly { at: string; outcome: string; reason: string }[];
}

/** A citizen's latest mails, newest first. */
export function latestMailsOf(db: Database, addressId: number): Promise<readonly OwnMail[]> {
  return mailsOf(db, {
    addressId,
    among: sql`p.kind = 'notices' or p.published_at > now() - make_interval(days => ${policy.ownMailsDays})`,
    limit: policy.ownMailsShown,
  });
}

/** All that are kept, newest first. */
export function allMailsOf(db: Database | Tx, addressId: number): Promise<readonly OwnMail[]> {
  return mailsOf(db, { addressId, among: sql`true`, limit: undefined });
}

/** A citizen's alert of one publication. */
export async function mailOfPublication(
  tx: Tx,
  addressId: number,
  publicationId: number,
): Promise<OwnMail | undefined> {
  const among = sql`p.kind = 'revision' and p.id = ${publicationId}`;
  const [mail] = await mailsOf(tx, { addressId, among, limit: 1 });
  return mail;
}

interface Wanted {
  readonly addressId: number;
  /** Of which publications, row `p`. */
  readonly among: RawBuilder<unknown>;
  readonly limit: number | undefined;
}

/**
 * Looks each publication's row up by its key, for nothing finds the rows of one recipient at once. Messages of the service
 * to itself, to officers on duty and to embassies' contacts are no citizen's.
 */
async function mailsOf(db: Database | Tx, wanted: Wanted): Promise<readonly OwnMail[]> {
  const { rows } = await sql<MailRow>`
    select m.*, ${revisionColumns},
      coalesce((select jsonb_agg(jsonb_build_object('at', a.at, 'outcome', a.outcome, 'reason', a.reason) order by a.at, a.id) from attempts a
        where a.publication_id = m.publication_id and a.channel = 'email' and a.recipient_id = ${wanted.addressId} and a.purpose = m.purpose), '[]') as attempts
    from (
      select p.id as publication_id, p.published_at, p.advisory_id as about, p.revision, d.purpose, d.state, d.reason, d.language, d.follow_up, d.possibly_sent,
        d.settled_at, case when p.kind = 'revision' then p.published_at else least(case when isfinite(d.due_at) then d.due_at end, d.settled_at, now()) end as queued_at
      from publications p cross join lateral (
        select * from deliveries d where d.publication_id = p.id and d.channel = 'email' and d.recipient_id = ${wanted.addressId} offset 0) d
      where (${wanted.among}) and d.purpose !~ '^(canary|duty|endpoint):'
      order by queued_at desc, p.id desc limit ${wanted.limit ?? null}
    ) m left join revisions r on r.advisory_id = m.about and r.number = m.revision
    order by m.queued_at desc, m.publication_id desc`.execute(db);
  return rows.map(mailOf);
}

function mailOf(row: MailRow): OwnMail {
  return {
    about: aboutOf(row),
    queuedAt: row.queued_at,
    state: row.state,
    reason: row.reason ?? undefined,
    settledAt: row.settled_at ?? undefined,
    possiblySent: row.possibly_sent,
    language: row.language,
    followUp: row.follow_up,
    attempts: row.attempts.map(({ at, ...attempt }): MailAttempt => ({
      at: new Date(at),
      ...attempt,
    })),
  };
}

function aboutOf(row: MailRow): OwnMail['about'] {
  const { advisory_id: advisoryId, number, purpose } = row;
  if (advisoryId === null || number === null)
    return { kind: 'notice', notice: purpose.split(':')[0] ?? '' };
  const revision = revisionOf({ ...row, advisory_id: advisoryId, number });
  return { kind: 'revision', revision };
}
