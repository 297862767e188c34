import { sql } from 'kysely';

import { retention } from '#config/retention.ts';

import { databaseTime } from './database.ts';
import type { Database, Tx } from './database.ts';
import { forgetAttempts, markForgotten } from './forgetting.ts';
import { triesToPartition } from './locks.ts';

/** What was made, what was dropped and which publications were emptied; undefined while another process is at it. */
export interface PartitionsKept {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
  /** Publications that had no partition of their own and whose rows were deleted one by one. */
  readonly emptied: readonly number[];
}

/** A partition of deliveries: publications from `from`, `width` of them. */
interface Block {
  readonly name: string;
  readonly from: number;
}

const width = 100;
/** The first publication is the standing one of the notices: its deliveries have a partition that stays. */
const first = 2;
/** How many blocks after the present one are there beforehand. */
const ahead = 2;

/**
 * Makes partitions before they are needed, and drops those whose advisories have all ended a while ago by the database's clock: a million rows
 * leave in no time, where deleting them one by one would keep the disk busy for minutes. Safe to run at any time and
 * anywhere: a table that is busy is left for the next time.
 */
export async function keepPartitions(db: Database, at?: Date): Promise<PartitionsKept | undefined> {
  const known = await alone(db, async (tx) => ({
    blocks: await blocksOf(tx),
    newest: await newestPublication(tx),
    elsewhere: await publicationsElsewhere(tx),
  }));
  if (known === undefined) return undefined;
  const now = at ?? (await databaseTime(db));
  const cutOff = new Date(now.getTime() - retention.deliveriesDays * 86_400_000);
  const full = known.blocks.filter(({ from }) => from + width <= known.newest);
  return {
    made: await each(wantedAt(known.newest), (from) => make(db, from)),
    dropped: await each(full, (block) => drop(db, block, cutOff)),
    emptied: await each(known.elsewhere, (id) => empty(db, id, cutOff)),
  };
}

/**
 * One transaction for each thing that is done: what is done stays done, and what was locked for it is free at once.
 * Undefined while another process is at it.
 */
async function alone<T>(db: Database, work: (tx: Tx) => Promise<T>): Promise<T | undefined> {
  return db.transaction().execute(async (tx) => {
    if (!(await triesToPartition(tx))) return undefined;
    // Making and dropping wait for statements that are under way, and everybody else would wait behind them.
    await sql`set local lock_timeout = '2s'`.execute(tx);
    return work(tx);
  });
}

/** What was done, one after the other; what was not is left out. */
async function each<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R | undefined>,
): Promise<readonly R[]> {
  const results: R[] = [];
  for (const item of items) {
    const result = await work(item);
    if (result !== undefined) results.push(result);
  }
  return results;
}

async function blocksOf(tx: Tx): Promise<readonly Block[]> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'deliveries'::regclass and c.relname ~ '^deliveries_[0-9]+$'`.execute(tx);
  return rows
    .map(({ name }) => ({ name, from: Number(name.slice('deliveries_'.length)) }))
    .toSorted((one, other) => one.from - other.from);
}

async function newestPublication(tx: Tx): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    select greatest(max(id), ${first}) as id from publications`.execute(tx);
  return rows[0]?.id ?? first;
}

async function publicationsElsewhere(tx: Tx): Promise<readonly number[]> {
  const { rows } = await sql<{ id: number }>`
    select id from publications p
    where kind <> 'notices' and exists (select from deliveries_elsewhere d where d.publication_id = p.id)
    order by id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** Where the blocks begin that should be there now. */
function wantedAt(newest: number): readonly number[] {
  const present = first + Math.floor((newest - first) / width) * width;
  return Array.from({ length: ahead + 1 }, (_, n) => present + n * width);
}

/**
 * Made apart and then attached: creating it in its place would lock out everybody who reads deliveries. Attaching
 * locks the default partition, for as long as it takes to see that no row of it belongs here.
 */
async function make(db: Database, from: number): Promise<string | undefined> {
  return alone(db, async (tx) => {
    const blocks = await blocksOf(tx);
    if (blocks.some((block) => block.from === from) || !(await isFree(tx, from))) return undefined;
    const name = `deliveries_${from}`;
    await sql`create table ${sql.table(name)} (like deliveries including all)`.execute(tx);
    await sql`alter table deliveries attach partition ${sql.table(name)} for values from (${sql.lit(from)}) to (${sql.lit(from + width)})`.execute(
      tx,
    );
    return name;
  });
}

/** Rows that came before their partition stay where they are, in the one for everything else. */
async function isFree(tx: Tx, from: number): Promise<boolean> {
  const { rows } = await sql`
    select from deliveries_elsewhere where publication_id >= ${from} and publication_id < ${from + width} limit 1`.execute(
    tx,
  );
  return rows.length === 0;
}

/** Dropping locks out everybody who reads deliveries: all that takes time comes before it, and it comes last. */
async function drop(
  db: Database,
  { name, from }: Block,
  cutOff: Date,
): Promise<string | undefined> {
  const range = { from, to: from + width };
  const isEmptied = await alone(db, (tx) => forgetAttempts(tx, range, cutOff));
  if (isEmptied !== true) return undefined;
  return alone(db, async (tx) => {
    if (!(await markForgotten(tx, range, cutOff))) return undefined;
    await sql`drop table if exists ${sql.table(name)}`.execute(tx);
    return name;
  });
}

/** Publications that came before their partition: row by row, as there is no table of theirs to drop. */
async function empty(db: Database, id: number, cutOff: Date): Promise<number | undefined> {
  const range = { from: id, to: id + 1 };
  return alone(db, async (tx) => {
    if (!(await markForgotten(tx, range, cutOff))) return undefined;
    await forgetAttempts(tx, range, cutOff);
    await sql`delete from deliveries_elsewhere where publication_id = ${id}`.execute(tx);
    return id;
  });
}
