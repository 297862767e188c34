import { sql } from 'kysely';
import { z } from 'zod';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Report } from '#src/advisory/report.ts';
import type {
  Accepted,
  Claim,
  ClaimRequest,
  PollFailure,
  PollRecord,
  SourceLedger,
} from '#src/sources/ledger.ts';
import type { SourceItem } from '#src/sources/source.ts';

import type { Database, Tx } from './database.ts';
import { keepReport } from './reports.ts';

const cursorSchema = z.record(z.string(), z.string());

export function createSourceLedger(db: Database): SourceLedger {
  return {
    async due(sourceIds) {
      const { rows } = await sql<{ id: string }>`
        select id from unnest(${[...sourceIds]}::text[]) as followed (id)
        where not exists (select from sources s where s.id = followed.id and s.next_poll_at > now())`.execute(
        db,
      );
      return rows.map(({ id }) => id);
    },
    claim: (request) => claim(db, request),
    async lastContents(sourceId, keys) {
      const { rows } = await sql<{ key: string; content: unknown }>`
        select distinct on (key) key, content from advisory_events
        where source_id = ${sourceId} and key = any(${[...keys]}::text[]) and content is not null
        order by key, id desc`.execute(db);
      return new Map(rows.map(({ key, content }) => [key, contentSchema.parse(content)]));
    },
    savePoll: (record) => db.transaction().execute((tx) => savePoll(tx, record)),
    fail: (failure) => fail(db, failure),
    accept: (item) => db.transaction().execute((tx) => accept(tx, item)),
  };
}

/** The new `next_poll_at` in full precision is the fence: whoever claims later moves it. */
async function claim(
  db: Database,
  { sourceId, leaseSeconds, evenIfNotDue }: ClaimRequest,
): Promise<Claim | undefined> {
  const { rows } = await sql<{
    fence: string;
    cursor: unknown;
    first_sight: boolean;
    failures: number;
    known: string[];
  }>`
    with claimed as (
      insert into sources (id, next_poll_at) values (${sourceId}, now() + ${leaseSeconds} * interval '1 second')
      on conflict (id) do update set next_poll_at = excluded.next_poll_at where ${evenIfNotDue} or sources.next_poll_at <= now()
      returning *
    )
    select next_poll_at::text as fence, cursor, last_success_at is null as first_sight, failures,
      array(select key from (
        select distinct on (key) key, content from advisory_events e where e.source_id = claimed.id order by key, e.id desc
      ) latest where content is not null) as known
    from claimed`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { fence, first_sight: firstSight, failures, known } = row;
  return { sourceId, fence, cursor: cursorSchema.parse(row.cursor), known, firstSight, failures };
}

async function savePoll(
  tx: Tx,
  { claim: { sourceId, fence, firstSight }, ...poll }: PollRecord,
): Promise<readonly number[] | undefined> {
  const isChanged = poll.items.length + poll.vanished.length > 0;
  const { rows } = await sql<{ polls: number }>`
    update sources set polls = polls + 1, cursor = ${JSON.stringify(poll.cursor)}, last_success_at = now(), failures = 0, ${healthOf(poll)},
      next_poll_at = now() + ${poll.nextInSeconds} * interval '1 second', last_change_at = case when ${isChanged} then now() else last_change_at end
    where id = ${sourceId} and next_poll_at = ${fence}::timestamptz returning polls`.execute(tx);
  const [kept] = rows;
  if (kept === undefined) return undefined;
  const counts = { firstSight, changed: poll.changed, listed: poll.listed, poll: kept.polls };
  const ids: number[] = [];
  const keep = keepingReportsOnce(tx);
  for (const item of poll.items)
    ids.push(await insertItem(tx, item, { reportId: await keep(item.report), ...counts }));
  for (const key of poll.vanished) ids.push(await insertEvent(tx, { sourceId, key, ...counts }));
  return ids;
}

/** Where a poll did not tell a figure, the last one stands. */
function healthOf({ trouble, figures }: Pick<PollRecord, 'trouble' | 'figures'>) {
  const { code = null, reason = null } = trouble ?? {};
  const { latencyMs = null, bytes = null, entries = null } = figures ?? {};
  return sql`
    last_error = ${code}, last_reason = ${reason}, incomplete = case when ${code}::text is null then 0 else incomplete + 1 end,
    latency_ms = coalesce(${latencyMs}::int, latency_ms), bytes = coalesce(${bytes}::bigint, bytes), entries = coalesce(${entries}::int, entries)`;
}

async function fail(
  db: Database,
  { claim: { sourceId, fence }, trouble: { code, reason }, nextInSeconds }: PollFailure,
): Promise<void> {
  await sql`
    update sources set failures = failures + 1, last_error = ${code}, last_reason = ${reason}, next_poll_at = now() + ${nextInSeconds} * interval '1 second'
    where id = ${sourceId} and next_poll_at = ${fence}::timestamptz`.execute(db);
}

async function accept(tx: Tx, item: SourceItem): Promise<Accepted> {
  const { sourceId, key } = item.report;
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${sourceId}/${key}`}, 0))`.execute(tx);
  const kept = await keepReport(tx, item.report);
  if (!kept.isNew) return { reportId: kept.id, advisoryEventId: undefined };
  const counts = { firstSight: false, changed: 1, listed: 1 };
  return {
    reportId: kept.id,
    advisoryEventId: await insertItem(tx, item, { reportId: kept.id, ...counts }),
  };
}

interface Counts {
  /** Which of the source’s polls; none for what is pushed. */
  readonly poll?: number;
  readonly firstSight: boolean;
  readonly changed: number;
  readonly listed: number;
}

/** A list of hundreds of advisories is one report; its body is hashed and sent once. */
function keepingReportsOnce(tx: Tx): (report: Report) => Promise<number> {
  const kept = new Map<Report, number>();
  return async (report) => {
    const id = kept.get(report) ?? (await keepReport(tx, report)).id;
    kept.set(report, id);
    return id;
  };
}

function insertItem(
  tx: Tx,
  { report, key, content, changedAt, proposal, doubts = [], isFirstLook }: SourceItem,
  rest: Counts & { readonly reportId: number },
): Promise<number> {
  return insertEvent(tx, {
    sourceId: report.sourceId,
    key,
    content: JSON.stringify(content),
    ...(proposal === undefined ? {} : { proposal: JSON.stringify(proposal) }),
    changedAt,
    doubts: JSON.stringify(doubts),
    ...rest,
    firstSight: rest.firstSight || isFirstLook === true,
  });
}

interface NewEvent extends Counts {
  readonly sourceId: string;
  readonly key: string;
  readonly reportId?: number;
  readonly content?: string;
  readonly proposal?: string;
  readonly doubts?: string;
  readonly changedAt?: Date | undefined;
}

async function insertEvent(tx: Tx, event: NewEvent): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into advisory_events (source_id, key, report_id, content, proposal, doubts, source_changed_at, changed_in_poll, countries_of_source, first_sight, poll)
    values (${event.sourceId}, ${event.key}, ${event.reportId ?? null}, ${event.content ?? null}, ${event.proposal ?? null}, ${event.doubts ?? '[]'}, ${event.changedAt ?? null}, ${event.changed}, ${event.listed}, ${event.firstSight}, ${event.poll ?? null})
    returning id`.execute(tx);
  return Number(rows[0]?.id);
}
