import { sql } from 'kysely';

import { retention } from '#config/retention.ts';

import type { Database, Tx } from './database.ts';
import { markForgotten } from './forgetting.ts';
import { triesToForget } from './locks.ts';
import { daysBefore } from './retention-cut-off.ts';
import { createPartitionOf } from './whereabouts.ts';

/**
 * Marks publications whose advisory has ended a while ago, of a digest all that it told of: nobody is owed a follow-up, and from here on nothing is held
 * against their rows. A partition is dropped whole only when everything in it has ended; this does not wait for that.
 */
export async function markTold(db: Database, now: Date): Promise<void> {
  const cutOff = daysBefore(now, retention.deliveriesDays);
  const { rows } = await sql<{ id: number }>`
    select id from publications
    where kind <> 'notices' and forgotten_at is null and closed_at < ${cutOff} order by id`.execute(
    db,
  );
  for (const { id } of rows)
    await db.transaction().execute(async (tx) => {
      if (await triesToForget(tx, 'told'))
        await markForgotten(tx, { from: id, to: id + 1 }, cutOff);
    });
}

/** Who was told, how often it was tried, and what newcomers and readers of digests read of it: gone; how many they were stays in the counters. */
export async function forgetTold(tx: Tx, _now: Date, limit: number): Promise<number> {
  for (;;) {
    const { rows } = await sql<{ id: number }>`
      select id from publications where forgotten_at is not null and emptied_at is null order by id limit 1`.execute(
      tx,
    );
    const [next] = rows;
    if (next === undefined) return 0;
    const deleted = await deleteSome(tx, next.id, limit);
    if (deleted > 0) return deleted;
    await sql`update publications set emptied_at = now() where id = ${next.id}`.execute(tx);
  }
}

async function deleteSome(tx: Tx, publicationId: number, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with tried as (
      delete from attempts where id in (select id from attempts where publication_id = ${publicationId} limit ${limit}) returning 1
    ), briefed as (
      delete from briefings b where (b.advisory_id, b.recipient_id, b.publication_id, b.purpose) in (
        select advisory_id, recipient_id, publication_id, purpose from briefings
        where publication_id = ${publicationId} or advisory_id = (select advisory_id from publications where id = ${publicationId}) limit ${limit})
      returning 1
    )
    select (select count(*) from tried) + (select count(*) from briefed) as count`.execute(tx);
  return (rows[0]?.count ?? 0) + (await deleteDeliveries(tx, publicationId, limit));
}

/** Where its partition was dropped there is nothing left. */
async function deleteDeliveries(tx: Tx, publicationId: number, limit: number): Promise<number> {
  const partition = await createPartitionOf(tx)(publicationId);
  if (partition === undefined) return 0;
  const { numAffectedRows = 0n } = await sql`
    delete from ${partition} where ctid = any(array(
      select ctid from ${partition} where publication_id = ${publicationId} limit ${limit}))`.execute(
    tx,
  );
  return Number(numAffectedRows);
}

/**
 * Notices that left or failed a while ago. One that told what was in force stays as long as an all-clear must find its
 * reader, one to the officers on duty as long as its trouble.
 */
export async function forgetNotices(tx: Tx, now: Date, limit: number): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    with old as materialized (
      select publication_id, channel, recipient_id, purpose from deliveries_standing d
      where settled_at < ${daysBefore(now, retention.deliveriesDays)}
        and not exists (select from briefings b where b.recipient_id = d.recipient_id and b.purpose = d.purpose and b.publication_id = d.publication_id)
        and not exists (select from alarms a where d.purpose = 'duty:' || a.kind || ':' || a.subject || ':' || floor(extract(epoch from a.since) * 1000)::bigint)
      order by settled_at limit ${limit} for update skip locked
    ), tried as (
      delete from attempts a using old
      where a.publication_id = old.publication_id and a.channel = old.channel and a.recipient_id = old.recipient_id and a.purpose = old.purpose
    ), gone as (
      delete from deliveries_standing d using old
      where d.publication_id = old.publication_id and d.channel = old.channel and d.recipient_id = old.recipient_id and d.purpose = old.purpose
      returning 1
    )
    select count(*) as count from gone`.execute(tx);
  return rows[0]?.count ?? 0;
}
