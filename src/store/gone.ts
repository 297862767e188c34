import { sql } from 'kysely';

import type { Claimed } from '#src/dispatch/delivery.ts';

import type { Database } from './database.ts';

/** Remembers that a recipient no longer exists: the address is suppressed, the endpoint disabled, both with the reason. */
export async function rememberGone(
  db: Database,
  { channel, recipientId }: Claimed,
  reason: string,
): Promise<void> {
  if (channel === 'webhook') {
    await sql`update endpoints set state = 'disabled', reason = ${reason} where id = ${recipientId}`.execute(
      db,
    );
    return;
  }
  await sql`
    with suppressed as (
      update addresses set suppressed = true, ended_at = clock_timestamp() where id = ${recipientId} and lookup is not null returning id, lookup
    )
    insert into suppressions (lookup, address_id, reason) select lookup, id, ${reason} from suppressed
    on conflict (lookup) do nothing`.execute(db);
}
