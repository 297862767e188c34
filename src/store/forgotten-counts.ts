import { sql } from 'kysely';

import type { Database, Tx } from './database.ts';

/** What made somebody or something be forgotten. */
export type Forgot = 'erased' | RetentionRule;

/** Each names what it deletes; in the order in which they are kept, for what hangs on something goes before it. */
export const retentionRules = [
  'links',
  'unconfirmed-wishes',
  'ended-wishes',
  'left-addresses',
  'notices',
  'unanswered-addresses',
  'told',
  'paces',
  'call-responses',
  'calls',
] as const;
export type RetentionRule = (typeof retentionRules)[number];

/** The counts stay when the rows go. */
export async function countForgotten(tx: Tx, rule: Forgot, count: number): Promise<void> {
  if (count === 0) return;
  await sql`
    insert into forgotten_counts (rule, count, last_at) values (${rule}, ${count}, clock_timestamp())
    on conflict (rule) do update set count = forgotten_counts.count + excluded.count, last_at = excluded.last_at`.execute(
    tx,
  );
}

/** Every rule, also those that have found nothing yet. */
export async function forgottenSoFar(
  db: Database,
): Promise<readonly { readonly rule: string; readonly count: number }[]> {
  const { rows } = await sql<{ rule: string; count: number }>`
    select rule, count from forgotten_counts`.execute(db);
  const known = new Map(rows.map(({ rule, count }) => [rule, count]));
  return ['erased', ...retentionRules].map((rule) => ({ rule, count: known.get(rule) ?? 0 }));
}
