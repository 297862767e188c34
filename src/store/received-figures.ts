import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import type { Backlog } from '#src/dispatch/watch-inbound.ts';
import { suppressionKinds } from '#src/subscription/suppression.ts';

import type { Database } from './database.ts';

/** What came in, by the address of ours and by what it was. */
export async function receivedCounts(
  db: Database,
): Promise<
  readonly { readonly cameTo: string; readonly verdict: string; readonly count: number }[]
> {
  const { rows } = await sql<{ cameTo: string; verdict: string; count: number }>`
    select came_to as "cameTo", verdict, count from received_counts`.execute(db);
  return rows;
}

export async function findUnjudged(db: Database): Promise<Backlog> {
  const { rows } = await sql<Backlog>`
    select count(*) as count, coalesce(extract(epoch from now() - min(received_at)), 0)::float8 as "oldestSeconds"
    from received where judged_at is null and received_at < now() - make_interval(mins => ${inbound.judgeWithinMinutes})`.execute(
    db,
  );
  return rows[0] ?? { count: 0, oldestSeconds: 0 };
}

/** Reports of mail that is sent in our name, lately. */
export async function countForged(db: Database): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from received
    where verdict = 'auth-failure-report' and judged_at > now() - make_interval(hours => ${inbound.forgedRingsHours})`.execute(
    db,
  );
  return rows[0]?.count ?? 0;
}

const alarming = ['mail.blocked', 'mail.forged', 'answer.waiting', 'received.unjudged'] as const;

/** As the workers saw it last: a scrape counts nothing itself. */
export async function backlogs(
  db: Database,
): Promise<readonly { readonly kind: string; readonly count: number }[]> {
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, case when k.kind = 'mail.blocked' then count(a.kind) else coalesce(sum(a.count), 0)::bigint end as count
    from unnest(${[...alarming]}::text[]) as k (kind) left join alarms a using (kind) group by kind order by kind`.execute(
    db,
  );
  return rows;
}

export async function countSuppressed(
  db: Database,
): Promise<readonly { readonly kind: string; readonly count: number }[]> {
  const { rows } = await sql<{ kind: string; count: number }>`
    select kind, count(s.kind) as count
    from unnest(${[...suppressionKinds]}::text[]) as k (kind) left join suppressions s using (kind) group by kind order by kind`.execute(
    db,
  );
  return rows;
}
