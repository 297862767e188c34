import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import type { Page } from './stays.ts';
import { openWish } from './wishes.ts';

export interface LiveStay {
  readonly id: number;
  readonly addressId: number;
  readonly wish: Wish;
  readonly confirmedAt: Date;
}

const mostAtOnce = 200;

/** Live wishes of which something holds, in the order of their ids. Not locked: whoever changes one holds its address first. */
export async function liveStays(
  tx: Tx,
  keyring: Keyring,
  condition: RawBuilder<unknown>,
): Promise<readonly LiveStay[]> {
  const { rows } = await sql<{ id: number; address_id: number; wish: Buffer; valid_from: Date }>`
    select id, address_id, wish, valid_from from subscriptions
    where valid_from is not null and valid_until is null and ${condition}
    order by id limit ${mostAtOnce}`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    addressId: row.address_id,
    wish: openWish(keyring, row.wish),
    confirmedAt: row.valid_from,
  }));
}

export function pageOf(stays: readonly LiveStay[], done: number): Page {
  return { done, last: stays.length < mostAtOnce ? undefined : stays.at(-1)?.id };
}

export function idsOf(stays: readonly LiveStay[]): readonly number[] {
  return stays.map(({ id }) => id);
}
