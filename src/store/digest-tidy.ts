import { sql } from 'kysely';

import type { Database } from './database.ts';

const atOnce = 20_000;

/**
 * Drops what earlier digests told, where this one has told its reader of the same advisory anew: a follow-up finds them by the
 * last time. When it is proved, for its proof reads them; and not while one of those before it is not.
 */
export async function dropOlderBriefings(db: Database, digestId: number): Promise<void> {
  for (let dropped = atOnce; dropped === atOnce;) dropped = await dropSome(db, digestId);
}

async function dropSome(db: Database, digestId: number): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    delete from briefings o where (o.advisory_id, o.recipient_id, o.publication_id, o.purpose) in (
      select b.advisory_id, b.recipient_id, b.publication_id, b.purpose
      from publications p join briefings newer on newer.publication_id = p.id and newer.purpose = 'digest'
      join briefings b on b.advisory_id = newer.advisory_id and b.recipient_id = newer.recipient_id and b.purpose = 'digest' and b.publication_id < p.id
      join deliveries d on d.publication_id = ${digestId} and d.channel = 'email' and d.recipient_id = newer.recipient_id and d.purpose = newer.purpose
      where p.id = ${digestId} and p.kind = 'digest' and p.proved_at is not null and d.state = 'sent'
        and not exists (select from publications e where e.kind = 'digest' and e.id < p.id and e.proved_at is null and e.forgotten_at is null)
      limit ${atOnce})`.execute(db);
  return Number(numAffectedRows);
}
