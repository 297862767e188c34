import { sql } from 'kysely';

import type { Database } from './database.ts';

interface Notice {
  readonly version: string;
  readonly texts: Readonly<Record<string, readonly string[]>>;
}

/** Keeps the privacy notice as it is shown now: what a consent was given to can be read for ever. */
export async function keepNotice(db: Database, { version, texts }: Notice): Promise<void> {
  await sql`
    insert into privacy_notices (version, texts) values (${version}, ${JSON.stringify(texts)}) on conflict do nothing`.execute(
    db,
  );
}
