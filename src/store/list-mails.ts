import { sql } from 'kysely';

import { apartMinutes } from '#src/lists/deciding.ts';
import type { OpenList } from '#src/lists/list.ts';

import { appendAudit } from './audit.ts';
import type { Database, Tx } from './database.ts';

const window = 10_000;

/**
 * Queues the mail to each person of a list when all its rows are in, so that whoever stands in several is mailed once. It
 * goes on from where it was cut off: a window is committed with its place, and a notice that is there is not made again.
 */
export async function mailList(
  db: Database,
  list: OpenList,
  told: (queued: number) => void,
): Promise<void> {
  for (;;) {
    const { found, mailed } = await db
      .transaction()
      .execute(async (tx) => (list.basis === undefined ? ask(tx, list) : tell(tx, list)));
    told(mailed);
    if (found === 0) return;
  }
}

interface Queued {
  readonly found: number;
  /** Of the whole list. */
  readonly mailed: number;
}

/** A link to confirm for each wish that nobody has confirmed yet. */
function ask(tx: Tx, list: OpenList): Promise<Queued> {
  return queue(tx, list, {
    isOwed: sql`next.valid_from is null`,
    purpose: sql`'confirm:' || next.id`,
  });
}

/** One notice a person, whatever they were subscribed to. */
function tell(tx: Tx, list: OpenList): Promise<Queued> {
  return queue(tx, list, {
    isOwed: sql`next.valid_from is not null and next.valid_until is null and next.earlier = 0`,
    purpose: sql`${`imported:${list.id}`}::text`,
  });
}

type Sql = ReturnType<typeof sql>;

interface Owing {
  readonly isOwed: Sql;
  readonly purpose: Sql;
}

async function queue(tx: Tx, list: OpenList, owing: Owing): Promise<Queued> {
  const begun = await sql`
    update imports set mailing_from = coalesce(mailing_from, clock_timestamp()) where id = ${list.id} and finished_at is null`.execute(
    tx,
  );
  if (begun.numAffectedRows === 0n) return { found: 0, mailed: await mailedBy(tx, list) };
  const { rows } = await nextWindow(list, owing).execute(tx);
  const [next = { found: 0, last: null, queued: 0 }] = rows;
  const moved = await sql<{ mailed: number; outcomes: object }>`
    update imports set mailed = mailed + ${next.queued}, mailed_through = coalesce(${next.last}::bigint, mailed_through),
      finished_at = case when ${next.found === 0} then clock_timestamp() end
    where id = ${list.id} returning mailed, counts->'outcomes' as outcomes`.execute(tx);
  const [{ mailed, outcomes } = { mailed: 0, outcomes: {} }] = moved.rows;
  if (next.found === 0) await auditFinished(tx, list, { ...outcomes, mailed });
  return { found: next.found, mailed };
}

/** Of a list that another process has finished. */
async function mailedBy(tx: Tx, { id }: OpenList): Promise<number> {
  const { rows } = await sql<{
    mailed: number;
  }>`select mailed from imports where id = ${id}`.execute(tx);
  return rows[0]?.mailed ?? 0;
}

/** "offset 0" keeps the planner to the index on addresses: the one on lists would be read whole for each of its wishes. */
function nextWindow({ id, perMinute }: OpenList, { isOwed, purpose }: Owing) {
  return sql<{ found: number; last: number | null; queued: number }>`
    with place as materialized (select mailing_from, mailed, mailed_through from imports where id = ${id}),
    next as materialized (
      select s.id, s.address_id, s.language, s.valid_from, s.valid_until, (
        select count(*) from (select import_id, id from subscriptions where address_id = s.address_id offset 0) o
        where o.import_id = ${id} and o.id < s.id) as earlier
      from subscriptions s where s.import_id = ${id} and s.id > (select mailed_through from place)
      order by s.id limit ${window}
    ), owed as (
      select next.*, row_number() over (order by id) as n from next where ${isOwed}
    ), queued as (
      insert into deliveries (publication_id, channel, recipient_id, purpose, language, due_at)
      select p.id, 'email', next.address_id, ${purpose}, next.language,
        place.mailing_from + (place.mailed + next.n) * interval '1 minute' / ${perMinute}::int + next.earlier * make_interval(mins => ${apartMinutes})
      from owed next, place, publications p where p.kind = 'notices'
      on conflict do nothing returning 1
    )
    select (select count(*) from next) as found, (select max(id) from next) as last, (select count(*) from queued) as queued`;
}

async function auditFinished(tx: Tx, { id, by }: OpenList, detail: object): Promise<void> {
  await appendAudit(tx, {
    at: new Date(),
    officer: by,
    action: 'list.finished',
    subject: `list:${id}`,
    detail: { ...detail },
  });
}
