import { sql } from 'kysely';

import { policy } from '#config/policy.ts';
import type { ResidenceAnswer, Residences } from '#src/subscription/residence.ts';
import type { LinkUse, OwnSubscription, Wish } from '#src/subscription/subscription.ts';

import type { Database, Tx } from './database.ts';
import { holdWithCompanions } from './following.ts';
import { findLink, markUsed } from './link-tokens.ts';
import { idsOf, liveStays, pageOf } from './live-stays.ts';
import type { Page, StaysParts } from './live-stays.ts';
import { sharedWithPublishing } from './locks.ts';
import { changeOwn, endOwn } from './managing.ts';
import { addNotice } from './notices.ts';
import type { WishStore } from './wish-store.ts';
import { liveWishes, openWish } from './wishes.ts';

/** Whoever has not been asked, and has not said so, for long is asked whether they still live there. */
export async function askResidents(tx: Tx, { now }: StaysParts, after: number): Promise<Page> {
  const at = now();
  const homes = await liveStays(
    tx,
    sql`stay = 'residence' and id > ${after}
      and greatest(valid_from, asked_at, affirmed_at) <= ${at}::timestamptz - make_interval(months => ${policy.residenceAskMonths})`,
  );
  for (const { id, addressId, language } of homes)
    await addNotice(tx, {
      addressId,
      purpose: `residence:${id}:${at.getTime()}`,
      language,
    });
  await sql`update subscriptions set asked_at = ${at} where id = any(${idsOf(homes)}::bigint[])`.execute(
    tx,
  );
  return pageOf(homes, homes.length);
}

export function createResidences(store: WishStore): Residences {
  return {
    async peek(token) {
      const asked = await askedBy(store, store.db, token);
      if (asked === undefined) return { kind: 'unknown' };
      return asked.isOpen ? { kind: 'used', value: asked.own } : { kind: 'expired' };
    },
    answer: (token, answer) =>
      store.db.transaction().execute(async (tx): Promise<LinkUse<OwnSubscription>> => {
        await sharedWithPublishing(tx);
        const link = await findLink(tx, 'residence', token);
        if (link !== undefined)
          await holdWithCompanions(tx, link.addressId, link.subscriptionId ?? 0);
        const asked = await askedBy(store, tx, token);
        if (asked === undefined) return { kind: 'unknown' };
        if (!asked.isOpen && !asked.isAnswered) return { kind: 'expired' };
        if (asked.isOpen) await carryOut(store, tx, { ...asked, answer });
        await markUsed(tx, token);
        return { kind: 'used', value: asked.own };
      }),
  };
}

interface Asked {
  readonly addressId: number;
  readonly own: OwnSubscription;
  readonly isOpen: boolean;
  /** It has ended since by an answer through this link: pressing twice answers as the first time. */
  readonly isAnswered: boolean;
}

async function askedBy(
  { keyring }: WishStore,
  db: Database,
  token: string,
): Promise<Asked | undefined> {
  const link = await findLink(db, 'residence', token);
  if (link?.subscriptionId === undefined) return undefined;
  const { rows } = await sql<{ wish: Buffer; valid_from: Date; live: boolean }>`
    select wish, valid_from, valid_until is null as live from subscriptions
    where id = ${link.subscriptionId} and valid_from is not null`.execute(db);
  const [row] = rows;
  if (row === undefined) return undefined;
  const wish = openWish(keyring, row.wish);
  return {
    addressId: link.addressId,
    own: { id: link.subscriptionId, wish, since: row.valid_from },
    isOpen: row.live && !link.expired,
    isAnswered: !row.live && link.used,
  };
}

async function carryOut(
  store: WishStore,
  tx: Tx,
  { answer, own, addressId }: Asked & { readonly answer: ResidenceAnswer },
): Promise<void> {
  const { id: subscriptionId, wish } = own;
  const live = await liveWishes(tx, store.keyring, addressId);
  switch (answer) {
    case 'still':
      await sql`update subscriptions set affirmed_at = clock_timestamp() where id = ${subscriptionId}`.execute(
        tx,
      );
      return;
    case 'follow': {
      const followed: Wish = { ...wish, stay: { kind: 'none' } };
      await changeOwn(store, tx, { addressId, live, subscriptionId, wish: followed });
      return;
    }
    case 'end':
      await endOwn(tx, { addressId, live, subscriptionId });
  }
}
