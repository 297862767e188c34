import { sql } from 'kysely';

import type { Revision } from '#src/advisory/revision.ts';

import type { Database } from './database.ts';
import { lookUpByPartition } from './partition-lookup.ts';
import { revisionOfPublication } from './revisions.ts';

/** The message that an address got last, of those that are remembered. */
export async function newestTold(db: Database, recipientId: number): Promise<Revision | undefined> {
  const { rows } = await db.transaction().execute(async (tx) => {
    await lookUpByPartition(tx);
    return sql<{ id: number }>`
    select p.id from (
      select id from publications where kind = 'revision' and forgotten_at is null order by id desc limit 1000) p
    cross join lateral (
      select from deliveries d
      where d.publication_id = p.id and d.recipient_id = ${recipientId} and d.channel = 'email' and d.purpose = '' and d.state = 'sent'
      limit 1) told
    order by p.id desc limit 1`.execute(tx);
  });
  return rows[0] === undefined ? undefined : revisionOfPublication(db, rows[0].id);
}
