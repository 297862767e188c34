import { sql } from 'kysely';

import type { Lane } from '#src/advisory/lane.ts';
import type {
  Command,
  Outcome,
  Progress,
  PublicationState,
  Publications,
  Published,
} from '#src/dispatch/publication.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';
import { callAgain } from './line-locks.ts';
import { isOverdue } from './overdue.ts';
import { createReplays } from './replay.ts';

interface ProgressRow {
  readonly id: number;
  readonly advisory_id: string | null;
  readonly revision: number | null;
  readonly rhythm: 'day' | 'week' | null;
  readonly morning: Date | null;
  readonly day: string | null;
  readonly lane: Lane;
  readonly state: PublicationState;
  readonly published_at: Date;
  readonly planned_at: Date | null;
  readonly first_sent_at: Date | null;
  readonly closed_at: Date | null;
  readonly deliver_by: Date;
  readonly overdue: boolean;
  readonly unknown: number;
  readonly mail: Counts | null;
  readonly calls: Counts | null;
}

type Counts = Readonly<Partial<Record<Outcome | 'planned', number>>>;

/** From which states a command leads where. Whatever else is asked changes nothing. */
const transitions: Record<
  Command,
  { readonly from: readonly PublicationState[]; readonly to: PublicationState }
> = {
  pause: { from: ['running'], to: 'paused' },
  resume: { from: ['paused'], to: 'running' },
  stop: { from: ['running', 'paused'], to: 'stopped' },
};

export function createPublications(db: Database): Publications {
  return {
    async find(id) {
      const [row] = await select(db, sql`p.id = ${id}`, 1);
      return row;
    },
    list: (limit, kind, before) =>
      select(
        db,
        sql`${kind === undefined ? sql`true` : sql`p.kind = ${kind}`} and ${before === undefined ? sql`true` : sql`p.id < ${before}::bigint`}`,
        limit,
      ),
    command: (id, command, by) =>
      db.transaction().execute((tx) => applyCommand(tx, { id, command, by })),
    replay: createReplays(db).replay,
  };
}

async function applyCommand(
  tx: Tx,
  { id, command, by }: { id: number; command: Command; by: string },
): Promise<Progress | undefined> {
  const { from, to } = transitions[command];
  const { numAffectedRows } = await sql`
    update publications set state = ${to} where id = ${id} and kind <> 'notices' and state = any(${from}::text[])`.execute(
    tx,
  );
  if (numAffectedRows === 0n) return undefined;
  await callAgain(tx, id);
  const [row] = await select(tx, sql`p.id = ${id}`, 1);
  await appendAudit(tx, {
    at: new Date(),
    officer: by,
    action: `publication.${command}`,
    subject: `publication:${id}`,
    detail: {},
  });
  return row;
}

async function select(
  db: Database,
  condition: ReturnType<typeof sql>,
  limit: number,
): Promise<readonly Progress[]> {
  const { rows } = await sql<ProgressRow>`
    select p.id, p.advisory_id, p.revision, p.rhythm, p.morning, p.day, p.lane, p.state, p.published_at, p.planned_at, p.first_sent_at, p.closed_at, p.deliver_by,
      ${isOverdue} as overdue, ${countOfUnknown} as unknown,
      ${countsOf('email')} as mail, ${countsOf('webhook')} as calls
    from publications p where p.kind <> 'notices' and ${condition}
    order by p.id desc limit ${limit}`.execute(db);
  return rows.map(progressOf);
}

/** Few at any time: connections that broke between the last byte and the answer. Said so that only their own index serves. */
const countOfUnknown = sql`(select count(*) from deliveries d
  where d.publication_id = p.id and d.channel || '' = 'email' and d.state = 'pending' and d.possibly_sent)`;

function countsOf(channel: 'email' | 'webhook') {
  return sql`(select jsonb_object_agg(outcome, total) from (
    select outcome, sum(count) as total from publication_counts c
    where c.publication_id = p.id and c.channel = ${channel} group by outcome) totals)`;
}

function progressOf(row: ProgressRow): Progress {
  const mail = tallyOf(row.mail);
  return {
    ...publishedOf(row),
    id: row.id,
    lane: row.lane,
    state: row.state,
    publishedAt: row.published_at,
    plannedAt: row.planned_at ?? undefined,
    firstSentAt: row.first_sent_at ?? undefined,
    closedAt: row.closed_at ?? undefined,
    deliverBy: row.deliver_by,
    overdue: row.overdue,
    unknown: row.unknown,
    ...mail,
    citizensSettled: row.planned_at !== null && totalOf(mail.outcomes) === mail.planned,
    calls: tallyOf(row.calls),
  };
}

function publishedOf(row: ProgressRow): Published {
  const { advisory_id: advisoryId, revision, rhythm, morning, day } = row;
  if (advisoryId !== null && revision !== null) return { kind: 'revision', advisoryId, revision };
  if (rhythm !== null && morning !== null && day !== null)
    return { kind: 'digest', rhythm, morning, day };
  throw new Error(`expected publication ${row.id} to be of a revision or a digest`);
}

function tallyOf(counts: Counts | null): Progress['calls'] {
  const { planned = 0, ...outcomes } = counts ?? {};
  return { planned, outcomes };
}

function totalOf(outcomes: Progress['outcomes']): number {
  return Object.values(outcomes).reduce((sum, count) => sum + count, 0);
}
