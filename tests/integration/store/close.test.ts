import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { closeRest } from '#src/store/close.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import type { Ledger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';

/** Rows of deliveries that were read to see whether the publication can be closed, by PostgreSQL's own count. */
async function readToClose(ledger: Ledger, publicationId: number): Promise<number> {
  return ledger.db.transaction().execute(async (tx) => {
    await closeRest(tx, publicationId, delivery.window);
    const { rows } = await sql<{ read: number }>`
      select sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) as read
      from pg_stat_xact_user_tables where relname like 'deliveries%'`.execute(tx);
    return Number(rows[0]?.read);
  });
}

test('while a publication goes out, looking whether it can be closed does not read who is still to be told', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 1_000 });
  const { publicationId } = await publish(ledger);
  await ledger.plan(publicationId);
  expect(await readToClose(ledger, publicationId)).toBeLessThan(10);
});
