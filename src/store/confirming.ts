import { sql } from 'kysely';

import type { ConsentOrigin } from '#src/subscription/consent.ts';
import { isSameWish } from '#src/subscription/same.ts';
import { isOver } from '#src/subscription/stay.ts';
import type { ConfirmLink, LinkUse, Wish } from '#src/subscription/subscription.ts';

import { recordConsent } from './consents.ts';
import type { Database, Tx } from './database.ts';
import { findLink, markUsed } from './link-tokens.ts';
import type { FoundLink } from './link-tokens.ts';
import { sharedWithPublishing } from './locks.ts';
import { tellWhatIsInForce } from './newcomers.ts';
import { liftSuppression } from './suppressing.ts';
import { becameOf } from './versions.ts';
import type { WishStore } from './wish-store.ts';
import { activateWish, holdAddress, liveWishes, openWish, rewriteUnconfirmed } from './wishes.ts';

/** What a confirm link would confirm; changes nothing, whoever or whatever opens it. */
export async function peekConfirm(store: WishStore, token: string): Promise<ConfirmLink> {
  const link = await findLink(store.db, 'confirm', token);
  const asked = await askedBy(store, store.db, link);
  if (link === undefined || asked === undefined) return { kind: 'unknown' };
  const present = link.used ? await presentOf(store, asked) : undefined;
  if (present !== undefined) return { kind: 'confirmed', value: present };
  const canBeUsed = asked.isOpen || (await isLive(store, store.db, asked));
  const changeable = asked.isOpen && isOwn(asked);
  return canBeUsed ? { kind: 'used', value: asked.wish, changeable } : { kind: 'expired' };
}

/**
 * Confirms under the lock shared with publishing. Pressing twice, or a link mailed twice, answers as the first time,
 * but only while the wish lives: nobody is told that alerts are on which have ended. What its owner would rather have, if they
 * say so, takes the place of what they were asked, and that is never matched.
 */
export async function confirm(
  store: WishStore,
  token: string,
  rather?: Wish,
): Promise<LinkUse<Wish>> {
  return store.db.transaction().execute(async (tx) => {
    await sharedWithPublishing(tx);
    const link = await findLink(tx, 'confirm', token);
    if (link === undefined) return { kind: 'unknown' };
    await holdAddress(tx, link.addressId);
    await holdAsked(tx, link);
    const asked = inPlaceOf(await askedBy(store, tx, link), rather);
    if (asked === undefined) return { kind: 'unknown' };
    // A wish that its owner has already, asked for again, stays one wish.
    const live = await isLive(store, tx, asked);
    if (!live && !asked.isOpen) return { kind: 'expired' };
    if (!live) await begin(store, tx, { ...asked, isRewritten: rather !== undefined });
    await liftSuppression(tx, asked.addressId); // its owner has shown that mail arrives and is wanted
    await markUsed(tx, token);
    return { kind: 'used', value: asked.wish };
  });
}

/** Whoever added the address may be changing the wish: what is confirmed is what was read. */
async function holdAsked(tx: Tx, { subscriptionId }: FoundLink): Promise<void> {
  await sql`select from subscriptions where id = ${subscriptionId ?? null} for update`.execute(tx);
}

interface Asked {
  readonly id: number;
  readonly addressId: number;
  readonly wish: Wish;
  readonly companionOf: number | undefined;
  /** Neither confirmed nor too old, nor a trip that is over. */
  readonly isOpen: boolean;
  /** How the address came here. */
  readonly origin: ConsentOrigin;
}

/** What its owner would rather have; undefined of what cannot be had otherwise. */
function inPlaceOf(asked: Asked | undefined, rather: Wish | undefined): Asked | undefined {
  if (asked === undefined || rather === undefined) return asked;
  return isOwn(asked) ? { ...asked, wish: rather } : undefined;
}

/** Whose wish follows somebody else's takes it as that is. */
function isOwn({ companionOf }: Pick<Asked, 'companionOf'>): boolean {
  return companionOf === undefined;
}

async function begin(
  store: WishStore,
  tx: Tx,
  { isRewritten, ...asked }: Asked & { readonly isRewritten: boolean },
): Promise<void> {
  if (isRewritten) await rewriteUnconfirmed(tx, store.keyring, asked);
  await activateWish(tx, store.keyring, asked);
  await recordConsent(tx, {
    addressId: asked.addressId,
    subscriptionId: asked.id,
    purpose: 'alerts',
    basis: 'consent',
    noticeVersion: store.noticeVersion,
    language: asked.wish.language,
    origin: asked.companionOf === undefined ? asked.origin : 'companion',
  });
  await tellWhatIsInForce(tx, store.inForceOn, asked);
}

/** What a wish that was confirmed is now: the same, or what its owner has changed it into. */
async function presentOf(store: WishStore, asked: Asked): Promise<Wish | undefined> {
  if (await isLive(store, store.db, asked)) return asked.wish;
  const { addressId, id: subscriptionId } = asked;
  const became = await becameOf(store.db, { addressId, subscriptionId });
  if (became.kind !== 'live') return undefined;
  const live = await liveWishes(store.db, store.keyring, addressId);
  return live.find(({ id }) => id === became.id)?.wish;
}

/** Does this wish, or the same one asked for at another time by the same way, count now? */
async function isLive({ keyring }: WishStore, db: Database, asked: Asked): Promise<boolean> {
  const live = await liveWishes(db, keyring, asked.addressId);
  return live.some(
    ({ wish, companionOf }) => companionOf === asked.companionOf && isSameWish(wish, asked.wish),
  );
}

async function askedBy(
  { keyring }: WishStore,
  db: Database,
  link: FoundLink | undefined,
): Promise<Asked | undefined> {
  if (link?.subscriptionId === undefined) return undefined;
  const { rows } = await sql<{
    id: number;
    wish: Buffer;
    companion_of: number | null;
    is_confirmed: boolean;
    is_withdrawn: boolean;
    origin: ConsentOrigin;
  }>`
    select s.id, s.wish, s.companion_of, s.valid_from is not null as is_confirmed, s.withdrawn_at is not null as is_withdrawn,
      coalesce(i.kind, 'form') as origin
    from subscriptions s left join imports i on i.id = s.import_id where s.id = ${link.subscriptionId}`.execute(
    db,
  );
  const [row] = rows;
  if (row === undefined) return undefined;
  const companionOf = row.companion_of ?? undefined;
  const wish = openWish(keyring, row.wish);
  const isAsked = !row.is_confirmed && !row.is_withdrawn && !isOver(wish.stay, new Date());
  const isOpen = isAsked && isStillOpen(link);
  return { id: row.id, origin: row.origin, addressId: link.addressId, wish, companionOf, isOpen };
}

function isStillOpen({ used, expired }: FoundLink): boolean {
  return !used && !expired;
}
