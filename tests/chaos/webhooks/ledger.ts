import { sql } from 'kysely';

import type { App } from '#src/app.ts';

/** A call as the ledger has it; replays are not among them. */
export interface LedgerCall {
  /** The endpoint's number among the receivers. */
  readonly endpoint: number;
  readonly sequence: number;
  /** The `webhook-id`. */
  readonly id: string;
  readonly lane: 'emergency' | 'urgent' | 'routine';
  readonly advisoryId: string | null;
  readonly revision: number | null;
  readonly state: string;
  readonly setAside: boolean;
  /** In order: what each brought. */
  readonly attempts: readonly Attempt[];
}

interface Attempt {
  /** From 1. */
  readonly number: number;
  /** Milliseconds since 1970, when it had ended. */
  readonly at: number;
  /** Null where nothing was answered. */
  readonly status: number | null;
}

/** In the order of their endpoints and sequences. */
export async function ledgerCalls(
  { db }: Pick<App, 'db'>,
  endpoints: readonly string[],
): Promise<readonly LedgerCall[]> {
  const { rows } = await sql<Omit<LedgerCall, 'endpoint'> & { endpoint: string }>`
    select t.public_id as endpoint, c.sequence::float8 as sequence, e.public_id as id, e.lane,
      p.advisory_id as "advisoryId", p.revision, c.state,
      c.set_aside as "setAside", coalesce((
        select json_agg(json_build_object('number', a.number, 'at', extract(epoch from a.at)::float8 * 1000 + coalesce(a.took_ms, 0),
          'status', a.status) order by a.number) from (
            select number, at, took_ms, status from call_attempts a
              where (a.endpoint_id, a.sequence, a.round) = (c.endpoint_id, c.sequence, c.round)
            union all select c.attempts, c.attempted_at, c.took_ms, c.status where c.attempted_at is not null
          ) a), '[]') as attempts
    from calls c join events e on e.id = c.event_id join endpoints t on t.id = c.endpoint_id
      left join publications p on p.id = e.publication_id
    where c.round = 0 and t.public_id = any(${[...endpoints]}::text[]) order by t.id, c.sequence`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, endpoint: endpoints.indexOf(row.endpoint) }));
}

export async function publicationsIn({ db }: Pick<App, 'db'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from publications where kind = 'revision'`.execute(db);
  return rows[0]?.count ?? 0;
}

export async function isOwed({ db }: Pick<App, 'db'>): Promise<boolean> {
  const { rows } = await sql<{ owed: boolean }>`
    select exists (select from calls where state = 'pending') as owed`.execute(db);
  return rows[0]?.owed ?? true;
}

/** Lines that somebody holds, dead or alive: as many calls may be under way. */
export async function heldLines({ db }: Pick<App, 'db'>): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from lines where leased_until is not null`.execute(db);
  return rows[0]?.count ?? 0;
}
