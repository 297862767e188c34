import { sql } from 'kysely';

import type { Became, LinkUse } from '#src/subscription/subscription.ts';

import type { Database } from './database.ts';
import { openManageLink } from './link-tokens.ts';
import type { WishStore } from './wish-store.ts';

/** What has become of a wish whose number stands in an old page: a change gives it another. */
export async function became(
  { db }: Pick<WishStore, 'db'>,
  token: string,
  subscriptionId: number,
): Promise<LinkUse<Became>> {
  const link = await openManageLink(db, token);
  if (link.kind !== 'used') return link;
  return { kind: 'used', value: await becameOf(db, { addressId: link.value, subscriptionId }) };
}

interface Version {
  readonly addressId: number;
  readonly subscriptionId: number;
}

/** Follows the versions of one address from one of them to the one that counts. */
export async function becameOf(
  db: Database,
  { addressId, subscriptionId }: Version,
): Promise<Became> {
  const { rows } = await sql<{ id: number; live: boolean }>`
    with recursive versions as (
      select id, valid_until is null as live from subscriptions
      where address_id = ${addressId} and id = ${subscriptionId} and valid_from is not null
      union
      select s.id, s.valid_until is null from subscriptions s join versions v on s.replaces = v.id
      where s.address_id = ${addressId} and s.valid_from is not null)
    select id, live from versions order by live desc, id desc limit 1`.execute(db);
  const [row] = rows;
  if (row === undefined) return { kind: 'never' };
  return row.live ? { kind: 'live', id: row.id } : { kind: 'ended' };
}
