import { sql } from 'kysely';
import { expect, test, vi } from 'vitest';

import type { Tx } from '#src/store/database.ts';
import { createRetention } from '#src/store/retention.ts';
import { keepStays } from '#src/store/stays.ts';
import { endExpiredSuppressions, suppress } from '#src/store/suppressing.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { bringInByList } from '#tests/support/lists.ts';
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

const days = 86_400_000;
const { signal } = new AbortController();
const on = (later: number) => new Date(Date.now() + later * days);

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
  await besideOneWhoHolds(world, {
    work: () => bringInByList(world, people),
    next: (tx) => sql`select from addresses where id = 2 for update`.execute(tx),
  });
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
async function besideOneWhoHolds(
  { db }: WishWorld,
  { work, next }: { work: () => Promise<unknown>; next: (tx: Tx) => Promise<unknown> },
): Promise<void> {
  let working: Promise<unknown> = Promise.resolve();
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
    });
    await next(tx);
  });
  await working;
}
