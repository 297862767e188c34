import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { isKnown, lookUpByPartition, wantedIn } from './digest-audience.ts';
import type { Invariant } from './invariant.ts';

/**
 * What the rows of one digest say against what they must say: everyone with something to be told has a row, nobody else has
 * one, each ends. A reader whom another message may have told in the meantime may have a row or none.
 */
export async function checkDigest(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'interest'> },
  digestId: number,
): Promise<Invariant> {
  return db.transaction().execute((tx) => check(tx, keyring, digestId));
}

async function check(
  tx: Tx,
  keyring: Pick<Keyring, 'interest'>,
  digestId: number,
): Promise<Invariant> {
  await lookUpByPartition(tx);
  const { rows } = await sql<Invariant>`
    with ${await wantedIn(tx, { digestId, keyring, among: everybody })}, mail as materialized (
      select d.* from deliveries d where d.publication_id = ${digestId} and d.channel = 'email'
    ), cut as materialized (
      select a.id from p, addresses a where a.cut_at >= p.published_at
    ), counted as (
      select outcome, sum(count) as count from publication_counts where publication_id = ${digestId} and channel = 'email' group by outcome
    ), actual as (
      select state as outcome, count(*) as count from mail where state <> 'pending' group by state
      union all select 'planned', count(*) from mail
    )
    select p.id as "publicationId", p.planned_at is not null as "isPlanned", (select count(*) from mail) as rows,
      case when p.planned_at is null then 0 else (select count(*) from (
        select address_id from wanted where surely and not ${isKnown(digestId, 'meant')} except select recipient_id from mail) f) end as forgotten,
      (select count(*) from (select recipient_id from mail intersect select id from cut) t) as tombstones,
      (select count(*) from (select recipient_id from mail except select address_id from wanted except select id from cut) u) as uninvited,
      0::bigint as "leftBelieving",
      case when p.closed_at is null then 0 else (select count(*) from mail where state = 'pending') end as unsettled,
      (select count(*) from counted c full outer join actual a using (outcome) where coalesce(c.count, 0) <> coalesce(a.count, 0)) as miscounted,
      0::bigint as "callsOff"
    from p`.execute(tx);
  const [invariant] = rows;
  if (invariant === undefined) throw new Error('expected the digest that was just listed');
  return invariant;
}

function everybody() {
  return sql`true`;
}
