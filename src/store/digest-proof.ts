import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Database, Tx } from './database.ts';
import { isKnown, wantedIn } from './digest-audience.ts';
import { digestWindowEnd } from './digest-plan.ts';
import type { Invariant } from './invariant.ts';
import { lookUpByPartition } from './partition-lookup.ts';

interface Proving {
  readonly digestId: number;
  readonly keyring: Pick<Keyring, 'interest'>;
}

/** The numbers of so many readers pass through this process at a time, whatever a digest's readers are. */
const readersAtOnce = 20_000;

/**
 * What the rows of one digest say against what they must say: everyone with something to be told has a row, nobody else has
 * one, each ends. A reader whom another message may have told in the meantime may have a row or none. Proved in windows of
 * addresses, all of them at one and the same moment.
 */
export async function checkDigest(
  { db, keyring }: { readonly db: Database; readonly keyring: Pick<Keyring, 'interest'> },
  digestId: number,
  size = readersAtOnce,
): Promise<Invariant> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute((tx) => check(tx, { digestId, keyring }, size));
}

async function check(tx: Tx, proving: Proving, size: number): Promise<Invariant> {
  await lookUpByPartition(tx);
  const { digestId } = proving;
  const people = { forgotten: 0, tombstones: 0, uninvited: 0 };
  let through: number | undefined = 0;
  while (through !== undefined) {
    const until: number | undefined = await digestWindowEnd(tx, { digestId, through }, size);
    const found = await checkWindow(tx, proving, { through, until });
    people.forgotten += found.forgotten;
    people.tombstones += found.tombstones;
    people.uninvited += found.uninvited;
    through = until;
  }
  return { ...(await checkRows(tx, digestId)), ...people, leftBelieving: 0, callsOff: 0 };
}

type People = Pick<Invariant, 'forgotten' | 'tombstones' | 'uninvited'>;

async function checkWindow(
  tx: Tx,
  { digestId, keyring }: Proving,
  { through, until }: { readonly through: number; readonly until: number | undefined },
): Promise<People> {
  const among = (id: string) =>
    sql`(${sql.ref(id)} > ${through} and (${until ?? null}::bigint is null or ${sql.ref(id)} <= ${until ?? null}::bigint))`;
  const { rows } = await sql<People>`
    with ${await wantedIn(tx, { digestId, keyring, among })}, mail as materialized (
      select d.recipient_id from deliveries d where d.publication_id = ${digestId} and d.channel = 'email' and ${among('d.recipient_id')}
    ), cut as materialized (
      select a.id from p, addresses a where a.cut_at >= p.published_at and ${among('a.id')}
    )
    select
      case when p.planned_at is null then 0 else (select count(*) from (
        select address_id from wanted where surely and not ${isKnown(digestId, 'meant')} except select recipient_id from mail) f) end as forgotten,
      (select count(*) from (select recipient_id from mail intersect select id from cut) t) as tombstones,
      (select count(*) from (select recipient_id from mail except select address_id from wanted except select id from cut) u) as uninvited
    from p`.execute(tx);
  return theOnly(rows);
}

/** How many rows there are, that each has ended, and that they were counted. */
async function checkRows(
  tx: Tx,
  digestId: number,
): Promise<Pick<Invariant, 'publicationId' | 'isPlanned' | 'rows' | 'unsettled' | 'miscounted'>> {
  const { rows } = await sql<Awaited<ReturnType<typeof checkRows>>>`
    with states as materialized (
      select state, count(*) as count from deliveries where publication_id = ${digestId} and channel = 'email' group by state
    ), counted as (
      select outcome, sum(count) as count from publication_counts where publication_id = ${digestId} and channel = 'email' group by outcome
    ), actual as (
      select state as outcome, count from states where state <> 'pending'
      union all select 'planned', (select coalesce(sum(count), 0) from states)
    )
    select p.id as "publicationId", p.planned_at is not null as "isPlanned", (select coalesce(sum(count), 0)::bigint from states) as rows,
      case when p.closed_at is null then 0 else (select coalesce(sum(count), 0)::bigint from states where state = 'pending') end as unsettled,
      (select count(*) from counted c full outer join actual a using (outcome) where coalesce(c.count, 0) <> coalesce(a.count, 0)) as miscounted
    from publications p where p.id = ${digestId}`.execute(tx);
  return theOnly(rows);
}

function theOnly<T>(rows: readonly T[]): T {
  const [row] = rows;
  if (row === undefined) throw new Error('expected the digest that was just listed');
  return row;
}
