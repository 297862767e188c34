import { sql } from 'kysely';

import { contentSchema } from '#src/advisory/advisory.ts';
import { isEnded } from '#src/advisory/revision.ts';

import type { Tx } from './database.ts';

/** Publications by their ids, `to` excluded. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** False, with nothing done, when somebody may still be owed a follow-up. */
export async function forgetAttempts(tx: Tx, range: Range, cutOff: Date): Promise<boolean> {
  if (!(await hasEnded(tx, range, cutOff))) return false;
  await sql`delete from attempts where ${within('publication_id', range)}`.execute(tx);
  return true;
}

/**
 * False, with nothing done, when somebody may still be owed a follow-up. Locks the publications first: a newer revision
 * and a replay lock them too, so that neither begins between the question and the end of the transaction.
 */
export async function markForgotten(tx: Tx, range: Range, cutOff: Date): Promise<boolean> {
  await sql`select from publications where ${within('id', range)} order by id for update`.execute(
    tx,
  );
  if (!(await hasEnded(tx, range, cutOff))) return false;
  await sql`update publications set forgotten_at = now() where ${within('id', range)}`.execute(tx);
  return true;
}

/** Every publication is closed, and every advisory that one is of, or tells of as a digest, had ended before the cut-off: nobody can be owed a follow-up. */
async function hasEnded(tx: Tx, range: Range, cutOff: Date): Promise<boolean> {
  const { rows } = await sql<{ content: unknown; published_at: Date; open: boolean }>`
    select r.content, r.published_at,
      exists (select from publications o where o.advisory_id = a.id and o.closed_at is null) as open
    from advisories a join revisions r on r.advisory_id = a.id and r.number = a.latest
    where a.id in (select advisory_id from publications where ${within('id', range)}
      union select advisory_id from briefings where ${within('publication_id', range)})`.execute(
    tx,
  );
  if (await isUnderWay(tx, range)) return false;
  return rows.every(
    ({ content, published_at: publishedAt, open }) =>
      !open && publishedAt <= cutOff && isEnded(contentSchema.parse(content), cutOff),
  );
}

async function isUnderWay(tx: Tx, range: Range): Promise<boolean> {
  const { rows } = await sql`
    select from publications where ${within('id', range)} and closed_at is null limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

function within(column: string, { from, to }: Range) {
  return sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${to}`;
}
