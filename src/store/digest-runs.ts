import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import type { DigestLedger } from '#src/dispatch/digests.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { labelOfZoneNamed } from '#src/subscription/match.ts';
import type { Morning } from '#src/subscription/morning.ts';

import { databaseTime } from './database.ts';
import type { Database, Tx } from './database.ts';
import { aloneForPublishing } from './locks.ts';

/** Publications of kind `digest`: one for each morning and rhythm that has readers. */
export function createDigestLedger({
  db,
  keyring,
}: {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'interest'>;
}): DigestLedger {
  return {
    now: () => databaseTime(db),
    async begin(morning) {
      const tokens = morning.zones.map((zone) => keyring.interest(labelOfZoneNamed(zone)));
      if (!(await isWanted(db, morning, tokens))) return undefined;
      return db.transaction().execute((tx) => publish(tx, morning, tokens));
    },
  };
}

/** Asked first and without the lock: for most mornings there is nobody, and who confirms meanwhile was too late for it. */
async function isWanted(
  db: Database,
  { rhythm, at, day }: Morning,
  tokens: readonly Buffer[],
): Promise<boolean> {
  const { rows } = await sql`
    select from unnest(${tokens}::bytea[]) as z (zone)
    where exists (select from subscriptions s where s.rhythm = ${rhythm} and s.rhythm <> 'message' and s.zone = z.zone and s.valid_from <= ${at})
      and not exists (select from publications p where p.rhythm = ${rhythm} and p.morning = ${at} and p.day = ${day})
    limit 1`.execute(db);
  return rows.length > 0;
}

/**
 * Under the lock that publishing has alone: who reads it, and which revisions came before it, is exact. A zone goes back to
 * its previous digest that was not stopped, or to the first of its readers' wishes. Late by as long as nobody looked.
 */
async function publish(
  tx: Tx,
  { rhythm, at, day }: Morning,
  tokens: readonly Buffer[],
): Promise<number | undefined> {
  await aloneForPublishing(tx);
  const { rows } = await sql<{ id: number }>`
    with previous as materialized (
      select z.zone, p.id, p.published_at from unnest(${tokens}::bytea[]) as z (zone)
      left join lateral (
        select p.id, p.published_at from digest_windows w join publications p on p.id = w.publication_id
        where w.zone = z.zone and p.rhythm = ${rhythm} and p.state <> 'stopped' order by p.id desc limit 1) p on true
    ), read as materialized (
      select previous.zone, greatest(
        coalesce(previous.id, 0),
        coalesce((select e.id from publications e where e.id > coalesce(previous.id, 0) and e.published_at < readers.since order by e.id desc limit 1), 0)) as after_id
      from previous cross join lateral (
        select min(s.valid_from) as since, bool_or(s.valid_from <= ${at}) as on_time from subscriptions s
        where s.rhythm = ${rhythm} and s.rhythm <> 'message' and s.zone = previous.zone and s.valid_from is not null
          and (s.valid_until is null or s.valid_until > coalesce(previous.published_at, '-infinity'))) readers
      where readers.on_time
    ), run as (
      insert into publications (kind, lane, rhythm, morning, day, published_at, deliver_by)
      select 'digest', 'routine', ${rhythm}, ${at}, ${day}, clock_timestamp(), ${at}::timestamptz + ${policy.deliverWithinMinutes.routine} * interval '1 minute'
      where exists (select from read)
      on conflict do nothing
      returning id
    ), windows as (
      insert into digest_windows (publication_id, zone, after_id) select run.id, read.zone, read.after_id from run, read
    )
    select id from run`.execute(tx);
  return rows[0]?.id;
}
