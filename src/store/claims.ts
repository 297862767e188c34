import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type {
  ChannelName,
  ClaimRequest,
  ClaimedCall,
  ClaimedMail,
  Deliveries,
} from '#src/dispatch/delivery.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { hasLapsed, isHeld, recalled } from './held.ts';
import { aloneForClaimingCalls } from './locks.ts';

interface ClaimRow {
  readonly publication_id: number;
  readonly recipient_id: number;
  readonly purpose: string;
  readonly fence: number;
  readonly attempts: number;
  readonly language: string;
  readonly thread_publication_id: number | null;
  /** Not claimed but recalled. */
  readonly lapsed: boolean;
}

/** Leases on due rows. The lease is by the database's clock, the fence makes an earlier holder's settle void. */
export function createClaims({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Keyring;
}): Pick<Deliveries, 'claimMail' | 'claimCalls'> {
  return {
    async claimMail(request) {
      const rows = await recallingWhatLapsed(
        async () => (await claimMail(request).execute(db)).rows,
      );
      return rows.map((row): ClaimedMail => ({
        ...claimOf(row),
        channel: 'email',
        address: opened(keyring, 'address', row.ciphertext),
        epoch: row.epoch,
      }));
    },
    async claimCalls(request) {
      const rows = await recallingWhatLapsed(() =>
        db.transaction().execute(async (tx) => {
          await aloneForClaimingCalls(tx);
          return (await claimCalls(request).execute(tx)).rows;
        }),
      );
      return rows.map((row): ClaimedCall => ({
        ...claimOf(row),
        channel: 'webhook',
        endpoint: row.public_id,
        url: row.url,
        secret: opened(keyring, 'endpoint-secret', row.secret),
      }));
    },
  };
}

/** Claims again while all that was found had to be recalled: what a dead worker held is soon due. */
async function recallingWhatLapsed<Row extends ClaimRow>(
  claim: () => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  for (;;) {
    const rows = await claim();
    const claimed = rows.filter(({ lapsed }) => !lapsed);
    if (claimed.length > 0 || rows.length === 0) return claimed;
  }
}

/** Each for itself: one row that was altered, or sealed under a key this worker lacks, must not hold up the others. */
function opened(keyring: Keyring, about: string, sealed: Buffer): string | undefined {
  try {
    return keyring.open(about, sealed);
  } catch {
    return undefined; // composing says so, by the row's ids
  }
}

function claimOf(row: ClaimRow) {
  return {
    publicationId: row.publication_id,
    recipientId: row.recipient_id,
    purpose: row.purpose,
    fence: row.fence,
    attempts: row.attempts,
    language: row.language,
    threadPublicationId: row.thread_publication_id ?? undefined,
  };
}

/**
 * The publication as `p`, if it runs and no higher lane has rows that could be claimed on the same channel: asked once,
 * not for each row. It is locked for share, so that a newer revision that supersedes it sees every claim made before.
 * What could make a row wait is looked up once a publication, and every question about a row is put so that it cannot be
 * turned into a join: whatever the statistics say, it is a look-up by key.
 */
const mayBeWorked = (publicationId: number, channel: ChannelName) => sql`
  worked as materialized (
    select w.id, w.id = ${publicationId} as mine, w.advisory_id,
      array(select e.id from publications e where e.advisory_id = w.advisory_id and e.id < w.id and e.closed_at is null) as earlier,
      exists (select from briefings b where b.advisory_id = w.advisory_id) as briefed
    from publications p join publications w on w.id = p.id or (w.closed_at is null and lane_rank(w.lane) < lane_rank(p.lane))
    where p.id = ${publicationId} and ${isRunning('w')}
  ), p as materialized (
    select w.*
    from worked w join publications p on p.id = w.id
    where w.mine and ${isRunning('p')}
      and not exists (
        select from worked h
        where not h.mine and (select true from deliveries d where d.publication_id = h.id and d.channel = ${channel} and ${isClaimable(channel, 'h')} limit 1))
    for share of p
  )`;

/** Neither paused nor past its end. */
function isRunning(alias: string) {
  const [state, end] = ['state', 'expires_at'].map((column) => sql.ref(`${alias}.${column}`));
  return sql`${state} = 'running' and (${end} is null or ${end} > now())`;
}

/** A row `d` that is owed, due, not held by a worker that lives, and whose recipient is free to be told. */
function isClaimable(channel: ChannelName, publication: string, isDue = sql`d.due_at <= now()`) {
  const isFree = channel === 'email' ? isFreeToBeTold(publication) : isFreeToBeCalled;
  return sql`d.state = 'pending' and ${isDue} and not ${isHeld('d')} and ${isFree}`;
}

/** Nobody is told while an earlier word about the same advisory, or a note of what is in force, is on its way to them. */
function isFreeToBeTold(publication: string) {
  const [earlier, briefed, advisoryId] = ['earlier', 'briefed', 'advisory_id'].map((column) =>
    sql.ref(`${publication}.${column}`),
  );
  return sql`
    (${earlier} = '{}' or not exists (
      select from deliveries c
      where c.publication_id = any(${earlier}) and c.channel = 'email' and c.recipient_id = d.recipient_id and c.purpose = '' and ${isOnItsWay}))
    and (not ${briefed} or not exists (
      select from briefings b join deliveries c on c.publication_id = b.publication_id
      where b.advisory_id = ${advisoryId} and b.recipient_id = d.recipient_id
        and c.channel = 'email' and c.recipient_id = b.recipient_id and c.purpose = b.purpose and ${isOnItsWay}))`;
}

// `settled_at is null` says the same as `state = 'pending'` and cannot tempt the planner away from the primary key.
const isOnItsWay = sql`c.settled_at is null and ${isHeld('c')}`;

/** One call at a time to each endpoint; what is owed to a paused one is not due, or it would hold up every lower lane. */
const isFreeToBeCalled = sql`
  exists (select from endpoints a where a.id = d.recipient_id and a.state = 'active')
  and not exists (
    select from deliveries c
    where c.channel = 'webhook' and c.state = 'pending' and c.recipient_id = d.recipient_id
      and c.publication_id <> d.publication_id and ${isHeld('c')})`;

/**
 * The rows `due`, claimed or recalled. Where the database's clock jumps, all leases end although their workers live: a
 * lapsed one is recalled first, and its row is due to others when its worker must have heard of it (src/dispatch/liveness.ts).
 * Until then the fence is the same, so that what it sends meanwhile is settled. It may have died after sending: that is noted.
 */
const claimedOrRecalled = (leaseMs: number) => sql`
  fence = d.fence + (not due.lapsed)::int,
  possibly_sent = d.possibly_sent or d.leased_until is not null,
  leased_until = case when due.lapsed then ${recalled} else now() + ${leaseMs} * interval '1 millisecond' end,
  due_at = case when due.lapsed then clock_timestamp() + ${delivery.recallMs} * interval '1 millisecond' else d.due_at end`;

/** Tells every worker of the publication. Counted beside it, for claims share the publication's row and two would deadlock. */
const recalls = (worker: string) => sql`
  recalled as (
    insert into recalls (publication_id, worker, count)
    select publication_id, ${worker}, count(*) from claimed where lapsed group by publication_id
    on conflict (publication_id, worker) do update set count = recalls.count + excluded.count
  )`;

/** A lease that has ended and was not recalled: a range of the index on leases, so that those that hold are not read. */
const isOver = sql`(d.leased_until > '-infinity' and d.leased_until <= now())`;

/** Said so that no index on channel and due_at can serve it: what is leased has an index of its own, and holds far fewer rows. */
const isDueOn = (channel: ChannelName) =>
  sql`d.channel || '' = ${sql.lit(channel)} and d.due_at + interval '0' <= now()`;

/**
 * Rows that may be claimed, as `due`: first what a worker held that may have died, then what has been due since some moment
 * (tried before, recalled, a notice), then what was planned and never tried; or the first would wait for a million others.
 */
function dueRows(channel: ChannelName, { publicationId, limit }: ClaimRequest) {
  const rows = (condition: RawBuilder<unknown>, most: RawBuilder<unknown>) => sql`
    select d.publication_id, d.recipient_id, d.purpose, ${hasLapsed} as lapsed
    from p cross join deliveries d
    where d.publication_id = ${publicationId} and ${condition} and ${isClaimable(channel, 'p', sql`true`)}
    limit ${most}
    for update of d skip locked`;
  const isFree = sql`d.channel = ${sql.lit(channel)} and ${isOver} is not true`;
  return sql`
    lapsed as materialized (${rows(sql`${isOver} and ${isDueOn(channel)}`, sql`${limit}::bigint`)}),
    waited as materialized (${rows(sql`${isFree} and d.due_at > '-infinity' and d.due_at <= now()`, sql`${limit}::bigint - (select count(*) from lapsed)`)}),
    untried as materialized (${rows(sql`${isFree} and d.due_at = '-infinity'`, sql`${limit}::bigint - (select count(*) from lapsed) - (select count(*) from waited)`)}),
    due as materialized (select * from lapsed union all select * from waited union all select * from untried)`;
}

function claimMail(request: ClaimRequest) {
  const { publicationId, leaseMs, worker } = request;
  return sql<ClaimRow & { readonly ciphertext: Buffer; readonly epoch: number }>`
    with ${mayBeWorked(publicationId, 'email')},
    ${dueRows('email', request)}, claimed as (
      update deliveries d set ${claimedOrRecalled(leaseMs)},
        state = verdict.state,
        reason = case when verdict.state <> 'pending' then 'address-' || verdict.state end,
        settled_at = case when verdict.state <> 'pending' then now() end
      from due
      join addresses a on a.id = due.recipient_id
      cross join lateral (select case
        when due.lapsed then 'pending'
        when a.suppressed or a.ciphertext is null then 'suppressed'
        when not a.subscribed and (due.purpose = '' or due.purpose like 'in-force:%') then 'unsubscribed'
        else 'pending' end as state) verdict
      where d.publication_id = due.publication_id and d.channel = 'email' and d.recipient_id = due.recipient_id and d.purpose = due.purpose
      returning d.publication_id, d.recipient_id, d.purpose, d.fence, d.attempts, d.language, d.thread_publication_id, due.lapsed, d.state, a.ciphertext, a.epoch
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, ${worker}, 'email', state, count(*) from claimed where state <> 'pending' group by publication_id, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    ), ${recalls(worker)}
    select * from claimed where state = 'pending'`;
}

/** Endpoints are called one at a time, and a newer revision supersedes what is unsent: none sees revisions out of order. */
function claimCalls(request: ClaimRequest) {
  const { publicationId, leaseMs, worker } = request;
  return sql<
    ClaimRow & { readonly public_id: string; readonly url: string; readonly secret: Buffer }
  >`
    with ${mayBeWorked(publicationId, 'webhook')},
    ${dueRows('webhook', request)}, claimed as (
      update deliveries d set ${claimedOrRecalled(leaseMs)}
      from due join endpoints e on e.id = due.recipient_id
      where d.publication_id = due.publication_id and d.channel = 'webhook' and d.recipient_id = due.recipient_id and d.purpose = due.purpose
      returning d.publication_id, d.recipient_id, d.purpose, d.fence, d.attempts, d.language, d.thread_publication_id, due.lapsed, e.public_id, e.url, e.secret
    ), ${recalls(worker)}
    select * from claimed`;
}
