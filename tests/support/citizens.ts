import { sql } from 'kysely';

import type { App } from '#src/app.ts';
import { labelsOfFollowed } from '#src/subscription/match.ts';
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
  const labels = [...new Set(wish.places.flatMap(labelsOfFollowed))].map(keyring.interest);
  const sealed = keyring.seal('wish', JSON.stringify(wish));
  const page = 5_000;
  for (let from = 0; from < count; from += page) {
    const addresses = Array.from({ length: Math.min(page, count - from) }, (_, index) =>
      address(from + index),
    );
    await sql`
      with people as (
        insert into addresses (ciphertext, lookup, subscribed)
        select ciphertext, lookup, true from unnest(
          ${addresses.map((text) => keyring.seal('address', text))}::bytea[], ${addresses.map(keyring.lookup)}::bytea[]) as p (ciphertext, lookup)
        returning id
      ), wishes as (
        insert into subscriptions (address_id, wish, language, valid_from)
        select id, ${sealed}, ${wish.language}, clock_timestamp() - interval '1 minute' from people order by id
        returning id, address_id, valid_from
      )
      insert into interests (label, address_id, subscription_id, threshold, kinds, language, valid_from)
      select label, address_id, id, ${wish.threshold}, ${[...wish.kinds]}::text[], ${wish.language}, valid_from
      from wishes, unnest(${labels}::bytea[]) as label`.execute(db);
  }
}
