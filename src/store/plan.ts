import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { PlanLedger, Window } from '#src/dispatch/plan.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import { closeRest } from './close.ts';
import type { Database, Tx } from './database.ts';
import { digestWindowEnd, insertDigestWindow } from './digest-plan.ts';
import { triesToPlan } from './locks.ts';
import {
  isToldAtOnce,
  isValidAt,
  mayHaveBeenTold,
  reach,
  reachedInterests,
  reachesNewPeople,
  waitsForDigest,
} from './matching.ts';
import type { Matched } from './matching.ts';

interface Planned extends Matched {
  readonly kind: 'revision';
  readonly publicationId: number;
  readonly advisoryId: string;
  readonly through: number;
}

type Unplanned =
  | Planned
  | {
      readonly kind: 'digest';
      readonly publicationId: number;
      readonly lane: Lane;
      readonly through: number;
    };

/** Audience → delivery rows, in windows of address ids: set-based, each committed with how far it came. */
export function createPlanLedger({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
}): PlanLedger {
  return {
    planWindow: (publicationId, size) =>
      db.transaction().execute((tx) => planWindow(tx, { keyring, publicationId, size })),
    close: (publicationId, limit) =>
      db.transaction().execute((tx) => closeRest(tx, publicationId, limit)),
  };
}

async function planWindow(
  tx: Tx,
  { keyring, publicationId, size }: { keyring: Keyring; publicationId: number; size: number },
): Promise<Window> {
  if (!(await triesToPlan(tx, publicationId))) return { kind: 'busy' };
  await lookUpInOrder(tx);
  const plan = await findUnplanned(tx, publicationId);
  if (plan === undefined) return { kind: 'complete' };
  const { until, rows } = await writeWindow(tx, { plan, keyring, size });
  await sql`
    update publications set
      planned_through = coalesce(${until ?? null}, planned_through),
      planned_at = case when ${until ?? null}::bigint is null then clock_timestamp() end
    where id = ${publicationId}`.execute(tx);
  return { kind: 'planned', lane: plan.lane, rows, isLast: until === undefined };
}

interface Written {
  readonly rows: number;
  /** The address id that ends the window, undefined when it is the last. */
  readonly until: number | undefined;
}

async function writeWindow(
  tx: Tx,
  { plan, keyring, size }: { plan: Unplanned; keyring: Keyring; size: number },
): Promise<Written> {
  if (plan.kind === 'digest') {
    const { publicationId: digestId, through } = plan;
    const until = await digestWindowEnd(tx, { digestId, through }, size);
    return { until, rows: await insertDigestWindow(tx, { digestId, keyring, through, until }) };
  }
  const until = await windowEnd(tx, { plan, keyring, size });
  return { until, rows: await insertWindow(tx, { plan, keyring, until }) };
}

/** By indexes alone: without statistics the planner would read all who follow a place to find the first few. */
async function lookUpInOrder(tx: Tx): Promise<void> {
  await sql`set local enable_bitmapscan = off`.execute(tx);
  await sql`set local enable_seqscan = off`.execute(tx);
}

async function findUnplanned(tx: Tx, publicationId: number): Promise<Unplanned | undefined> {
  const { rows } = await sql<{
    advisory_id: string | null;
    planned_through: number;
    lane: Lane;
    change: ChangeKind;
    content: unknown;
  }>`
    select p.advisory_id, p.planned_through, p.lane, r.change, r.content
    from publications p left join revisions r on (r.advisory_id, r.number) = (p.advisory_id, p.revision)
    where p.id = ${publicationId} and p.planned_at is null`.execute(tx);
  const [row] = rows;
  if (row === undefined) return undefined;
  const { advisory_id: advisoryId, planned_through: through, lane, change } = row;
  if (advisoryId === null) return { kind: 'digest', publicationId, through, lane };
  const content = contentSchema.parse(row.content);
  return { kind: 'revision', publicationId, advisoryId, through, lane, change, content };
}

interface WindowParts {
  readonly plan: Planned;
  readonly keyring: Keyring;
}

/**
 * The address id that ends the next window, undefined when it is the last. Each label and each earlier publication
 * gives at most `size` rows from its index, so that a rare place among a million citizens costs what it holds.
 */
async function windowEnd(
  tx: Tx,
  { plan, keyring, size }: WindowParts & { readonly size: number },
): Promise<number | undefined> {
  const { rows } = await sql<{ until: number | null; candidates: number }>`
    select max(id) as until, count(*) as candidates from (
      select id from (
        (select l.address_id as id from ${reach(plan, keyring)}, lateral (
          select i.address_id from interests i where ${reachesNewPeople(plan)} and i.label = r.label and i.address_id > ${plan.through}
          order by i.address_id limit ${size}) l)
        union all
        (select l.recipient_id from ${earlier(plan)}, lateral (
          select d.recipient_id from deliveries d where d.publication_id = e.id and d.channel = 'email' and d.recipient_id > ${plan.through}
          order by d.recipient_id limit ${size}) l)
        union all
        (select b.recipient_id from briefings b where b.advisory_id = ${plan.advisoryId} and b.recipient_id > ${plan.through}
          order by b.recipient_id limit ${size})
      ) candidates order by id limit ${size}
    ) window_rows`.execute(tx);
  const [row] = rows;
  return row === undefined || row.candidates < size ? undefined : (row.until ?? undefined);
}

/** Publications of earlier revisions of the same advisory, as `e (id)`. */
function earlier({ publicationId, advisoryId }: Planned) {
  return sql`(select id from publications where advisory_id = ${advisoryId} and id < ${publicationId}) e`;
}

/**
 * One row a person, however many wishes match and however often the window runs. Rows of a publication that was
 * superseded or stopped meanwhile are written with that outcome: the ledger stays complete.
 */
async function insertWindow(
  tx: Tx,
  { plan, keyring, until }: WindowParts & { readonly until: number | undefined },
): Promise<number> {
  const inWindow = (id: string) =>
    sql`(${sql.ref(id)} > ${plan.through} and (${until ?? null}::bigint is null or ${sql.ref(id)} <= ${until ?? null}::bigint))`;
  const { rows } = await sql<{ rows: number }>`
    with p as (
      select published_at, case state when 'superseded' then 'superseded' when 'stopped' then 'expired' else 'pending' end as state
      from publications where id = ${plan.publicationId}
    ), matched as (
      select distinct on (i.address_id) i.address_id, i.language
      from p, ${reachedInterests(plan, keyring, inWindow)}
      where ${reachesNewPeople(plan)} and ${isValidAt('i', sql`p.published_at`)} and ${isToldAtOnce(plan, { keyring, at: sql`p.published_at` })}
      order by i.address_id, i.subscription_id
    ), told as (
      select id as address_id, min(publication_id) as thread, bool_and(briefed) as briefed from (
        select d.recipient_id as id, d.publication_id, false as briefed from ${earlier(plan)} join deliveries d on d.publication_id = e.id
        where d.channel = 'email' and ${inWindow('d.recipient_id')} and ${mayHaveBeenTold}
        union all
        select b.recipient_id, null, true from briefings b
        join deliveries d on d.publication_id = b.publication_id and d.channel = 'email' and d.recipient_id = b.recipient_id and d.purpose = b.purpose
        where b.advisory_id = ${plan.advisoryId} and ${inWindow('b.recipient_id')} and ${mayHaveBeenTold}
      ) every_told group by id
    ), followed as (
      select told.address_id, told.thread, s.language
      from p, told cross join lateral (
        select language from subscriptions s where s.address_id = told.address_id and ${isValidAt('s', sql`p.published_at`)} order by s.id limit 1) s
      where not ${waitsForDigest(plan, { addressId: sql`told.address_id`, briefed: sql`told.briefed`, at: sql`p.published_at` })}
    ), planned as (
      insert into deliveries (publication_id, channel, recipient_id, state, reason, due_at, settled_at, language, follow_up, thread_publication_id)
      select ${plan.publicationId}, 'email', address_id, p.state,
        case p.state when 'superseded' then 'newer-revision' when 'expired' then 'stopped' end,
        '-infinity', -- at once, also when the clock is put back
        case when p.state <> 'pending' then now() end,
        coalesce(m.language, f.language), m.address_id is null, f.thread
      from p, matched m full outer join followed f using (address_id)
      on conflict do nothing
      returning state
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${plan.publicationId}, 'plan', 'email', outcome, count(*)
      from (select 'planned' as outcome from planned union all select state from planned where state <> 'pending') outcomes group by outcome
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as rows from planned`.execute(tx);
  return rows[0]?.rows ?? 0;
}
