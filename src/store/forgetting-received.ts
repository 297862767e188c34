import { sql } from 'kysely';

import { inbound } from '#config/inbound.ts';
import { retention } from '#config/retention.ts';

import type { Database, Tx } from './database.ts';

const keptFrom = sql`now() - make_interval(days => ${retention.judgedMailDays})`;
const isOwed = sql`verdict = 'answer' and forwarded_at is null`;

/**
 * Drops what nobody needs any more of what came in; counts stay. What a person wrote stays until it has been forwarded, and as
 * long again as anything: the mailbox that it went to may still send it back.
 */
export async function forgetReceived(db: Database): Promise<void> {
  await sql`
    update received set message = null
    where message is not null and judged_at < ${keptFrom} and coalesce(forwarded_at < ${keptFrom}, true) and not (${isOwed})`.execute(
    db,
  );
  await sql`
    delete from received where judged_at < now() - make_interval(days => ${retention.receivedDays}) and message is null and not (${isOwed})`.execute(
    db,
  );
  await sql`
    delete from soft_bounces where at < now() - make_interval(days => ${inbound.softKeptDays})`.execute(
    db,
  );
  await sql`delete from blocks where at < now() - interval '1 day'`.execute(db);
}

/** What came back about addresses is theirs no longer. An answer that nobody has read yet is still forwarded: somebody may be in danger. */
export async function cutFromReceived(tx: Tx, addressIds: readonly number[]): Promise<void> {
  await sql`delete from soft_bounces where address_id = any(${addressIds}::bigint[])`.execute(tx);
  await sql`
    update received set address_id = null, message = case when judged_at is not null and not (${isOwed}) then null else message end
    where address_id = any(${addressIds}::bigint[])`.execute(tx);
}
