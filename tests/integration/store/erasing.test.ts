import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { checkInvariants, holds } from '#src/store/invariants.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { ownAddress } from '#src/store/own-address.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { createSubscriptions } from '#src/store/subscriptions.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, sent } from '#tests/support/ledger.ts';
import { publish } from '#tests/support/publishing.ts';
import { aNoticeVersion, createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asha = 'asha@example.org';

async function rowsIn({ db }: Pick<WishWorld, 'db'>, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function tombstoneOf({ db }: Pick<WishWorld, 'db'>) {
  const { rows } = await sql`
    select ciphertext, lookup is not null as hashed, subscribed, erased_at is not null as erased from addresses`.execute(
    db,
  );
  return rows[0];
}

async function erased(world: WishWorld): Promise<string> {
  await world.subscribe(asha);
  await world.subscribe(asha, aWish({ places: [{ kind: 'everywhere' }] }));
  await world.subscriptions.requestManageLink(asha);
  const token = await world.mailedLink('manage', asha);
  expect(await world.subscriptions.erase(token)).toMatchObject({ kind: 'used' });
  return token;
}

test('S8 · one POST erases everything that is held on a person, and a keyed hash stays', async () => {
  await using world = await createWishWorld();
  await erased(world);
  expect(await tombstoneOf(world)).toEqual({
    ciphertext: null,
    hashed: true,
    subscribed: false,
    erased: true,
  });
  for (const table of ['subscriptions', 'interests', 'consents'])
    expect([table, await rowsIn(world, table)]).toEqual([table, 0]);
  const { rows } = await sql`select rule, count from forgotten_counts`.execute(world.db);
  expect(rows).toEqual([{ rule: 'erased', count: 1 }]);
});

test('S8 · erasing twice is erasing once, and a link that ended erases nobody', async () => {
  await using world = await createWishWorld();
  const token = await erased(world);
  expect(await world.subscriptions.erase(token)).toMatchObject({ kind: 'used' });
  expect(await world.subscriptions.manage(token)).toEqual({ kind: 'erased' });
  const { rows } = await sql`select count from forgotten_counts`.execute(world.db);
  expect(rows).toEqual([{ count: 1 }]);
  await world.subscribe('rajan@example.org');
  await world.subscriptions.requestManageLink('rajan@example.org');
  const late = await world.mailedLink('manage', 'rajan@example.org');
  await sql`update link_tokens set expires_at = now() - interval '1 second'`.execute(world.db);
  expect(await world.subscriptions.erase(late)).toEqual({ kind: 'expired' });
  expect(await world.subscriptions.erase('nonsense')).toEqual({ kind: 'unknown' });
  expect(await rowsIn(world, 'subscriptions')).toBe(1);
});

test('S8 · nobody else brings an erased person back, and their own new sign-up does', async () => {
  await using world = await createWishWorld();
  await erased(world);
  const own = () =>
    world.db.transaction().execute((tx) => ownAddress(tx, { ...world, address: asha }));
  expect(await own()).toBeUndefined();
  await world.subscriptions.request(asha, aWish());
  expect(await own()).toBeUndefined();
  await world.subscriptions.confirm(await world.mailedLink('confirm', asha));
  expect(await tombstoneOf(world)).toMatchObject({ subscribed: true, erased: false });
  expect(await own()).toBe(await world.addressId(asha));
});

test('S8 · what is still owed to an erased person ends unsent', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 2 });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  await eraseFirst(it);
  const claimed = await it.claim(publicationId);
  expect(claimed.map(({ recipientId }) => recipientId)).toEqual([2]);
  expect(await it.count(publicationId)).toEqual({ suppressed: 1, pending: 1 });
});

test('S8 · Q1 · an erased person leaves a tombstone that is counted, and what was proved stays proved', async () => {
  await using it = await openLedger();
  await addCitizens(it, { count: 3 });
  const { publicationId } = await publish(it);
  await it.plan(publicationId);
  const claimed = await it.claim(publicationId);
  await it.deliveries.settle(
    claimed.map((row) => ({ claimed: row, next: sent })),
    'a worker',
  );
  await it.plan(publicationId);
  await eraseFirst(it);
  const [invariant] = await checkInvariants(it);
  expect(invariant).toMatchObject({ rows: 3, tombstones: 1, uninvited: 0, forgotten: 0 });
  expect(invariant !== undefined && holds(invariant)).toBe(true);
  // Who comes back and is told of something else is held against it like anybody.
  await sql`update addresses set erased_at = null, cut_at = now() - interval '1 day'`.execute(
    it.db,
  );
  expect(await checkInvariants(it)).toMatchObject([{ tombstones: 0, uninvited: 1 }]);
});

async function eraseFirst({ db, keyring }: Awaited<ReturnType<typeof openLedger>>) {
  const subscriptions = createSubscriptions({
    db,
    keyring,
    inForceOn: createRevisions,
    undoDays: 7,
    noticeVersion: aNoticeVersion,
  });
  const token = await createLinkTokens({ db }).issue({
    purpose: 'manage',
    addressId: 1,
    holds: { minutes: 30 },
  });
  await subscriptions.erase(token);
}
