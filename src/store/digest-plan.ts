import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';

import type { Tx } from './database.ts';
import { isKnown, wantedIn } from './digest-audience.ts';
import { lookUpByPartition } from './partition-lookup.ts';

interface DigestWindow {
  readonly digestId: number;
  readonly keyring: Pick<Keyring, 'interest'>;
  /** Address ids from here on, excluded. */
  readonly through: number;
}

/** The address id that ends the next window of a digest's readers, undefined when it is the last. */
export async function digestWindowEnd(
  tx: Tx,
  { digestId, through }: Pick<DigestWindow, 'digestId' | 'through'>,
  size: number,
): Promise<number | undefined> {
  const { rows } = await sql<{ until: number | null; candidates: number }>`
    select max(id) as until, count(*) as candidates from (
      select l.address_id as id from publications p join digest_windows w on w.publication_id = p.id, lateral (
        select s.address_id from subscriptions s
        where s.rhythm = p.rhythm and s.zone = w.zone and s.rhythm <> 'message' and s.valid_from is not null and s.address_id > ${through}
        order by s.address_id limit ${size}) l
      where p.id = ${digestId}
      order by id limit ${size}
    ) window_rows`.execute(tx);
  const [row] = rows;
  return row === undefined || row.candidates < size ? undefined : (row.until ?? undefined);
}

/**
 * One row for each reader who has something to be told, with a briefing for each advisory that it tells: what is written there
 * is looked up again when it is composed. Who has nothing to be told has no row.
 */
export async function insertDigestWindow(
  tx: Tx,
  { digestId, keyring, through, until }: DigestWindow & { readonly until: number | undefined },
): Promise<number> {
  await lookUpByPartition(tx);
  const among = (id: string) =>
    sql`(${sql.ref(id)} > ${through} and (${until ?? null}::bigint is null or ${sql.ref(id)} <= ${until ?? null}::bigint))`;
  const { rows } = await sql<{ rows: number }>`
    with ${await wantedIn(tx, { digestId, keyring, among })}, telling as materialized (
      select wanted.address_id, newest.advisory_id, newest.revision from wanted join newest using (advisory_id)
      where wanted.surely and not ${isKnown(digestId, 'told')}
    ), spoken as (
      select distinct on (reader.address_id) reader.address_id, reader.language
      from reader join (select distinct address_id from telling) told using (address_id)
      order by reader.address_id, reader.lives desc, reader.subscription_id
    ), planned as (
      insert into deliveries (publication_id, channel, recipient_id, purpose, state, reason, due_at, settled_at, language)
      select p.id, 'email', spoken.address_id, 'digest',
        case p.state when 'stopped' then 'expired' else 'pending' end,
        case p.state when 'stopped' then 'stopped' end,
        '-infinity', -- at once, also when the clock is put back
        case p.state when 'stopped' then now() end,
        spoken.language
      from p, spoken
      on conflict do nothing
      returning recipient_id, state
    ), briefed as (
      insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
      select telling.advisory_id, telling.address_id, telling.revision, ${digestId}, 'digest'
      from telling
      -- put so that the planner hashes it: it takes both for one row, and would compare each with each
      where coalesce(telling.address_id in (select recipient_id from planned), false)
      on conflict do nothing
    ), counted as (
      insert into publication_counts (publication_id, worker, channel, outcome, count)
      select ${digestId}, 'plan', 'email', outcome, count(*)
      from (select 'planned' as outcome from planned union all select state from planned where state <> 'pending') outcomes group by outcome
      on conflict (publication_id, worker, channel, outcome) do update set count = publication_counts.count + excluded.count
    )
    select count(*) as rows from planned`.execute(tx);
  return rows[0]?.rows ?? 0;
}
