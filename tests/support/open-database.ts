import { pino } from 'pino';

import { createDatabase } from '#src/store/database.ts';
import type { Database } from '#src/store/database.ts';

import { createTestDatabase } from './database.ts';

/** A migrated database of its own, open. */
export async function openDatabase(): Promise<Database & AsyncDisposable> {
  await using owned = new AsyncDisposableStack();
  const { url } = owned.use(await createTestDatabase());
  const db = owned.use(createDatabase({ url, log: pino({ level: 'silent' }), connections: 6 }));
  const kept = owned.move();
  return Object.assign(db, { [Symbol.asyncDispose]: () => kept.disposeAsync() });
}
