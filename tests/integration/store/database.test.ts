import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { openLedger } from '#tests/support/ledger.ts';

test('no connection of ours has PostgreSQL choose partitions while a statement runs', async () => {
  await using ledger = await openLedger();
  for (const db of [ledger.db, ledger.byKeys]) {
    const { rows } = await sql`show enable_partition_pruning`.execute(db);
    expect(rows).toEqual([{ enable_partition_pruning: 'off' }]);
  }
});
