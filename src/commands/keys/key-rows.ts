import type { KeyFile } from '#src/keyring/key-file.ts';
import type { Database } from '#src/store/database.ts';
import { countByVersion, sealedColumns } from '#src/store/sealed.ts';
import type { SealedColumn } from '#src/store/sealed.ts';

/** The data key that was added last. */
export function newestOf({ data }: Pick<KeyFile, 'data'>): KeyFile['data'][number] {
  const newest = data.at(-1);
  if (newest === undefined) throw new Error('expected a key file with at least one data key');
  return newest;
}

interface ColumnRows extends SealedColumn {
  readonly versions: ReadonlyMap<number, number>;
}

export interface KeyRows {
  readonly columns: readonly ColumnRows[];
  /** Rows under any other key. */
  readonly older: number;
}

export async function rowsByVersion(db: Database, newest: number): Promise<KeyRows> {
  const columns: ColumnRows[] = [];
  for (const column of sealedColumns)
    columns.push({ ...column, versions: await countByVersion(db, column) }); // one after the other: each reads a whole table
  const older = columns
    .flatMap(({ versions }) => [...versions])
    .filter(([version]) => version !== newest)
    .reduce((sum, [, count]) => sum + count, 0);
  return { columns, older };
}
