import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import { noCounts } from '#src/lists/list.ts';
import type { Counts, NewList } from '#src/lists/list.ts';

import type { Database } from './database.ts';

/** A list as its operator may see it afterwards: numbers, and nobody. */
export interface ListSummary {
  readonly id: number;
  readonly kind: NewList['kind'];
  readonly organisation: string | undefined;
  readonly by: string;
  readonly begunAt: Date;
  readonly finishedAt: Date | undefined;
  readonly counts: Counts;
  readonly mailed: number;
  /** Undefined below `smallestShown`: who knows the list could tell who it was. */
  readonly confirmed: number | undefined;
}

/** Newest first. */
export async function listLists(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'open'> },
  { limit, smallestShown }: { readonly limit: number; readonly smallestShown: number },
): Promise<readonly ListSummary[]> {
  const { rows } = await sql<Row>`
    select i.id, i.kind, i.organisation, i.operator, i.begun_at, i.finished_at, i.counts, i.mailed, (
      select count(*) from subscriptions s where s.import_id = i.id and s.valid_from is not null) as confirmed
    from imports i order by i.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    organisation:
      row.organisation === null ? undefined : keyring.open('organisation', row.organisation),
    by: row.operator,
    begunAt: row.begun_at,
    finishedAt: row.finished_at ?? undefined,
    counts: { ...noCounts, ...row.counts },
    mailed: row.mailed,
    confirmed: row.confirmed >= smallestShown ? row.confirmed : undefined,
  }));
}

interface Row {
  readonly id: number;
  readonly kind: NewList['kind'];
  readonly organisation: Buffer | null;
  readonly operator: string;
  readonly begun_at: Date;
  readonly finished_at: Date | null;
  readonly counts: Counts;
  readonly mailed: number;
  readonly confirmed: number;
}
