import { sql } from 'kysely';

import { isRepeated, nextMailAt } from '#src/subscription/limits.ts';
import type { Turn } from '#src/subscription/pacing.ts';

import type { Tx } from './database.ts';
import { aloneWithLookup } from './locks.ts';
import { addNotice, manageNoticesOf } from './notices.ts';
import { later } from './requesting.ts';
import type { WishStore } from './wish-store.ts';

/**
 * Mails a manage link to an address that has or had wishes, and takes the same steps for one without: the same statements, which
 * read and write as many rows, also when it is asked for again. What is written for an address that nobody has is a notice that
 * ends as it begins, to a number that nobody has (ADR 0030).
 */
export async function requestManageLink(
  { db, keyring }: WishStore,
  address: string,
  turn: Turn,
): Promise<void> {
  if (turn.isDropped) return;
  const lookup = keyring.lookup(address);
  await db.transaction().execute(async (tx) => {
    await aloneWithLookup(tx, lookup);
    await writeAlways(tx);
    const { addressId, language, isOwned, now } = await askedAbout(tx, lookup);
    const earlier = await manageNoticesOf(tx, addressId);
    const dueAt = nextMailAt(earlier, later(now, turn.waitMs));
    const goes = dueAt !== undefined && !isRepeated(earlier, now);
    const at = dueAt ?? now;
    const purpose = `manage:${at.getTime()}` as const;
    const ended = isOwned ? undefined : 'unknown-address';
    const isAskedFor = true;
    await addNotice(tx, { addressId, purpose, language, goes, dueAt: at, ended, isAskedFor });
  });
}

/**
 * A commit that wrote something waits for the disk, one that only read does not, and the difference would tell whether
 * somebody has asked for the same a moment ago. This writes a few bytes to the log and to no table.
 */
async function writeAlways(tx: Tx): Promise<void> {
  await sql`select pg_logical_emit_message(true, 'manage-link', '')`.execute(tx);
}

interface AskedAbout {
  readonly addressId: number;
  readonly language: string;
  readonly isOwned: boolean;
  readonly now: Date;
}

/**
 * Whoever has left and is not forgotten yet may see that, and erase it. Of an address that nobody has, the one that comes next
 * in the order of the keyed hashes is read in its place, a stranger's by chance, so that as many rows are looked up and
 * as many pages may have to come from the disk.
 */
async function askedAbout(tx: Tx, lookup: Buffer): Promise<AskedAbout> {
  const { rows } = await sql<{
    now: Date;
    id: number | null;
    is_asked: boolean | null;
    language: string | null;
  }>`
    select clock_timestamp() as now, near.id, near.is_asked, newest.language
    from (select) one
    left join lateral (
      select id, lookup = ${lookup} as is_asked from addresses
      where lookup >= ${lookup} and ciphertext is not null order by lookup limit 1) near on true
    left join lateral (
      select language from subscriptions where address_id = near.id and valid_from is not null
      order by valid_until is null desc, id desc limit 1) newest on true`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected one row, of somebody or of nobody');
  const { now, id, language } = row;
  return row.is_asked === true && id !== null && language !== null
    ? { addressId: id, language, isOwned: true, now }
    : { addressId: nobodysNumber(lookup), language: 'en', isOwned: false, now };
}

/** Below zero there are no addresses' numbers. The same for every request about one address, so that these are counted alike. */
function nobodysNumber(lookup: Buffer): number {
  return -1 - lookup.readUIntBE(0, 6);
}
