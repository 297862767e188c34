import { expect, test } from 'vitest';

import { delivery } from '#config/delivery.ts';
import { closeRest } from '#src/store/close.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';
import { rowsRead } from '#tests/support/rows-read.ts';

test('while a publication goes out, looking whether it can be closed does not read who is still to be told', async () => {
  await using ledger = await openLedger();
  await addCitizens(ledger, { count: 1_000 });
  const { publicationId } = await publish(ledger);
  await ledger.plan(publicationId);
  const read = await rowsRead(ledger.db, (tx) => closeRest(tx, publicationId, delivery.window));
  expect(read).toBeLessThan(10);
});
