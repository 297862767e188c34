import { setTimeout as sleep } from 'node:timers/promises';

import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';

import type { Database } from './database.ts';
import { bePresentAs } from './locks.ts';

/** Under which number this process claims. */
export interface Presence {
  /**
   * Undefined until the database could be told. While the session is lost, and until another one is had, what is claimed
   * under it may be recalled, and is renewed.
   */
  readonly id: () => Promise<number | undefined>;
}

/** Several times in the second after which others take us for dead. */
const lookEveryMs = delivery.absenceMs / 4;

/**
 * A session of the database that lives as long as this process: when the process dies its system closes the session, and
 * the others know at once and not only when its leases end. `db` needs one connection and gives it to nobody else. Begins
 * with the first claim.
 */
export function createPresence(db: Database): Presence & AsyncDisposable {
  const over = new AbortController();
  const known = Promise.withResolvers<void>();
  let workerId: number | undefined;
  let staying: Promise<void> | undefined;

  /** Resolves when this process ends, and rejects when the session does. */
  async function stay(session: Database): Promise<void> {
    workerId ??= await nextId(session);
    await bePresentAs(session, workerId);
    await sql`insert into workers (id) values (${workerId}) on conflict (id) do update set absent_since = null`.execute(
      session,
    );
    known.resolve();
    while (!over.signal.aborted) {
      await pause();
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
      known.resolve();
      await pause();
    }
  }

  /** Shorter when this process ends. */
  async function pause(): Promise<void> {
    await sleep(lookEveryMs, undefined, { signal: over.signal }).catch(() => {}); // over: the loops' conditions say so
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

async function nextId(session: Database): Promise<number> {
  const { rows } = await sql<{ id: number }>`select nextval('worker_ids')::int as id`.execute(
    session,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('expected a row with the next number');
  return row.id;
}
