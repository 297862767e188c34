import { sql } from 'kysely';

import type { Database } from './database.ts';

/** As people write it, and as a number that can be compared: 18.4 is 180004. */
export async function serverVersion(
  db: Database,
): Promise<{ readonly name: string; readonly number: number }> {
  const { rows } = await sql<{ name: string; number: number }>`
    select current_setting('server_version') as name, current_setting('server_version_num')::int as number`.execute(
    db,
  );
  return rows[0] ?? { name: 'unknown', number: 0 };
}

/** The address sealed last, to try keys on; undefined where there is none. */
export async function anySealedAddress(db: Database): Promise<Buffer | undefined> {
  const { rows } = await sql<{ ciphertext: Buffer }>`
    select ciphertext from addresses where ciphertext is not null order by id desc limit 1`.execute(
    db,
  );
  return rows[0]?.ciphertext;
}
