import { sql } from 'kysely';
import { pino } from 'pino';

import { createHolding } from '#src/dispatch/holding.ts';
import { watchLiveness } from '#src/dispatch/liveness.ts';
import { createDatabase } from '#src/store/database.ts';
import { createDeliveries } from '#src/store/deliveries.ts';
import { createPresence } from '#src/store/presence.ts';

import { addCitizens } from './citizens.ts';
import type { Ledger } from './ledger.ts';
import { publish } from './publishing.ts';

/** How many rows each worker of these tests holds, of three times as many. */
export const each = 20;

export async function publishedToMany(it: Ledger): Promise<number> {
  await addCitizens(it, { count: 3 * each });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  return publicationId;
}

/** A worker that holds rows of a publication by a session of its own, and knows what the ledger says of it. */
export async function aHolder(it: Ledger, publicationId: number) {
  await using owned = new AsyncDisposableStack();
  const log = pino({ level: 'silent' });
  const session = owned.use(createDatabase({ url: it.url, log, connections: 1 }));
  const presence = owned.use(createPresence(session));
  const deliveries = createDeliveries({ ...it, db: it.byKeys, presence });
  const lease = { publicationId, leaseMs: 20_000, worker: 'a worker' };
  const holding = createHolding({
    claim: (limit) => deliveries.claimMail({ ...lease, limit }),
    deliveries,
  });
  const liveness = owned.use(await watchLiveness({ deliveries, publicationId, holding }));
  const rows = await holding.claim(each);
  if (rows.length !== each) throw new Error(`expected ${each} rows, got ${rows.length}`);
  const id = (await presence.id()) ?? 0;
  const its = sql`from pg_locks where locktype = 'advisory' and objsubid = 2 and objid = ${id}
    and database = (select oid from pg_database where datname = current_database()) and granted`;
  const kept = owned.move();

  /** What its system does when it dies. */
  const loseSession = () => sql`select pg_terminate_backend(pid) ${its}`.execute(it.db);
  return {
    rows,
    liveness,
    loseSession,
    async die() {
      await loseSession();
      await kept.disposeAsync();
    },
    /** The process that serves its session; undefined while it has none. */
    async sessionPid() {
      const { rows: sessions } = await sql<{ pid: number }>`select pid ${its}`.execute(it.db);
      return sessions[0]?.pid;
    },
    async holds() {
      const held =
        await sql`select from deliveries where worker_id = ${id} and leased_until > now()`.execute(
          it.db,
        );
      return held.rows.length;
    },
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}
