import { sql } from 'kysely';

import { watch } from '#config/watch.ts';
import type { Proof, Proofs } from '#src/dispatch/watch.ts';
import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';
import { dropOlderBriefings } from './digest-tidy.ts';
import { checkInvariant, faultsOf } from './invariants.ts';

interface ProofParts {
  readonly db: Database;
  readonly keyring: Keyring;
}

/**
 * Q1 as it goes on: one publication at a time is held against its audience, once it is closed, or now and then while it
 * stays open. What is closed and holds is proved and never asked for again, so that a thousand old ones cost nothing.
 */
export function createProofs(parts: ProofParts): Proofs {
  return {
    async proveNext() {
      const next = await takeNext(parts.db);
      const invariant = next && (await checkInvariant(parts, next.id));
      if (next === undefined || invariant === undefined) return undefined;
      const faults = faultsOf(invariant);
      const isProved = next.closed && Object.keys(faults).length === 0;
      await keep(parts.db, { publicationId: next.id, faults }, isProved);
      if (isProved) await dropOlderBriefings(parts.db, next.id);
      return { publicationId: next.id, faults };
    },
  };
}

/** Marked in a statement of its own: the check takes seconds for a million, and senders share-lock the row all the time. */
async function takeNext(
  db: Database,
): Promise<{ readonly id: number; readonly closed: boolean } | undefined> {
  const pause = sql`${watch.proveAgainMs} * interval '1 millisecond'`;
  const { rows } = await sql<{ id: number; closed: boolean }>`
    update publications set checked_at = clock_timestamp()
    where id = (
      select p.id from publications p
      where p.proved_at is null and p.forgotten_at is null and p.kind <> 'notices' and p.planned_at is not null
        and (p.closed_at is not null or p.planned_at < now() - ${pause})
        and (p.checked_at is null or p.checked_at < p.closed_at or p.checked_at < now() - ${pause})
      order by p.checked_at nulls first, p.id limit 1 for update skip locked)
    returning id, closed_at is not null as closed`.execute(db);
  return rows[0];
}

/** Not proved when it was reopened meanwhile. */
async function keep(
  db: Database,
  { publicationId, faults }: Proof,
  isProved: boolean,
): Promise<void> {
  const told = Object.keys(faults).length === 0 ? null : JSON.stringify(faults);
  await sql`
    update publications set faults = ${told}, proved_at = case when ${isProved} and closed_at is not null then now() end
    where id = ${publicationId}`.execute(db);
}

/** What is wrong with publications that are not proved, by kind. */
export async function sumFaults(
  db: Database,
): Promise<{ readonly faults: Readonly<Record<string, number>>; readonly unproved: number }> {
  const { rows } = await sql<{ faults: Record<string, number>; unproved: number }>`
    select
      (select coalesce(jsonb_object_agg(kind, total), '{}') from (
        select f.key as kind, sum(f.value::bigint) as total
        from publications p, jsonb_each_text(p.faults) f where p.proved_at is null and p.forgotten_at is null group by f.key) kinds) as faults,
      (select count(*) from publications p where p.proved_at is null and p.forgotten_at is null and p.closed_at is not null) as unproved`.execute(
    db,
  );
  return rows[0] ?? { faults: {}, unproved: 0 };
}
