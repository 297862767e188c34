import { sql } from 'kysely';

import type { App } from '#src/app.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';

import type { Issue } from './press.ts';

/** A row whose worker is gone, and that nobody has taken over yet. */
export interface StrandedRow {
  readonly publicationId: number;
  readonly recipientId: number;
  readonly fence: number;
}

/** Workers that have a session. Read, not asked by taking their locks, which would hide the dead from a sweep. */
const present = sql`(select objid::int as id from pg_locks where locktype = 'advisory' and objsubid = 2 and classid = 7313)`;

export async function presentWorkers({ db }: Pick<App, 'db'>): Promise<number> {
  const { rows } = await sql`select id from ${present} p`.execute(db);
  return rows.length;
}

/** What the dead had claimed, also what the database granted them after their death. */
export async function strandedRows({ db }: Pick<App, 'db'>): Promise<readonly StrandedRow[]> {
  const { rows } = await sql<StrandedRow>`
    select publication_id as "publicationId", recipient_id as "recipientId", fence
    from deliveries
    where state = 'pending' and channel = 'email' and purpose in ('', 'digest') and leased_until is not null
      and worker_id not in (select id from ${present} p)`.execute(db);
  return rows;
}

/** Tellings beyond one for a person and revision: by rows of its publications, and by what digests were to tell. */
export async function duplicateRows({ db }: Pick<App, 'db'>): Promise<number> {
  const { rows } = await sql<{ duplicates: number }>`
    select coalesce(sum(n - 1), 0)::int8 as duplicates from (
      select count(*) as n from deliveries d join publications p on p.id = d.publication_id
      where d.channel = 'email' and d.purpose = '' group by p.advisory_id, p.revision, d.recipient_id
      union all
      select count(*) from briefings where purpose = 'digest' group by advisory_id, revision, recipient_id) each_told`.execute(
    db,
  );
  return rows[0]?.duplicates ?? 0;
}

/** Each address by the id of its row. */
export async function addressesById({
  db,
  keyring,
}: Pick<App, 'db' | 'keyring'>): Promise<ReadonlyMap<number, string>> {
  const { rows } = await sql<{ id: number; ciphertext: Buffer }>`
    select id, ciphertext from addresses`.execute(db);
  return new Map(rows.map(({ id, ciphertext }) => [id, keyring.open('address', ciphertext)]));
}

/** Q1, of everything that was published; and everything has ended. */
export async function invariantHolds(app: App, issues: readonly Issue[]): Promise<boolean> {
  const invariants = await checkInvariants(app);
  const checked = new Set(invariants.map(({ publicationId }) => publicationId));
  return invariants.every(holds) && issues.every(({ publicationId }) => checked.has(publicationId));
}
