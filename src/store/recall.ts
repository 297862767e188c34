import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import { delivery } from '#config/delivery.ts';

import type { Tx } from './database.ts';
import { recalled } from './held.ts';
import { isAbsent } from './locks.ts';

/** What a dying worker had asked for may be granted after its death; two leases later nothing is held by it any more. */
const rememberedMs = 2 * delivery.leaseMs;

/**
 * Recalls what is held by workers whose session is gone, so that it need not wait for its lease. One that lives after all,
 * and has only lost its session, hears of it and renews what it holds. The last statement of its transaction: a recalled row
 * is due to others a short while after it was written, and nobody hears of it before the commit.
 */
export async function recallFromAbsent(tx: Tx): Promise<void> {
  const absent = await absentWorkers(tx);
  if (absent.length === 0) return;
  await recallLines(tx, absent);
  await sql`set local enable_seqscan = off`.execute(tx); // few are held, whatever the statistics say
  await sql`
    with held as materialized (
      select publication_id, channel, recipient_id, purpose from deliveries
      where publication_id = any(array(select id from publications where closed_at is null))
        and state = 'pending' and leased_until > '-infinity' and worker_id = any(${absent}::int[])
      for update skip locked -- what is just being settled or renewed is seen by the next sweep
    ), recalled as (
      update deliveries d set leased_until = ${recalled.leasedUntil}, due_at = ${recalled.dueAt}, possibly_sent = true
      from held h
      where d.publication_id = h.publication_id and d.recipient_id = h.recipient_id and d.channel = h.channel and d.purpose = h.purpose
      returning d.publication_id
    )
    ${countRecalls(sql`recalled`, 'sweep')}`.execute(tx);
}

/** The same for lines of endpoints. Its worker may live after all: it may still settle the call that it is at, and no more. */
async function recallLines(tx: Tx, absent: readonly number[]): Promise<void> {
  await sql`
    with held as materialized (
      select endpoint_id from lines where worker_id = any(${absent}::int[]) and leased_until > '-infinity' order by endpoint_id for update skip locked
    )
    update lines l set leased_until = ${recalled.leasedUntil}, due_at = ${recalled.dueAt} from held h where l.endpoint_id = h.endpoint_id`.execute(
    tx,
  );
}

/** Tells every worker of a publication, for the rows of `recalled`. Beside the publication's row, which claims share and would deadlock on. */
export function countRecalls(from: RawBuilder<unknown>, finder: string) {
  return sql`
    insert into recalls (publication_id, worker, count)
    select publication_id, ${finder}, count(*) from ${from} group by publication_id
    on conflict (publication_id, worker) do update set count = recalls.count + excluded.count`;
}

async function absentWorkers(tx: Tx): Promise<readonly number[]> {
  await sql`delete from workers where absent_since < now() - ${milliseconds(rememberedMs)}`.execute(
    tx,
  );
  const { rows } = await sql<{ id: number; dead: boolean }>`
    update workers set absent_since = coalesce(absent_since, now())
    where ${isAbsent(sql`id`)}
    returning id, absent_since <= now() - ${milliseconds(delivery.absenceMs)} as dead`.execute(tx);
  return rows.filter(({ dead }) => dead).map(({ id }) => id);
}

function milliseconds(ms: number) {
  return sql`${ms} * interval '1 millisecond'`;
}
