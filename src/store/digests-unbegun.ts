import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import { watch } from '#config/watch.ts';
import type { UnbegunDigest } from '#src/dispatch/digests.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import { labelOfZoneNamed } from '#src/subscription/match.ts';
import { latestMornings } from '#src/subscription/morning.ts';

import { databaseTime } from './database.ts';
import type { Database } from './database.ts';

interface Store {
  readonly db: Database;
  readonly keyring: Pick<Keyring, 'interest'>;
}

/**
 * Digests that readers were to have and that no process has begun: of each time zone the last morning that came long enough
 * ago. Whoever begins that one or a later one ends it, for the later one tells what this one would have. Asked without a lock,
 * and by the condition under which a digest is published (digest-runs.ts).
 */
export async function findUnbegun(
  { db, keyring }: Store,
  afterMs: number = watch.digestsBegunWithinMs,
): Promise<readonly UnbegunDigest[]> {
  const now = await databaseTime(db);
  const due = latestMornings(new Date(now.getTime() - afterMs), policy).flatMap(
    ({ zones, ...morning }) =>
      zones.map((zone) => ({ ...morning, token: keyring.interest(labelOfZoneNamed(zone)) })),
  );
  const { rows } = await sql<UnbegunDigest>`
    select distinct due.rhythm, due.day, due.at, round(extract(epoch from clock_timestamp() - due.at))::int as "lateSeconds"
    from unnest(
      ${due.map(({ rhythm }) => rhythm)}::text[], ${due.map(({ day }) => day)}::text[],
      ${due.map(({ at }) => at)}::timestamptz[], ${due.map(({ token }) => token)}::bytea[]) as due (rhythm, day, at, zone)
    where not exists (select from publications p where p.rhythm = due.rhythm and p.morning = due.at and p.day = due.day)
      and not exists (
        select from digest_windows w join publications p on p.id = w.publication_id
        where w.zone = due.zone and p.rhythm = due.rhythm and p.morning > due.at)
      and exists (
        select from subscriptions s
        where s.rhythm = due.rhythm and s.rhythm <> 'message' and s.zone = due.zone and s.valid_from <= due.at
          and (s.valid_until is null or s.valid_until > coalesce((
            select p.published_at from digest_windows w join publications p on p.id = w.publication_id
            where w.zone = due.zone and p.rhythm = due.rhythm and p.state <> 'stopped' order by p.id desc limit 1), '-infinity')))
    order by due.at, due.rhythm, due.day`.execute(db);
  return rows;
}

/** The same in numbers, every rhythm. */
export async function countUnbegun(
  store: Store,
): Promise<readonly { readonly rhythm: string; readonly count: number }[]> {
  const unbegun = await findUnbegun(store);
  return ['day', 'week'].map((rhythm) => ({
    rhythm,
    count: unbegun.filter((one) => one.rhythm === rhythm).length,
  }));
}
