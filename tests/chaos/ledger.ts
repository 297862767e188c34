import { sql } from 'kysely';

import type { App } from '#src/app.ts';
import { checkInvariants, holds } from '#src/store/invariants.ts';

import type { Issue } from './press.ts';

/** A row under somebody's lease. */
export interface HeldRow {
  readonly publicationId: number;
  readonly recipientId: number;
  readonly fence: number;
  readonly leasedUntil: number;
}

/** What is being held at this moment, by those who live and those who were just killed. */
export async function heldRows({ db }: Pick<App, 'db'>): Promise<HeldRow[]> {
  const { rows } = await sql<HeldRow>`
    select publication_id as "publicationId", recipient_id as "recipientId", fence,
      (extract(epoch from leased_until) * 1000)::float8 as "leasedUntil"
    from deliveries where state = 'pending' and channel = 'email' and purpose = '' and leased_until > now()`.execute(
    db,
  );
  return rows;
}

/** Rows beyond one for a person and revision. */
export async function duplicateRows({ db }: Pick<App, 'db'>): Promise<number> {
  const { rows } = await sql<{ duplicates: number }>`
    select coalesce(sum(n - 1), 0)::int8 as duplicates from (
      select count(*) as n from deliveries d join publications p on p.id = d.publication_id
      where d.channel = 'email' and d.purpose = ''
      group by p.advisory_id, p.revision, d.recipient_id having count(*) > 1) more`.execute(db);
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
