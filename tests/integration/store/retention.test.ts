import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { checkInvariants, holds } from '#src/store/invariants.ts';
import { createLinkTokens } from '#src/store/link-tokens.ts';
import { ownAddress } from '#src/store/own-address.ts';
import { createRetention } from '#src/store/retention.ts';
import { keepStays } from '#src/store/stays.ts';
import { aFollowUp } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { addCitizens } from '#tests/support/citizens.ts';
import { openLedger, tellAll } from '#tests/support/ledger.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asha = 'asha@example.org';
const never = new AbortController().signal;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);

/** What goes on that day; a small batch, so that every rule takes several steps. */
const keptIn = ({ db }: Pick<WishWorld, 'db'>, days: number, signal = never) =>
  createRetention({ db, batch: 2 }).keep(signal, inDays(days));

async function countOf({ db }: Pick<WishWorld, 'db'>, table: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(table)}`.execute(db);
  return rows[0]?.count ?? 0;
}

async function leave(world: WishWorld): Promise<void> {
  const id = await world.addressId(asha);
  await world.subscriptions.unsubscribe(world.keyring.unsubscribeToken(id, 0));
}

test('S8 · an address is gone 28 days after the last unsubscribe, and not before', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await leave(world);
  await keptIn(world, 27.9);
  const kept = () => sql`select ciphertext is not null as kept from addresses`.execute(world.db);
  expect((await kept()).rows).toEqual([{ kept: true }]);
  expect(await keptIn(world, 28.1)).toMatchObject({ 'ended-wishes': 1, 'left-addresses': 1 });
  expect((await kept()).rows).toEqual([{ kept: false }]);
  for (const table of ['subscriptions', 'interests', 'consents'])
    expect([table, await countOf(world, table)]).toEqual([table, 0]);
  expect(await keptIn(world, 28.2)).toEqual({});
});

test('S8 · whoever has asked again meanwhile is not forgotten', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await leave(world);
  await world.subscriptions.request(asha, aWish());
  await sql`update subscriptions set requested_at = now() + interval '27 days' where valid_from is null`.execute(
    world.db,
  );
  expect(await keptIn(world, 29)).not.toHaveProperty('left-addresses');
  await world.subscriptions.confirm(await world.mailedLink('confirm', asha));
  expect(await keptIn(world, 60)).not.toHaveProperty('left-addresses');
});

test('S8 · a sign-up that nobody confirms is gone with its address when its link has ended', async () => {
  await using world = await createWishWorld();
  for (let n = 0; n < 5; n += 1)
    await world.subscriptions.request(`citizen-${n}@example.org`, aWish());
  await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now()`.execute(
    world.db,
  );
  await world.mailedLink('confirm', 'citizen-0@example.org');
  expect(await keptIn(world, 7.9)).toEqual({});
  expect(await keptIn(world, 8.1)).toEqual({ 'unconfirmed-wishes': 5, 'unanswered-addresses': 5 });
  for (const table of ['addresses', 'subscriptions', 'consents', 'link_tokens', 'deliveries'])
    expect([table, await countOf(world, table)]).toEqual([table, 0]);
});

test('S8 · a sign-up whose mail is still to go waits for it', async () => {
  await using world = await createWishWorld();
  await world.subscriptions.request(asha, aWish());
  expect(await keptIn(world, 9)).toEqual({});
});

test('S8 · whoever had erased themselves is a tombstone again when somebody else typed in their address', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await world.subscriptions.requestManageLink(asha);
  await world.subscriptions.erase(await world.mailedLink('manage', asha));
  await world.subscriptions.request(asha, aWish());
  await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now()`.execute(
    world.db,
  );
  await keptIn(world, 40);
  const { rows } = await sql`
    select ciphertext, erased_at is not null as erased from addresses`.execute(world.db);
  expect(rows).toEqual([{ ciphertext: null, erased: true }]);
});

test('S8 · versions of a wish that have ended go, and what their owner follows now stays', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await world.subscriptions.requestManageLink(asha);
  const token = await world.mailedLink('manage', asha);
  const everywhere = aWish({ places: [{ kind: 'everywhere' }] });
  await world.subscriptions.change(token, 1, everywhere);
  expect(await keptIn(world, 29)).toMatchObject({ 'ended-wishes': 1 });
  const { rows } = await sql`
    select s.id, s.replaces, count(i) as labels from subscriptions s join interests i on i.subscription_id = s.id group by s.id`.execute(
    world.db,
  );
  expect(rows).toEqual([{ id: 2, replaces: null, labels: 1 }]);
  expect(await countOf(world, 'consents')).toBeGreaterThan(0);
});

test('S8 · a trip is gone 30 days after it has ended, with the address of whoever has nothing else', async () => {
  await using world = await createWishWorld();
  const day = 86_400_000;
  const today = new Date().toISOString().slice(0, 10);
  const stay = { kind: 'trip', from: today, to: today, daysBefore: 0 } as const;
  await world.subscribe(asha, aWish({ stay }));
  // Alerts end with the day after the last one, where that is latest on earth.
  const over = (Date.parse(today) + 2.5 * day - Date.now()) / day;
  const endTrips = (days: number) =>
    keepStays({ ...world.store, now: () => new Date(Date.now() + days * day) });
  await endTrips(over + 29.9);
  expect(await keptIn(world, over + 29.9)).not.toHaveProperty('ended-wishes');
  expect(await countOf(world, 'subscriptions')).toBe(1);
  await endTrips(over + 30.1);
  expect(await keptIn(world, over + 30.1)).toMatchObject({
    'ended-wishes': 1,
    'left-addresses': 1,
  });
  expect(await countOf(world, 'subscriptions')).toBe(0);
});

test('S8 · a trip that its traveller ended late is gone 30 days after it, like any other', async () => {
  await using world = await createWishWorld();
  const day = 86_400_000;
  const today = new Date().toISOString().slice(0, 10);
  const stay = { kind: 'trip', from: today, to: today, daysBefore: 0 } as const;
  await world.subscribe(asha, aWish({ stay }));
  await world.subscriptions.requestManageLink(asha);
  await world.subscriptions.end(await world.mailedLink('manage', asha), 1);
  await sql`update subscriptions set valid_until = now() + interval '25 days'`.execute(world.db);
  await sql`update addresses set ended_at = now() + interval '25 days'`.execute(world.db);
  const over = (Date.parse(today) + 2.5 * day - Date.now()) / day;
  expect(await keptIn(world, over + 29.9)).not.toHaveProperty('ended-wishes');
  expect(await keptIn(world, over + 30.1)).toMatchObject({ 'ended-wishes': 1 });
  expect(await countOf(world, 'subscriptions')).toBe(0);
});

test('S8 · links are gone a week after they have ended', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await world.subscriptions.requestManageLink(asha);
  await world.mailedLink('manage', asha);
  expect(await keptIn(world, 7)).toEqual({});
  expect(await keptIn(world, 7.1)).toEqual({ links: 1 });
  expect(await keptIn(world, 14.1)).toEqual({ links: 1 });
  expect(await countOf(world, 'link_tokens')).toBe(0);
});

test('S8 · an address of our own people is gone when it has not been used for 28 days', async () => {
  await using world = await createWishWorld();
  const use = () =>
    world.db.transaction().execute((tx) => ownAddress(tx, { ...world, address: asha }));
  const id = await use();
  await sql`
    insert into deliveries (publication_id, channel, recipient_id, purpose, language, state, reason, settled_at)
    select id, 'email', ${id}, 'test:x', 'en', 'sent', 'accepted', now() + interval '10 days' from publications where kind = 'notices'`.execute(
    world.db,
  );
  expect(await keptIn(world, 37)).toEqual({});
  expect(await keptIn(world, 41)).toEqual({ notices: 1, 'unanswered-addresses': 1 });
  expect(await countOf(world, 'addresses')).toBe(0);
  expect(await use()).toBeGreaterThan(0);
});

describe('who was told', () => {
  test('S8 · is forgotten 30 days after the advisory has ended, whatever else stands in the same table, and the counts stay', async () => {
    await using ledger = await openLedger();
    await addCitizens(ledger, { count: 7 });
    const { advisoryId, publicationId } = await tellAll(ledger);
    const lasting = await tellAll(ledger);
    const ending = await tellAll(ledger, { advisoryId, content: aFollowUp('all-clear') });
    await sql`
      insert into attempts (publication_id, channel, recipient_id, purpose, outcome, reason)
      values (${publicationId}, 'email', 1, '', 'later', 'smtp-450')`.execute(ledger.db);
    expect(await keptIn(ledger, 29.9)).toEqual({});
    expect(await keptIn(ledger, 30.1)).toEqual({ told: 15 });
    expect(await ledger.count(publicationId)).toEqual({});
    expect(await ledger.count(ending.publicationId)).toEqual({});
    expect(await ledger.count(lasting.publicationId)).toEqual({ sent: 7 });
    expect(await countOf(ledger, 'attempts')).toBe(0);
    expect(await ledger.publications.find(publicationId)).toMatchObject({
      planned: 7,
      outcomes: { sent: 7 },
    });
    const invariants = await checkInvariants(ledger);
    expect(invariants.map(holds)).toEqual([true]);
    expect(await keptIn(ledger, 31)).toEqual({});
    await keptIn(ledger, 365);
    expect(await ledger.count(lasting.publicationId)).toEqual({ sent: 7 });
  });

  test('S8 · is forgotten to the last row by whoever comes after a process that was stopped in the middle', async () => {
    await using ledger = await openLedger();
    await addCitizens(ledger, { count: 9 });
    const { advisoryId, publicationId } = await tellAll(ledger);
    await tellAll(ledger, { advisoryId, content: aFollowUp('all-clear') });
    const stopped = AbortSignal.abort();
    await keptIn(ledger, 31, stopped);
    const { rows } = await sql`
      select forgotten_at is not null as forgotten, emptied_at from publications where id = ${publicationId}`.execute(
      ledger.db,
    );
    expect(rows).toEqual([{ forgotten: true, emptied_at: null }]);
    expect((await checkInvariants(ledger)).every(holds)).toBe(true);
    const [one, other] = await Promise.all([keptIn(ledger, 31), keptIn(ledger, 31)]);
    expect((one['told'] ?? 0) + (other['told'] ?? 0)).toBe(18);
    expect(await ledger.count(publicationId)).toEqual({});
  });

  test('S8 · in a notice of what was in force is forgotten with the last advisory in it, and any other notice after 30 days', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    const id = await world.addressId(asha);
    await sql`delete from deliveries`.execute(world.db);
    await sql`
      insert into deliveries (publication_id, channel, recipient_id, purpose, language, state, reason, settled_at)
      select p.id, 'email', ${id}, purpose, 'en', 'sent', 'accepted', now()
      from publications p, unnest(array['in-force:1', 'manage:1']) as purpose where p.kind = 'notices'`.execute(
      world.db,
    );
    await sql`insert into advisories (id, issuer) values ('A', 'x')`.execute(world.db);
    await sql`
      insert into briefings (advisory_id, recipient_id, revision, publication_id, purpose)
      select 'A', ${id}, 1, id, 'in-force:1' from publications where kind = 'notices'`.execute(
      world.db,
    );
    expect(await keptIn(world, 31)).toMatchObject({ notices: 1 });
    expect(await world.noticesOf(asha)).toEqual(['in-force:1']);
    await sql`delete from briefings`.execute(world.db);
    expect(await keptIn(world, 31)).toEqual({ notices: 1 });
  });
});

test('S8 · how much was forgotten is counted, by rule', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await leave(world);
  await keptIn(world, 40);
  const { rows } = await sql<{ rule: string; count: number }>`
    select rule, count from forgotten_counts order by rule`.execute(world.db);
  expect(rows).toEqual([
    { rule: 'ended-wishes', count: 1 },
    { rule: 'left-addresses', count: 1 },
    { rule: 'links', count: 1 },
  ]);
});

test('S8 · a link made for the confirmation of a wish that was deleted goes with it', async () => {
  await using world = await createWishWorld();
  await world.subscriptions.request(asha, aWish());
  await sql`update deliveries set state = 'failed', reason = 'smtp-550', settled_at = now()`.execute(
    world.db,
  );
  const addressId = await world.addressId(asha);
  const link = { purpose: 'confirm', addressId, subscriptionId: 1, holds: { days: 7 } } as const;
  await createLinkTokens(world).issue(link);
  await keptIn(world, 9);
  expect(await countOf(world, 'link_tokens')).toBe(0);
});
