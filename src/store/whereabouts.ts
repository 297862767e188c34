import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { DeliveryKey } from '#src/keyring/keyring.ts';

import type { Database } from './database.ts';

/** The partition that holds the deliveries of a publication; undefined while it has none. */
export type PartitionOf = (publicationId: number) => Promise<RawBuilder<unknown> | undefined>;

/**
 * Looks once where the rows of a publication are: they never move. Statements that name the partition are planned and
 * begun in less time, and leave nothing to find out while they run.
 */
export function createPartitionOf(db: Database): PartitionOf {
  const known = new Map<number, RawBuilder<unknown>>();

  return async function partitionOf(publicationId) {
    const partition = known.get(publicationId) ?? (await find(db, publicationId));
    if (partition !== undefined) known.set(publicationId, partition);
    return partition;
  };
}

/** Rows of one publication, and the partition they are in. */
export interface Group<Row> {
  readonly publicationId: number;
  readonly partition: RawBuilder<unknown>;
  readonly rows: readonly Row[];
}

/**
 * Rows by publication; without those whose partition was dropped, which nobody asks for any more. In the order of their
 * recipients, so that a settlement and a renewal of the same rows wait for each other and never in a circle.
 */
export async function groupsOf<Row>(
  rows: readonly Row[],
  keyOf: (row: Row) => DeliveryKey,
  partitionOf: PartitionOf,
): Promise<readonly Group<Row>[]> {
  const groups = await Promise.all(
    [...Map.groupBy(rows, (row) => keyOf(row).publicationId)].map(
      async ([publicationId, group]) => {
        const partition = await partitionOf(publicationId);
        const inOrder = group.toSorted((a, b) => keyOf(a).recipientId - keyOf(b).recipientId);
        return partition && { publicationId, partition, rows: inOrder };
      },
    ),
  );
  return groups.filter((group) => group !== undefined);
}

async function find(db: Database, publicationId: number): Promise<RawBuilder<unknown> | undefined> {
  const { rows } = await sql<{ name: string }>`
    select c.relname as name from (select tableoid from deliveries where publication_id = ${publicationId} limit 1) d
    join pg_class c on c.oid = d.tableoid`.execute(db);
  const [row] = rows;
  return row && sql.table(row.name);
}
