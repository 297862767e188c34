import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';

import type { Database, Tx } from './database.ts';
import { recalled } from './held.ts';
import { isAbsent, presentAs } from './locks.ts';

/** Under which number this process claims. */
export interface Presence {
  /** Undefined while the database could not be told: then what is held is recalled only when its lease ends. */
  readonly id: () => Promise<number | undefined>;
}

const lookEveryMs = 1_000;
/** Well within the second after which others take us for dead. */
const enterAgainMs = 250;

/**
 * A session of the database that lives as long as this process: when the process dies its system closes the session, and
 * the others know at once and not only when its leases end. `db` needs one connection and gives it to nobody else. Begins
 * with the first claim.
 */
export function createPresence(db: Database): Presence & AsyncDisposable {
  const over = new AbortController();
  const known = Promise.withResolvers<number | undefined>();
  let workerId: number | undefined;
  let staying: Promise<void> | undefined;

  /** Resolves when this process ends, and rejects when the session does. */
  async function stay(session: Database): Promise<void> {
    workerId ??= await newId(session);
    await presentAs(session, workerId);
    await sql`update workers set absent_since = null where id = ${workerId}`.execute(session);
    known.resolve(workerId);
    while (!over.signal.aborted) {
      await pause(lookEveryMs);
      await sql`select`.execute(session);
    }
    await sql`delete from workers where id = ${workerId}`.execute(session);
  }

  async function keepStaying(): Promise<void> {
    while (!over.signal.aborted) {
      await db
        .connection()
        .execute(stay)
        .catch(() => {}); // the database is away, which whoever claims says
      known.resolve(workerId);
      await pause(enterAgainMs);
    }
  }

  /** Shorter when this process ends. */
  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: over.signal }).catch(() => {}); // over: the loops' conditions say so
  }

  return {
    async id() {
      staying ??= keepStaying();
      await known.promise;
      return workerId;
    },
    async [Symbol.asyncDispose]() {
      over.abort();
      await staying;
    },
  };
}

async function newId(session: Database): Promise<number> {
  const { rows } = await sql<{
    id: number;
  }>`insert into workers default values returning id`.execute(session);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of the row that was inserted');
  return row.id;
}

const milliseconds = (ms: number) => sql`${ms} * interval '1 millisecond'`;

/** What a dying worker had asked for may be granted after its death; a lease later nothing is held by it any more. */
const rememberedMs = 2 * delivery.leaseMs;

/**
 * Recalls what is held by workers whose session is gone, so that it need not wait for its lease. One that lives after all,
 * and has only lost its session, hears of it and renews what it holds.
 */
export async function recallFromAbsent(tx: Tx): Promise<void> {
  const absent = await absentWorkers(tx);
  if (absent.length === 0) return;
  await sql`set local enable_seqscan = off`.execute(tx); // few are held, whatever the statistics say
  await sql`
    with recalled as (
      update deliveries set leased_until = ${recalled.leasedUntil}, due_at = ${recalled.dueAt}, possibly_sent = true
      where publication_id = any(array(select id from publications where closed_at is null))
        and state = 'pending' and leased_until > '-infinity' and worker_id = any(${absent}::int[])
      returning publication_id
    )
    insert into recalls (publication_id, worker, count) select publication_id, 'sweep', count(*) from recalled group by publication_id
    on conflict (publication_id, worker) do update set count = recalls.count + excluded.count`.execute(
    tx,
  );
  await sql`set local enable_seqscan = on`.execute(tx);
  await sql`delete from workers where absent_since < now() - ${milliseconds(rememberedMs)}`.execute(
    tx,
  );
}

async function absentWorkers(tx: Tx): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number; dead: boolean }>`
    update workers set absent_since = coalesce(absent_since, now())
    where ${isAbsent(sql`id`)}
    returning id, absent_since <= now() - ${milliseconds(delivery.absenceMs)} as dead`.execute(tx);
  return rows.filter(({ dead }) => dead).map(({ id }) => id);
}
