import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { limits } from '#config/limits.ts';
import { createAuditLog } from '#src/store/audit.ts';
import { createCrises } from '#src/store/crises.ts';
import { createPaces } from '#src/store/paces.ts';
import { createRetention } from '#src/store/retention.ts';
import type { Asker } from '#src/subscription/pacing.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { bringInByList } from '#tests/support/lists.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asker: Asker = { network: '192.0.2.0/24', isShared: false, isSuspect: false };
/** Two at once, then one in ten minutes. */
const narrow = { atOnce: 2, perHour: 6 };
const wide = { atOnce: 1_000, perHour: 1_000 };
const narrowest = { network: narrow, shared: wide, overall: wide, suspects: narrow, mostHours: 24 };

const pacesOf = (world: WishWorld, own: Partial<typeof narrowest> = {}) =>
  createPaces({ ...world, limits: { ...narrowest, ...own } });

const minutes = (ms: number) => Math.round(ms / 60_000);

async function waits(
  world: WishWorld,
  askers: readonly Asker[],
  own: Partial<typeof narrowest> = {},
): Promise<readonly number[]> {
  const paces = pacesOf(world, own);
  const all: number[] = [];
  for (const one of askers) all.push(minutes((await paces.take(one)).waitMs));
  return all;
}

test('S5 · over its limit a network’s requests wait one behind the other, and another network waits for nobody', async () => {
  await using world = await createWishWorld();
  expect(await waits(world, [asker, asker, asker, asker])).toEqual([0, 0, 10, 20]);
  expect(await waits(world, [{ ...asker, network: '192.0.3.0/24' }])).toEqual([0]);
});

test('S5 · a network that thousands share has a far higher limit', async () => {
  await using world = await createWishWorld();
  const shared = { ...asker, isShared: true };
  expect(
    await waits(
      world,
      Array.from({ length: 50 }, () => shared),
    ),
  ).toEqual(Array(50).fill(0));
  expect(limits.shared.perHour / limits.network.perHour).toBeGreaterThanOrEqual(100);
});

test('S5 · behind a proxy that is not trusted nobody waits for those beside them, but for everybody together', async () => {
  await using world = await createWishWorld();
  const unknown = { ...asker, network: undefined };
  expect(await waits(world, [unknown, unknown, unknown], { overall: narrow })).toEqual([0, 0, 10]);
  expect(await waits(world, [asker], { overall: narrow })).toEqual([20]);
});

test('S5 · the limits hold across processes, and at the same moment', async () => {
  await using world = await createWishWorld();
  const [one, other] = [pacesOf(world), pacesOf(world)];
  const turns = await Promise.all(
    Array.from({ length: 10 }, (_, n) => (n % 2 === 0 ? one : other).take(asker)),
  );
  expect(turns.map(({ waitMs }) => minutes(waitMs)).toSorted((a, b) => a - b)).toEqual([
    0, 0, 10, 20, 30, 40, 50, 60, 70, 80,
  ]);
});

test('S5 · nobody waits for more than a day', async () => {
  await using world = await createWishWorld();
  const all = await waits(
    world,
    Array.from({ length: 200 }, () => asker),
  );
  expect(Math.max(...all)).toBe(24 * 60);
});

test('S5 · what floods one network is let go when a day is full, is told the same, and is no burden to anybody else', async () => {
  await using world = await createWishWorld();
  const paces = pacesOf(world, { overall: { atOnce: 200, perHour: 60 } });
  const turns = [];
  for (let n = 0; n < 400; n += 1) turns.push(await paces.take(asker));
  const taken = turns.filter(({ isDropped }) => !isDropped);
  // Two at once, and six an hour for a day.
  expect(taken).toHaveLength(2 + 24 * 6);
  expect(turns.slice(taken.length).map(({ saidMs }) => minutes(saidMs))).toEqual(
    turns.slice(taken.length).map(() => 24 * 60),
  );
  expect(
    Object.fromEntries(paces.counts().map(({ outcome, count }) => [outcome, count])),
  ).toMatchObject({ dropped: 400 - taken.length });
  // 146 of the 200 places for everybody are taken, and not 400.
  const others = Array.from({ length: 50 }, (_, n) => ({ ...asker, network: `198.51.${n}.0/24` }));
  for (const other of others) expect(await paces.take(other)).toMatchObject({ waitMs: 0 });
  // Ten minutes later there is room for one, however many came in between.
  await sql`update paces set full_until = full_until - interval '10 minutes'`.execute(world.db);
  const later = [await paces.take(asker), await paces.take(asker)];
  expect(later.map(({ isDropped }) => isDropped)).toEqual([false, true]);
});

test('S5 · nobody of a network that thousands share is let go, nor where everybody together is a day full', async () => {
  await using world = await createWishWorld();
  const paces = pacesOf(world, { shared: narrow, overall: narrow });
  const shared = { ...asker, isShared: true };
  for (let n = 0; n < 200; n += 1)
    expect(await paces.take(shared)).toMatchObject({ isDropped: false });
  expect(minutes((await paces.take(shared)).waitMs)).toBe(24 * 60);
  const unknown = { ...asker, network: undefined };
  for (let n = 0; n < 5; n += 1)
    expect(await paces.take(unknown)).toMatchObject({ isDropped: false });
});

test('S5 · what looks like a machine is told the same as everybody, waits longer, and is let go when very many do', async () => {
  await using world = await createWishWorld();
  const paces = pacesOf(world, { network: wide });
  const turns = [];
  for (let n = 0; n < 160; n += 1) turns.push(await paces.take({ ...asker, isSuspect: true }));
  expect(turns.map(({ saidMs }) => saidMs)).toEqual(turns.map(() => 0));
  expect(turns.slice(0, 4).map(({ waitMs }) => minutes(waitMs))).toEqual([0, 0, 10, 20]);
  expect(turns.filter(({ isDropped }) => isDropped)).not.toEqual([]);
  expect(await paces.take(asker)).toMatchObject({ waitMs: 0, isDropped: false });
  const counts = Object.fromEntries(paces.counts().map(({ outcome, count }) => [outcome, count]));
  expect(counts).toMatchObject({ 'at-once': 1, queued: 0 });
  expect((counts['suspect'] ?? 0) + (counts['dropped'] ?? 0)).toBe(160);
});

test('S5 · S6 · of a network only a keyed hash is kept, and not for longer than it matters', async () => {
  await using world = await createWishWorld();
  await waits(world, [asker, asker, asker]);
  const { rows } = await sql<{ row: string }>`select p::text as row from paces p`.execute(world.db);
  expect(rows).toHaveLength(2);
  expect(rows.map(({ row }) => row).join()).not.toMatch(/192\.0\.2|3139322e302e32/);
  const inADay = new Date(Date.now() + 86_400_000);
  const gone = await createRetention({ ...world, batch: 10 }).keep(
    new AbortController().signal,
    inADay,
  );
  expect(gone).toEqual({ paces: 2 });
});

test('S5 · a sign-up over the limit is kept, and its mail leaves when its turn comes', async () => {
  await using world = await createWishWorld();
  const turn = { waitMs: 3_600_000, saidMs: 3_600_000, isDropped: false };
  await world.subscriptions.request('late@example.org', aWish(), turn);
  await world.subscribe('asha@example.org');
  await world.subscriptions.requestManageLink('asha@example.org', turn);
  const { rows } = await sql<{ kind: string; minutes: number }>`
    select split_part(purpose, ':', 1) as kind, round(extract(epoch from due_at - now()) / 60)::int as minutes from deliveries
    where due_at > now() order by kind`.execute(world.db);
  expect(rows).toEqual([
    { kind: 'confirm', minutes: 60 },
    { kind: 'manage', minutes: 60 },
  ]);
  await world.subscriptions.request('machine@example.org', aWish(), { ...turn, isDropped: true });
  expect(await world.addressId('machine@example.org')).toBe(0);
});

test('S5 · the crisis switch brings no mail nearer to the one before it than an address bears, and leaves the pace of lists', async () => {
  await using world = await createWishWorld();
  const crises = createCrises({ ...world, now: () => new Date() });
  const inTenHours = { waitMs: 10 * 3_600_000, saidMs: 0, isDropped: false };
  const people = ['x@example.org', 'y@example.org'].map((address) => ({ address, wish: aWish() }));
  await bringInByList(world, people, 'asked');
  await sql`update deliveries set due_at = now() + interval '5 hours'`.execute(world.db);
  for (const country of ['ML', 'SN', 'CI'])
    await world.subscriptions.request('asha@example.org', wishFor(country), inTenHours);
  await world.subscriptions.request('bo@example.org', wishFor('ML'));
  await world.subscriptions.request('bo@example.org', wishFor('SN'));
  for (const country of ['ML', 'SN', 'CI', 'BF'])
    await world.subscriptions.request('chi@example.org', wishFor(country));
  const before = await minutesOf(world);
  await crises.begin({ factor: 20, hours: 12, reason: 'Everybody signs up' }, 'Ravi');
  expect(before).toEqual({
    'x@example.org': [300],
    'y@example.org': [300],
    'asha@example.org': [600, 610, 620],
    'bo@example.org': [0, 10],
    'chi@example.org': [0, 10, 20, 1440],
  });
  expect(await minutesOf(world)).toEqual({ ...before, 'asha@example.org': [30, 610, 620] });
});

const wishFor = (country: string) => aWish({ places: [{ kind: 'country', country }] });

async function minutesOf({ db, keyring }: WishWorld) {
  const { rows } = await sql<{ ciphertext: Buffer; minutes: number[] }>`
    select a.ciphertext, array_agg(round(extract(epoch from d.due_at - now()) / 60)::int order by d.due_at) as minutes
    from deliveries d join addresses a on a.id = d.recipient_id group by a.id`.execute(db);
  return Object.fromEntries(
    rows.map(({ ciphertext, minutes: waited }) => [keyring.open('address', ciphertext), waited]),
  );
}

test('S5 · the crisis switch widens the limits, brings forward what waits, ends by itself, and is audited', async () => {
  await using world = await createWishWorld();
  let now = new Date();
  const crises = createCrises({ ...world, now: () => now });
  const turn = { waitMs: 10 * 3_600_000, saidMs: 0, isDropped: false };
  await world.subscriptions.request('late@example.org', aWish(), turn);
  expect(await waits(world, [asker, asker, asker])).toEqual([0, 0, 10]);

  await crises.begin({ factor: 10, hours: 12, reason: 'Everybody signs up' }, 'Ravi');
  expect(await crises.current()).toMatchObject({ factor: 10, officer: 'Ravi' });
  // Each takes a tenth of the place, so that ten times as many go at once.
  expect(
    await waits(
      world,
      Array.from({ length: 20 }, () => asker),
    ),
  ).toEqual([...Array(17).fill(0), 1, 2, 3]);
  const { rows } = await sql<{ minutes: number }>`
    select round(extract(epoch from due_at - now()) / 60)::int as minutes from deliveries`.execute(
    world.db,
  );
  expect(rows).toEqual([{ minutes: 60 }]);

  expect(await crises.end('Ravi')).toBe(true);
  expect(await crises.end('Ravi')).toBe(false);
  const entries = await createAuditLog(world).list({ limit: 10 });
  expect(entries.map(({ action, officer }) => [action, officer])).toEqual([
    ['crisis.ended', 'Ravi'],
    ['crisis.begun', 'Ravi'],
  ]);
  await crises.begin({ factor: 10, hours: 1, reason: 'Again' }, 'Ravi');
  now = new Date(now.getTime() + 3_600_001);
  expect(await crises.current()).toBeUndefined();
});
