import { sql } from 'kysely';

import type { Keyring } from '#src/keyring/keyring.ts';
import { isRepeated, nextMailAt } from '#src/subscription/limits.ts';
import type { Turn } from '#src/subscription/pacing.ts';
import { isSameWish } from '#src/subscription/same.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { recordConsent } from './consents.ts';
import type { Tx } from './database.ts';
import { addNotice } from './notices.ts';
import type { WishStore } from './wish-store.ts';
import { insertWish, openWish } from './wishes.ts';

/** What somebody asks for, of which address, and when their turn comes. */
export interface Asked {
  readonly address: string;
  readonly wish: Wish;
  readonly turn: Turn;
}

/**
 * Keeps a wish until it is confirmed. Its mail goes when the asker's turn has come and the address's own, so that nobody's
 * mailbox is filled by others; nobody who asks can tell which of the two it waits for, or whether it was the same again.
 */
export async function request(
  { db, keyring, noticeVersion }: WishStore,
  { address, wish, turn }: Asked,
): Promise<void> {
  if (turn.isDropped) return;
  await db.transaction().execute(async (tx) => {
    const addressId = await findOrCreate(tx, keyring, address);
    const { earlier, now } = await unansweredOf(tx, addressId);
    const dueAt = nextMailAt(mailedAtOf(earlier), later(now, turn.waitMs));
    if (dueAt === undefined || isRepeated(mailedAtOf(ofSame(keyring, earlier, wish)), now)) return;
    const id = await insertWish(tx, keyring, { addressId, wish });
    await recordConsent(tx, {
      addressId,
      subscriptionId: id,
      purpose: 'asked',
      basis: 'request',
      noticeVersion,
      language: wish.language,
      origin: 'form',
    });
    const purpose = `confirm:${id}` as const;
    const { language } = wish;
    await addNotice(tx, { addressId, purpose, language, dueAt, isAskedFor: true });
  });
}

export function later(moment: Date, ms: number): Date {
  return new Date(moment.getTime() + ms);
}

/** Always writes the row, so that known and unknown addresses cost the same; an erased person's address comes back this way only. */
export async function findOrCreate(tx: Tx, keyring: Keyring, address: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into addresses (lookup, ciphertext, domain)
    values (${keyring.lookup(address)}, ${keyring.seal('address', address)}, ${keyring.domain(address)})
    on conflict (lookup) do update
    set ciphertext = coalesce(addresses.ciphertext, excluded.ciphertext), domain = excluded.domain
    returning id`.execute(tx);
  const [row] = rows;
  if (row === undefined) throw new Error('expected the id of an address just written');
  return row.id;
}

interface Unanswered {
  readonly wish: Buffer;
  readonly mailedAt: Date;
}

/**
 * Requests that nobody has confirmed and that were mailed about, or will be. What an address's owner has answered was wanted and
 * limits nothing; nor does the mail of a list that leaves in some days: nobody who asks today waits for it.
 */
export async function unansweredOf(
  tx: Tx,
  addressId: number,
): Promise<{ readonly earlier: readonly Unanswered[]; readonly now: Date }> {
  const { rows } = await sql<{ now: Date; wish: Buffer | null; mailedAt: Date | null }>`
    select clock_timestamp() as now, s.wish, greatest(s.requested_at, d.due_at) as "mailedAt"
    from publications p
    left join subscriptions s on s.address_id = ${addressId} and s.valid_from is null and s.requested_at > now() - interval '8 days'
    left join deliveries_standing d
      on d.publication_id = p.id and d.channel = 'email' and d.recipient_id = s.address_id and d.purpose in ('confirm:' || s.id, 'added:' || s.id)
    where p.kind = 'notices' and (s.import_id is null or d.due_at <= now()) and (s.companion_of is null or d.purpose is not null)`.execute(
    tx,
  );
  const earlier = rows.flatMap(({ wish, mailedAt }) =>
    wish === null || mailedAt === null ? [] : [{ wish, mailedAt }],
  );
  return { earlier, now: rows[0]?.now ?? new Date() };
}

/** By the limits there are no more. */
const mostUnanswered = 6;

/** Those for the same wish. Always as many are opened as there can be: who listens to the clock learns nothing. */
function ofSame(
  keyring: Keyring,
  earlier: readonly Unanswered[],
  wish: Wish,
): readonly Unanswered[] {
  const own = { wish: keyring.seal('wish', JSON.stringify(wish)), mailedAt: new Date(0) };
  const padding = Array.from({ length: Math.max(0, mostUnanswered - earlier.length) }, () => own);
  const same = [...earlier, ...padding].filter((one) =>
    isSameWish(openWish(keyring, one.wish), wish),
  );
  return same.filter((one) => one !== own);
}

export function mailedAtOf(some: readonly Unanswered[]): readonly Date[] {
  return some.map(({ mailedAt }) => mailedAt);
}
