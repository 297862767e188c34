import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import { withFreshKey } from '#src/keyring/key-file.ts';
import { createKeyring } from '#src/keyring/keyring.ts';
import type { Keyring } from '#src/keyring/keyring.ts';
import type { Tx } from '#src/store/database.ts';
import { createRetention } from '#src/store/retention.ts';
import { keepStays } from '#src/store/stays.ts';
import { endExpiredSuppressions, suppress } from '#src/store/suppressing.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { aKeyFile } from '#tests/support/keyring.ts';
import { bringInByList, listsOf, openList, wholeBatch } from '#tests/support/lists.ts';
import { keptLog } from '#tests/support/log.ts';
import { patiently } from '#tests/support/patiently.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asha = 'asha@example.org';
const bo = 'bo@example.org';
const inSenegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });

test('a list is brought in although a wish of somebody on it cannot be opened', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await sql`update subscriptions set wish = set_byte(wish, 40, get_byte(wish, 40) # 1)`.execute(
    world.db,
  );
  const people = [asha, bo].map((address) => ({ address, wish: inSenegal }));
  expect(await bringInByList(world, people)).toEqual(['subscribed', 'subscribed']);
});

test('S7 · what could not be opened is logged once a batch by number and code, and by no address', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await sql`update subscriptions set wish = set_byte(wish, 40, get_byte(wish, 40) # 1)`.execute(
    world.db,
  );
  const { log, said } = keptLog();
  const lists = listsOf(world, log);
  const list = await openList(world);
  const people = [asha, bo].map((address) => ({ address, wish: inSenegal }));
  await lists.prepare(list, people)(wholeBatch(list, people));
  expect(said('list.wishes-unreadable')).toMatchObject([
    { level: 40, listId: list.id, wishes: 1, subscriptionIds: [1], codes: [expect.any(String)] },
  ]);
  expect(JSON.stringify(said('list.wishes-unreadable'))).not.toContain('@');
});

const days = 86_400_000;
const { signal } = new AbortController();
const on = (later: number) => new Date(Date.now() + later * days);

test('a file that another process has brought in whole since somebody looked is not begun once more, unless they say so', async () => {
  await using world = await createWishWorld();
  const lists = listsOf(world);
  const list = await openList(world);
  const people = [{ address: asha, wish: inSenegal }];
  await lists.prepare(list, people)(wholeBatch(list, people));
  await lists.mail(list, () => {});
  await expect(lists.begin(list)).rejects.toThrow('brought in whole');
  const told = vi.fn<(queued: number) => void>();
  await lists.mail(list, told); // by the slower of two that had the same file
  expect(told).toHaveBeenLastCalledWith(1);
  expect(await lists.begin({ ...list, again: true })).toMatchObject({ resumed: false });
});

test('S8 · a list brings back whose trip was over and ended by itself, also when they are forgotten by now', async () => {
  await using world = await createWishWorld();
  const dayOf = (later: number) => on(later).toISOString().slice(0, 10);
  const stay = { kind: 'trip', from: dayOf(0), to: dayOf(1), daysBefore: 0 } as const;
  for (const address of [asha, bo]) await world.subscribe(address, aWish({ stay }));
  await keepStays({ ...world.store, now: () => on(40) });
  await createRetention({ ...world, batch: 10 }).keep(signal, on(41));
  const { rows } = await sql`select ciphertext from addresses`.execute(world.db);
  expect(rows).toEqual([{ ciphertext: null }, { ciphertext: null }]);
  expect(await bringInByList(world, [{ address: asha, wish: inSenegal }])).toEqual(['subscribed']);
  expect(await bringInByList(world, [{ address: bo, wish: inSenegal }], 'asked')).toEqual([
    'asked',
  ]);
  const back = await sql`
    select subscribed, ciphertext is not null as kept, erased_at from addresses order by id`.execute(
    world.db,
  );
  expect(back.rows).toEqual([
    { subscribed: true, kept: true, erased_at: null },
    { subscribed: false, kept: true, erased_at: null },
  ]);
  await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now()`.execute(
    world.db,
  );
  // Nobody answers: it is a tombstone again, and may be asked again.
  await createRetention({ ...world, batch: 10 }).keep(signal, on(50));
  expect(await bringInByList(world, [{ address: bo, wish: inSenegal }], 'asked')).toEqual([
    'asked',
  ]);
});

test('S8 · a list brings back nobody who erased themselves, or left, after their trip was over', async () => {
  await using world = await createWishWorld();
  const stay = { kind: 'trip', from: '2020-01-01', to: '2020-01-02', daysBefore: 0 } as const;
  for (const address of [asha, bo]) {
    await world.subscribe(address);
    await sql`update subscriptions set stay = 'trip', begins_on = ${stay.from}, active_until = ${stay.to}`.execute(
      world.db,
    );
  }
  await keepStays(world.store);
  await world.subscriptions.requestManageLink(asha);
  await world.subscriptions.erase(await world.mailedLink('manage', asha));
  const token = world.keyring.unsubscribeToken(await world.addressId(bo), 0);
  expect(await world.subscriptions.unsubscribe(token)).toBe('ended');
  const people = [asha, bo].map((address) => ({ address, wish: inSenegal }));
  expect(await bringInByList(world, people)).toEqual(['blocked', 'blocked']);
});

test('a list that holds many addresses and whoever else does never wait for each other for ever', async () => {
  await using world = await createWishWorld();
  const [first, second] = inOrderOfHash(world);
  // Its number says otherwise than its hash.
  await world.subscribe(second);
  await world.subscribe(first);
  const people = [first, second].map((address) => ({ address, wish: inSenegal }));
  const outcomes = await besideOneWhoHolds(world, {
    work: () => bringInByList(world, people),
    next: (tx) => sql`select from addresses where id = 2 for update`.execute(tx),
  });
  expect(outcomes).toEqual(['subscribed', 'subscribed']);
});

test('ending suppressions and suppressing never wait for each other for ever', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  const soft = { addressId: 1, kind: 'soft', reason: 'full', evidence: '' } as const;
  await suppress(world.db, soft);
  await sql`update suppressions set expires_at = now() - interval '1 minute'`.execute(world.db);
  await besideOneWhoHolds(world, {
    work: () => endExpiredSuppressions(world.db),
    next: (tx) => suppress(tx, { ...soft, kind: 'hard' }),
  });
  const { rows } = await sql`select kind from suppressions`.execute(world.db);
  expect(rows).toEqual([{ kind: 'hard' }]);
});

function inOrderOfHash({ keyring }: WishWorld): readonly [string, string] {
  const [one, other] = [keyring.lookup(asha), keyring.lookup(bo)];
  return one.compare(other) < 0 ? [asha, bo] : [bo, asha];
}

/** Somebody holds address 1, the work waits for it, and they go on to what comes next: whoever holds that already waits for ever. */
async function besideOneWhoHolds<T>(
  { db }: WishWorld,
  { work, next }: { work: () => Promise<T>; next: (tx: Tx) => Promise<unknown> },
): Promise<T | undefined> {
  let working: Promise<T | undefined> = Promise.resolve(undefined);
  await db.transaction().execute(async (tx) => {
    await sql`select from addresses where id = 1 for update`.execute(tx);
    working = work();
    working.catch(() => {}); // awaited below
    await vi.waitFor(async () => {
      const { rows } = await sql`
        select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
        db,
      );
      expect(rows).toHaveLength(1);
    }, patiently);
    await next(tx);
  });
  return working;
}

test('S6 · what a list writes is sealed before the transaction that publishing waits for', async () => {
  await using world = await createWishWorld();
  let sealed = 0;
  const seal: Keyring['seal'] = (about, text) => {
    sealed += 1;
    return world.keyring.seal(about, text);
  };
  const watched = { ...world, keyring: { ...world.keyring, seal } };
  const people = [asha, bo].map((address) => ({ address, wish: inSenegal }));
  const list = await openList(watched);
  const bring = listsOf(watched).prepare(list, people);
  expect(sealed).toBe(4);
  await bring(wholeBatch(list, people));
  expect(sealed).toBe(4);
  const { rows } = await sql<{ address: Buffer; wish: Buffer }>`
    select a.ciphertext as address, s.wish from addresses a join subscriptions s on s.address_id = a.id order by a.id`.execute(
    world.db,
  );
  expect(rows.map(({ address }) => world.keyring.open('address', address)).toSorted()).toEqual([
    asha,
    bo,
  ]);
  expect(rows.map(({ wish }) => JSON.parse(world.keyring.open('wish', wish)))).toEqual([
    inSenegal,
    inSenegal,
  ]);
  // Two people who want the same must not look alike.
  expect(rows[0]?.wish).not.toEqual(rows[1]?.wish);
});

test('S6 · what was sealed under a key that another takes over from meanwhile is sealed anew when it is written', async () => {
  await using world = await createWishWorld();
  let file = withFreshKey(aKeyFile());
  const rotating = { ...world, keyring: createKeyring(file, () => file) };
  const people = [asha, bo].map((address) => ({ address, wish: inSenegal }));
  const list = await openList(rotating);
  const bring = listsOf(rotating).prepare(list, people);
  file = { ...file, seals: 2 };
  await bring(wholeBatch(list, people));
  const { rows } = await sql`
    select get_byte(a.ciphertext, 0) as address, get_byte(s.wish, 0) as wish from addresses a join subscriptions s on s.address_id = a.id`.execute(
    world.db,
  );
  expect(rows).toEqual([
    { address: 2, wish: 2 },
    { address: 2, wish: 2 },
  ]);
});
