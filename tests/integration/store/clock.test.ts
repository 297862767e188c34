import { sql } from 'kysely';
import { afterEach, expect, test, vi } from 'vitest';

import { keepPartitions } from '#src/store/partitions.ts';
import { createRetention } from '#src/store/retention.ts';
import { keepStays } from '#src/store/stays.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { createWishWorld } from '#tests/support/wishes.ts';

const day = 86_400_000;
const { signal } = new AbortController();

afterEach(() => {
  vi.useRealTimers();
});

test('S8 · a worker whose clock is years ahead ends no trip, tells nobody, and deletes nothing', async () => {
  await using world = await createWishWorld();
  const dayAfter = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
  const stay = { kind: 'trip', from: dayAfter(20), to: dayAfter(30), daysBefore: 7 } as const;
  await world.subscribe('asha@example.org', aWish({ stay }));
  await world.subscribe('bo@example.org', aWish({ stay: { kind: 'residence' } }));
  await world.subscriptions.request('chi@example.org', aWish());
  await world.publish(aRevision({ content: aContent({ expiresAt: undefined }) }));
  await sql`
    insert into publications (kind, lane, rhythm, morning, day, published_at, deliver_by, planned_at, closed_at)
    values ('digest', 'routine', 'day', now(), '2026-01-01', now(), now(), now(), now())`.execute(
    world.db,
  );

  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 1_000 * day });
  const nothing = { opened: 0, begun: 0, ended: 0, asked: 0 };
  expect(await keepStays(world.store)).toMatchObject(nothing);
  expect(await createRetention({ ...world, batch: 10 }).keep(signal)).toEqual({});
  await keepPartitions(world.db);
  const { rows } = await sql`
    select (select count(*) from subscriptions where valid_until is null) as wishes, count(forgotten_at) as forgotten from publications`.execute(
    world.db,
  );
  expect(rows).toEqual([{ wishes: 3, forgotten: 0 }]);
});
