import { sql } from 'kysely';

import { delivery } from '#config/delivery.ts';
import type { CallSettlement, HeldLine, LineRequest, Lines } from '#src/dispatch/line.ts';

import type { Database, Tx } from './database.ts';
import { isHeld } from './held.ts';
import { disableEndpoint } from './line-disabling.ts';
import { settleCalls } from './line-settling.ts';
import { takeNext } from './line-take.ts';
import type { Presence } from './presence.ts';

interface LinesParts {
  /** That of claims and settlements: look-ups by key. */
  readonly db: Database;
  readonly presence: Presence;
  /** Counters are kept per worker, so that no two workers wait for one row. */
  readonly worker: string;
}

/** The lines of endpoints: one worker at a time holds one, under a lease and a fence. */
export function createLines({ db, presence, worker }: LinesParts): Lines {
  const begun = new Set<number>();

  return {
    async claim(request) {
      const workerId = await presence.id();
      return db.transaction().execute((tx) => claim(tx, request, workerId));
    },
    async settle(settlements) {
      const next = await db.transaction().execute((tx) => settleCalls(tx, settlements, worker));
      await noteBegun(settlements);
      return next;
    },
    disable: (endpointId, reason) => disableEndpoint(db, endpointId, reason),
  };

  /** In a statement of its own: publications are locked before lines, never after them. */
  async function noteBegun(settlements: readonly CallSettlement[]): Promise<void> {
    const sent = new Set(settlements.filter(wasSent).map(({ line }) => line.next.publicationId));
    const fresh = [...sent].filter((id) => id !== undefined && !begun.has(id));
    if (fresh.length === 0) return;
    await sql`update publications set first_sent_at = now() where id = any(${fresh}::bigint[]) and first_sent_at is null`.execute(
      db,
    );
    if (begun.size > mostRemembered) begun.clear();
    for (const id of fresh) if (id !== undefined) begun.add(id);
  }
}

const mostRemembered = 10_000;

function wasSent({ after }: CallSettlement): boolean {
  return after?.state === 'sent';
}

/** A line `l` that somebody holds. */
export const isLineHeld = isHeld('l', delivery.lineLeaseMs);

/** A line `l` that wants a worker and has none. */
export const isLineDue = sql`(
  l.due_at <= now() and not ${isLineHeld}
  and exists (select from endpoints e where e.id = l.endpoint_id and e.state = 'active' and e.valid_until is null))`;

/** Locked in one statement and looked at in the next one, which sees what whoever held the line before has written. */
async function claim(
  tx: Tx,
  { healthy, failing }: LineRequest,
  workerId: number | undefined,
): Promise<readonly HeldLine[]> {
  const { rows } = await sql<{ endpoint_id: number }>`
    with healthy as materialized (${dueLines(sql`l.failures = 0`, healthy)}),
    failing as materialized (${dueLines(sql`l.failures > 0`, failing)}),
    due as materialized (select * from healthy union all select * from failing),
    lost as (
      update calls c set possibly_sent = true from due d
      where d.lapsed and c.endpoint_id = d.endpoint_id and c.sequence = d.calling and c.round = d.calling_round and c.state = 'pending'
    )
    update lines l set fence = l.fence + 1, worker_id = ${workerId ?? null}::int, calling = null, calling_round = null,
      leased_until = now() + ${delivery.lineLeaseMs} * interval '1 millisecond'
    from due d where l.endpoint_id = d.endpoint_id
    returning l.endpoint_id`.execute(tx);
  const taken = await takeNext(
    tx,
    rows.map((row) => row.endpoint_id),
  );
  return [...taken.values()];
}

function dueLines(which: ReturnType<typeof sql>, limit: number) {
  const lapsed = sql`(l.leased_until is not null) as lapsed`;
  return sql`
    select l.endpoint_id, l.calling, l.calling_round, ${lapsed} from lines l
    where ${isLineDue} and ${which} order by l.urgency, l.due_at limit ${limit} for update of l skip locked`;
}
