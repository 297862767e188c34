import { sql } from 'kysely';

import type { Database } from './database.ts';

/** A few encrypted addresses, to try a key file on; none in a new database, also one that has not been migrated. */
export async function someSealedAddresses(db: Database): Promise<readonly Buffer[]> {
  const { rows: known } = await sql<{ exists: boolean }>`
    select to_regclass('addresses') is not null as exists`.execute(db);
  if (known[0]?.exists !== true) return [];
  const { rows } = await sql<{ ciphertext: Buffer }>`
    select ciphertext from addresses where ciphertext is not null order by id desc limit 5`.execute(
    db,
  );
  return rows.map(({ ciphertext }) => ciphertext);
}
