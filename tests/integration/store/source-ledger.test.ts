import { pino } from 'pino';

import { createDatabase } from '#src/store/database.ts';
import { createSourceLedger } from '#src/store/source-ledger.ts';
import { createTestDatabase } from '#tests/support/database.ts';
import { ledgerContract } from '#tests/support/ledger-contract.ts';

ledgerContract('PostgreSQL', async () => {
  const owned = new AsyncDisposableStack();
  const { url } = owned.use(await createTestDatabase());
  const db = owned.use(createDatabase({ url, log: pino({ level: 'silent' }) }));
  return {
    ledger: createSourceLedger(db),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
});
