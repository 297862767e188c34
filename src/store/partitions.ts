import { sql } from 'kysely';

import { retention } from '#config/retention.ts';
import { contentSchema } from '#src/advisory/advisory.ts';
import { isEnded } from '#src/advisory/revision.ts';

import type { Database, Tx } from './database.ts';
import { triesToPartition } from './locks.ts';

/** What was made and what was dropped; undefined while another process is at it. */
export interface PartitionsKept {
  readonly made: readonly string[];
  readonly dropped: readonly string[];
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
 * Makes partitions before they are needed, and drops those whose advisories have all ended a while ago: a million rows
 * leave in no time, where deleting them one by one would keep the disk busy for minutes. Safe to run at any time and
 * anywhere: a table that is busy is left for the next time.
 */
export async function keepPartitions(db: Database, now: Date): Promise<PartitionsKept | undefined> {
  return db.transaction().execute(async (tx) => {
    if (!(await triesToPartition(tx))) return undefined;
    // Making and dropping wait for statements that are under way, and everybody else would wait behind them.
    await sql`set local lock_timeout = '2s'`.execute(tx);
    const blocks = await blocksOf(tx);
    const newest = await newestPublication(tx);
    return {
      made: await makeAhead(tx, blocks, newest),
      dropped: await dropEnded(tx, { blocks, newest, now }),
    };
  });
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

async function makeAhead(
  tx: Tx,
  blocks: readonly Block[],
  newest: number,
): Promise<readonly string[]> {
  const known = new Set(blocks.map(({ from }) => from));
  const present = first + Math.floor((newest - first) / width) * width;
  const wanted = Array.from({ length: ahead + 1 }, (_, n) => present + n * width);
  const made: string[] = [];
  for (const from of wanted) {
    if (!known.has(from) && (await isFree(tx, from))) made.push(await make(tx, from));
  }
  return made;
}

/** Rows that came before their partition stay where they are, in the one for everything else. */
async function isFree(tx: Tx, from: number): Promise<boolean> {
  const { rows } = await sql`
    select from deliveries_elsewhere where publication_id >= ${from} and publication_id < ${from + width} limit 1`.execute(
    tx,
  );
  return rows.length === 0;
}

/** Made apart and then attached: creating it in its place would lock out everybody who reads deliveries. */
async function make(tx: Tx, from: number): Promise<string> {
  const name = `deliveries_${from}`;
  await sql`create table ${sql.table(name)} (like deliveries including all) with (fillfactor = 60)`.execute(
    tx,
  );
  await sql`alter table deliveries attach partition ${sql.table(name)} for values from (${sql.lit(from)}) to (${sql.lit(from + width)})`.execute(
    tx,
  );
  return name;
}

interface Dropping {
  readonly blocks: readonly Block[];
  readonly newest: number;
  readonly now: Date;
}

async function dropEnded(tx: Tx, { blocks, newest, now }: Dropping): Promise<readonly string[]> {
  const cutOff = new Date(now.getTime() - retention.deliveriesDays * 86_400_000);
  const dropped: string[] = [];
  for (const block of blocks) {
    if (block.from + width > newest || !(await hasEnded(tx, block, cutOff))) continue;
    await drop(tx, block);
    dropped.push(block.name);
  }
  return dropped;
}

/** Every publication is closed, and every advisory had ended before the cut-off: nobody can be owed a follow-up. */
async function hasEnded(tx: Tx, { from }: Block, cutOff: Date): Promise<boolean> {
  const { rows } = await sql<{ content: unknown; published_at: Date; open: boolean }>`
    select r.content, r.published_at,
      exists (select from publications o where o.advisory_id = a.id and o.closed_at is null) as open
    from advisories a join revisions r on r.advisory_id = a.id and r.number = a.latest
    where a.id in (select advisory_id from publications where id >= ${from} and id < ${from + width})`.execute(
    tx,
  );
  return rows.every(
    ({ content, published_at: publishedAt, open }) =>
      !open && publishedAt <= cutOff && isEnded(contentSchema.parse(content), cutOff),
  );
}

async function drop(tx: Tx, { name, from }: Block): Promise<void> {
  const inBlock = (column: string) =>
    sql`${sql.ref(column)} >= ${from} and ${sql.ref(column)} < ${from + width}`;
  await sql`drop table ${sql.table(name)}`.execute(tx);
  await sql`delete from attempts where ${inBlock('publication_id')}`.execute(tx);
  await sql`update publications set forgotten_at = now() where ${inBlock('id')}`.execute(tx);
}
