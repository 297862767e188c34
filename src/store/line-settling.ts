import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { CallSettlement, CallState, HeldLine } from '#src/dispatch/line.ts';

import type { Tx } from './database.ts';
import { endCallsOfSilent } from './line-disabling.ts';
import { giveBack, takeNext } from './line-take.ts';

/**
 * Writes what came of a group of calls and takes the next call of each line that goes on. Every statement touches only lines
 * that are locked, and held under the fence of who settles. Safe to run again: a call that is settled stays as it is, and its
 * line gives the next one.
 */
export async function settleCalls(
  tx: Tx,
  settlements: readonly CallSettlement[],
  worker: string,
): Promise<ReadonlyMap<number, HeldLine>> {
  const held = await heldStill(tx, settlements);
  const ours = settlements.filter(({ line }) => held.get(line.endpointId)?.fence === line.fence);
  await callOthersToo(tx, ours);
  await write(tx, ours, worker);
  const goesOn = (one: CallSettlement) =>
    one.goesOn && held.get(one.line.endpointId)?.recalled === false;
  await giveBack(tx, endpointsOf(ours.filter((one) => !goesOn(one))));
  const next = await takeNext(tx, endpointsOf(ours.filter(goesOn)));
  await endWaiting(tx, endpointsOf(ours.filter(({ after }) => after?.state === 'pending')));
  return next;
}

/** Of an endpoint that was disabled meanwhile nothing waits. */
async function endWaiting(tx: Tx, endpointIds: readonly number[]): Promise<void> {
  if (endpointIds.length > 0) await endCallsOfSilent(tx, sql`e.id = any(${endpointIds}::bigint[])`);
}

function endpointsOf(settlements: readonly CallSettlement[]): readonly number[] {
  return settlements.map(({ line }) => line.endpointId);
}

/**
 * Lines that somebody holds, locked in the order of their endpoints. One that was recalled and that nobody has taken since may
 * be settled, and no more. A group may hold what a lapsed lease left behind beside what its line is at now: each settlement is
 * judged by its own fence.
 */
async function heldStill(
  tx: Tx,
  settlements: readonly CallSettlement[],
): Promise<ReadonlyMap<number, { readonly fence: number; readonly recalled: boolean }>> {
  // By the key alone, in its order: joined with the fences it would be compared with each of them.
  const { rows } = await sql<{ endpoint_id: number; fence: number; recalled: boolean }>`
    select l.endpoint_id, l.fence, l.leased_until = '-infinity' as recalled from lines l
    where l.endpoint_id = any(${endpointsOf(settlements)}::bigint[]) and l.leased_until is not null
    order by l.endpoint_id for update of l`.execute(tx);
  return new Map(rows.map(({ endpoint_id: id, ...row }) => [id, row]));
}

/**
 * An endpoint that failed and answers is told at once what waits for a retry. What was set aside is not, unless more failed
 * than what made it so: a call that is refused time and again would be tried after each one that is taken.
 */
async function callOthersToo(tx: Tx, settlements: readonly CallSettlement[]): Promise<void> {
  const lines = settlements
    .filter(({ line, after }) => line.failures > 0 && after?.state === 'sent')
    .map(({ line }) => line);
  if (lines.length === 0) return;
  await sql`
    update calls c set due_at = now()
    from unnest(${lines.map(({ endpointId }) => endpointId)}::bigint[], ${lines.map(({ failures }) => failures)}::int[]) as k (endpoint_id, failures)
    where c.endpoint_id = k.endpoint_id and c.state = 'pending' and c.due_at > now() and (not c.set_aside or k.failures > ${delivery.setAsideAfter} * (
      select count(*) from calls o where o.endpoint_id = k.endpoint_id and o.state = 'pending' and o.set_aside))`.execute(
    tx,
  );
}

async function write(
  tx: Tx,
  settlements: readonly CallSettlement[],
  worker: string,
): Promise<void> {
  const rows = settlements.flatMap(rowOf);
  if (rows.length === 0) return;
  const column = <Key extends keyof Row>(key: Key) => rows.map((row) => row[key]);
  await sql`
    with k as materialized (
      select * from unnest(
        ${column('endpointId')}::bigint[], ${column('sequence')}::bigint[], ${column('round')}::smallint[],
        ${column('state')}::text[], ${column('reason')}::text[], ${column('dueInMs')}::float8[],
        ${column('attempted')}::bool[], ${column('possiblySent')}::bool[], ${column('setAside')}::bool[],
        ${column('tookMs')}::int[], ${column('status')}::smallint[], ${column('response')}::text[]
      ) as k (endpoint_id, sequence, round, state, reason, due_in_ms, attempted, possibly_sent, set_aside, took_ms, status, response)
    ), before as (
      insert into call_attempts (endpoint_id, sequence, round, number, at, took_ms, status, reason, response)
      select c.endpoint_id, c.sequence, c.round, ${nextNumber}, c.attempted_at, c.took_ms, c.status, coalesce(c.reason, ''), c.response
      from k join calls c on ${isTheCall}
      where k.attempted and c.attempted_at is not null
      on conflict do nothing
    ), settled as (
      update calls c set
        state = k.state,
        reason = case when k.attempted or k.state <> 'pending' or c.attempts = 0 then k.reason else c.reason end,
        settled_at = case when k.state <> 'pending' then clock_timestamp() end,
        due_at = case when k.state = 'pending' then now() + k.due_in_ms * interval '1 millisecond' else c.due_at end,
        attempts = c.attempts + k.attempted::int,
        possibly_sent = c.possibly_sent or k.possibly_sent,
        set_aside = c.set_aside or k.set_aside,
        attempted_at = case when k.attempted then clock_timestamp() - coalesce(k.took_ms, 0) * interval '1 millisecond' else c.attempted_at end,
        took_ms = case when k.attempted then k.took_ms else c.took_ms end,
        status = case when k.attempted then k.status else c.status end,
        response = case when k.attempted then k.response else c.response end
      from k where ${isTheCall}
      returning c.publication_id, c.state
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select publication_id, ${worker}, 'webhook', state, count(*) from settled
      where state <> 'pending' and publication_id is not null group by publication_id, state
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    update lines l set
      failures = case when k.state = 'sent' then 0 else l.failures + 1 end,
      failing_since = case when k.state <> 'sent' then coalesce(l.failing_since, now()) end
    from k where l.endpoint_id = k.endpoint_id and k.attempted and (k.state <> 'sent' or l.failures > 0 or l.failing_since is not null)`.execute(
    tx,
  );
}

/** Attempts of a call that was put back to be tried again are counted anew, and numbered on. */
const nextNumber = sql`1 + coalesce((select max(a.number) from call_attempts a where (a.endpoint_id, a.sequence, a.round) = (c.endpoint_id, c.sequence, c.round)), 0)`;

const isTheCall = sql`(c.endpoint_id = k.endpoint_id and c.sequence = k.sequence and c.round = k.round and c.settled_at is null)`;

interface Row {
  readonly endpointId: number;
  readonly sequence: number;
  readonly round: number;
  readonly state: string;
  readonly reason: string;
  readonly dueInMs: number;
  readonly attempted: boolean;
  readonly possiblySent: boolean;
  readonly setAside: boolean;
  readonly tookMs: number | null;
  readonly status: number | null;
  readonly response: string | null;
}

function rowOf({ line, after, answer }: CallSettlement): readonly Row[] {
  if (after === undefined) return [];
  const { endpointId, sequence, round } = line.next;
  const { state, reason, attempted } = after;
  const key = { endpointId, sequence, round };
  return [{ ...key, state, reason, attempted, ...waitOf(after), ...answered(answer) }];
}

function waitOf(after: CallState): Pick<Row, 'dueInMs' | 'possiblySent' | 'setAside'> {
  if (after.state !== 'pending') return { dueInMs: 0, possiblySent: false, setAside: false };
  const { dueInMs, possiblySent, setAside } = after;
  return { dueInMs, possiblySent, setAside };
}

function answered(answer: CallSettlement['answer']): Pick<Row, 'tookMs' | 'status' | 'response'> {
  if (answer === undefined) return { tookMs: null, status: null, response: null };
  const { tookMs, status = null, response = null } = answer;
  return { tookMs: Math.round(tookMs), status, response };
}
