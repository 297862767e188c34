import { sql } from 'kysely';
import type { RawBuilder } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import type { Tx } from './database.ts';
import type { WishStore } from './wish-store.ts';
import { tryWish } from './wishes.ts';
import type { Unreadable } from './wishes.ts';

export interface StaysParts extends Pick<WishStore, 'db' | 'keyring' | 'inForceOn'> {
  readonly now: () => Date;
}

/** What one transaction did. `last` is the id that it came to, undefined when there is nothing behind it. */
export interface Page {
  readonly done: number;
  readonly unreadable: readonly Unreadable[];
  readonly last: number | undefined;
}

/** A live wish with a stay, unopened. */
export interface StayRow {
  readonly id: number;
  readonly addressId: number;
  readonly language: string;
  readonly sealed: Buffer;
  readonly confirmedAt: Date;
}

export interface LiveStay extends StayRow {
  readonly wish: Wish;
}

const mostAtOnce = 200;

/** Live wishes of which something holds, in the order of their ids. Not locked: whoever changes one holds its address first. */
export async function liveStays(
  tx: Tx,
  condition: RawBuilder<unknown>,
): Promise<readonly StayRow[]> {
  const { rows } = await sql<StayRow>`
    select id, address_id as "addressId", language, wish as sealed, valid_from as "confirmedAt" from subscriptions
    where valid_from is not null and valid_until is null and ${condition}
    order by id limit ${mostAtOnce}`.execute(tx);
  return rows;
}

/** Those that cannot be opened are left as they are: whoever looks when their key is back does what was missed. */
export function openStays(
  keyring: Pick<Keyring, 'open'>,
  rows: readonly StayRow[],
): { readonly stays: readonly LiveStay[]; readonly unreadable: readonly Unreadable[] } {
  const stays: LiveStay[] = [];
  const unreadable: Unreadable[] = [];
  for (const row of rows) {
    const opened = tryWish(keyring, { id: row.id, wish: row.sealed });
    if ('wish' in opened) stays.push({ ...row, wish: opened.wish });
    else unreadable.push(opened.unreadable);
  }
  return { stays, unreadable };
}

export function pageOf(
  rows: readonly StayRow[],
  done: number,
  unreadable: readonly Unreadable[] = [],
): Page {
  return { done, unreadable, last: rows.length < mostAtOnce ? undefined : rows.at(-1)?.id };
}

export function idsOf(stays: readonly StayRow[]): readonly number[] {
  return stays.map(({ id }) => id);
}
