import { sql } from 'kysely';

import type { App } from '#src/app.ts';
import { firstDayOf } from '#src/store/wishes.ts';
import { labelOfZone, labelsOfCategories, labelsOfFollowed } from '#src/subscription/match.ts';
import { activeDuring } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { aWish } from './builders-wish.ts';

export interface Citizens {
  readonly count: number;
  readonly wish?: Wish;
  /** The address of the nth. */
  readonly address?: (n: number) => string;
}

/** Confirmed citizens in one statement each table, for tests and benchmarks that need many. */
export async function addCitizens(
  { db, keyring }: Pick<App, 'db' | 'keyring'>,
  citizens: Citizens,
): Promise<void> {
  const { count, wish = aWish(), address = (n: number) => `citizen-${n}@example.org` } = citizens;
  const token = (label: string) => keyring.interest(label);
  const labels = [...new Set(wish.places.flatMap(labelsOfFollowed))].map(token);
  const categories = labelsOfCategories(wish.categories).map(token);
  const { from: activeFrom = null, until: activeUntil = null } = activeDuring(wish.stay) ?? {};
  const { every, timeZone } = wish.rhythm;
  const zone = every === 'message' ? null : token(labelOfZone(timeZone));
  const sealed = keyring.seal('wish', JSON.stringify(wish));
  const page = 5_000;
  for (let from = 0; from < count; from += page) {
    const addresses = Array.from({ length: Math.min(page, count - from) }, (_, index) =>
      address(from + index),
    );
    await sql`
      with people as (
        insert into addresses (ciphertext, lookup, subscribed, discreet)
        select ciphertext, lookup, true, ${wish.discreet} from unnest(
          ${addresses.map((text) => keyring.seal('address', text))}::bytea[], ${addresses.map(keyring.lookup)}::bytea[]) as p (ciphertext, lookup)
        returning id
      ), wishes as (
        insert into subscriptions (address_id, wish, language, stay, active_from, active_until, begins_on, rhythm, zone, discreet, valid_from)
        select id, ${sealed}, ${wish.language}, ${wish.stay.kind}, coalesce(${activeFrom}::timestamptz, '-infinity'),
          coalesce(${activeUntil}::timestamptz, 'infinity'), ${firstDayOf(wish)}::date, ${every}, ${zone}, ${wish.discreet}, clock_timestamp() - interval '1 minute'
        from people order by id
        returning id, address_id, stay, rhythm, active_from, active_until, valid_from
      )
      insert into interests (label, address_id, subscription_id, threshold, kinds, categories, residence, rhythm, active_from, active_until, language, valid_from)
      select label, address_id, id, ${wish.threshold}, ${[...wish.kinds]}::text[], ${categories}::bytea[], stay = 'residence', rhythm, active_from, active_until, ${wish.language}, valid_from
      from wishes, unnest(${labels}::bytea[]) as label`.execute(db);
  }
}
