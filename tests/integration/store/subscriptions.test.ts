import * as fc from 'fast-check';
import { sql } from 'kysely';
import { describe, expect, test, vi } from 'vitest';

import { changeKinds } from '#src/advisory/change.ts';
import type { Database } from '#src/store/database.ts';
import { aloneForPublishing } from '#src/store/locks.ts';
import { labelsOfFollowed } from '#src/subscription/match.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { languages } from '#tests/support/every-message.ts';
import { patiently } from '#tests/support/patiently.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asha = 'asha@example.org';
const senegal = aWish({ places: [{ kind: 'country', country: 'SN' }] });
const bamako = aWish({ places: [{ kind: 'region', region: 'ML-BKO' }] });

async function rowsOf<Row>(db: Database, query: string): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`${sql.raw(query)}`.execute(db);
  return rows;
}

const interestsOf = (db: Database) =>
  rowsOf<{ label: Buffer; threshold: number; kinds: string[]; language: string; ended: boolean }>(
    db,
    'select label, threshold, kinds, language, valid_until is not null as ended from interests order by subscription_id, label',
  );

const addressOf = async (db: Database) =>
  (
    await rowsOf<{ subscribed: boolean; ended_at: Date | null; epoch: number }>(
      db,
      'select subscribed, ended_at, epoch from addresses',
    )
  )[0];

const versionsOf = (db: Database) =>
  rowsOf<{ id: number; replaces: number | null; live: boolean; ended_by: string | null }>(
    db,
    'select id, replaces, valid_from is not null and valid_until is null as live, ended_by from subscriptions order by id',
  );

/** Asks for wishes and confirms them one after the other, then takes a manage link. */
async function managed(world: WishWorld, ...wishes: readonly Wish[]) {
  for (const wish of wishes) await world.subscribe(asha, wish);
  await world.subscriptions.requestManageLink(asha);
  const token = await world.mailedLink('manage', asha);
  const listed = await world.subscriptions.manage(token);
  return { token, ids: listed.kind === 'used' ? listed.value.map(({ id }) => id) : [] };
}

const inForceNoticesOf = async (world: WishWorld) =>
  (await world.noticesOf(asha)).filter((purpose) => purpose.startsWith('in-force:'));

const unsubscribeLink = async ({ keyring, addressId }: WishWorld) =>
  keyring.unsubscribeToken(await addressId(asha), 0);
const undoLink = async ({ keyring, addressId }: WishWorld) =>
  keyring.undoToken(await addressId(asha), 0);

/** When the confirmations that wait will leave, to the minute. */
async function minutesUntilMails({ db }: WishWorld): Promise<readonly number[]> {
  const rows = await rowsOf<{ minutes: number }>(
    db,
    "select round(extract(epoch from due_at - now()) / 60)::int as minutes from deliveries where purpose like 'confirm:%' order by due_at",
  );
  return rows.map(({ minutes }) => minutes);
}

describe('asking', () => {
  test('a wish that nobody has confirmed is matched by nothing', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.request(asha, aWish());
    expect(await world.noticesOf(asha)).toEqual(['confirm:1']);
    expect(await interestsOf(world.db)).toEqual([]);
    expect(await addressOf(world.db)).toMatchObject({ subscribed: false });
  });

  test('S5 · the same wish again within ten minutes is asked about once, another one ten minutes later', async () => {
    await using world = await createWishWorld();
    for (const wish of [aWish(), aWish(), senegal, senegal, bamako])
      await world.subscriptions.request(asha, wish);
    expect(await minutesUntilMails(world)).toEqual([0, 10, 20]);
  });

  test('S5 · a fourth request in a day waits for the next, and nobody’s mailbox gets more than six a week', async () => {
    await using world = await createWishWorld();
    const wishes = Array.from({ length: 9 }, (_, n) =>
      aWish({
        places: [{ kind: 'country', country: ['SN', 'ML', 'NE'][n % 3] ?? '' }],
        threshold: n < 3 ? 0 : n < 6 ? 2 : 3,
      }),
    );
    for (const wish of wishes) await world.subscriptions.request(asha, wish);
    const aDay = 24 * 60;
    expect(await minutesUntilMails(world)).toEqual([0, 10, 20, aDay]);
  });

  test('S5 · ten requests at the same moment queue one confirmation', async () => {
    await using world = await createWishWorld();
    await Promise.all(Array.from({ length: 10 }, () => world.subscriptions.request(asha, aWish())));
    expect(await world.noticesOf(asha)).toHaveLength(1);
  });

  test('a citizen who has answered one confirmation may ask for another wish at once', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    await world.subscribe(asha, bamako);
    expect((await versionsOf(world.db)).filter(({ live }) => live)).toHaveLength(2);
  });

  test('a manage link goes to an address with wishes only, in its language and not twice in ten minutes', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.requestManageLink(asha);
    await world.subscriptions.request(asha, aWish({ language: 'hi' }));
    await world.subscriptions.requestManageLink(asha);
    expect(
      (await world.noticesOf(asha)).filter((purpose) => purpose.startsWith('manage:')),
    ).toEqual([]);
    await world.subscriptions.confirm(await world.mailedLink('confirm', asha));
    await world.subscriptions.requestManageLink(asha);
    await world.subscriptions.requestManageLink(asha);
    const links = await rowsOf<{ language: string }>(
      world.db,
      "select language from deliveries where purpose like 'manage:%' and state = 'pending'",
    );
    expect(links).toEqual([{ language: 'hi' }]);
  });
});

test('S8 · whoever has left may still ask for a link and erase what is kept, and whoever is erased gets none', async () => {
  await using world = await createWishWorld();
  await world.subscribe(asha);
  await world.subscriptions.unsubscribe(await unsubscribeLink(world));
  await world.subscriptions.requestManageLink(asha);
  const token = await world.mailedLink('manage', asha);
  expect(await world.subscriptions.manage(token)).toEqual({ kind: 'used', value: [] });
  await world.subscriptions.erase(token);
  await sql`delete from deliveries`.execute(world.db);
  await world.subscriptions.requestManageLink(asha);
  expect(await world.noticesOf(asha)).toEqual([]);
});

describe('confirming', () => {
  test('a confirmed wish is matched under every label it follows, with its threshold, kinds and language', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, { ...bamako, threshold: 2, kinds: ['new'], language: 'fr' });
    const labels = ['region:ML-BKO', 'within:ML']
      .map((label) => world.keyring.interest(label))
      .toSorted((one, other) => one.compare(other));
    expect(await interestsOf(world.db)).toEqual(
      labels.map((label) => ({
        label,
        threshold: 2,
        kinds: ['new'],
        language: 'fr',
        ended: false,
      })),
    );
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true, ended_at: null });
  });

  test('S3 · looking at a confirm link changes nothing', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.request(asha, aWish());
    const token = await world.mailedLink('confirm', asha);
    expect(await world.subscriptions.peekConfirm(token)).toEqual({
      kind: 'used',
      value: aWish(),
      changeable: true,
    });
    expect(await versionsOf(world.db)).toMatchObject([{ live: false }]);
  });

  test('a second press answers as the first, also at the same moment and after the link is too old', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.request(asha, aWish());
    const token = await world.mailedLink('confirm', asha);
    const answers = await Promise.all([1, 2, 3].map(() => world.subscriptions.confirm(token)));
    await sql`update link_tokens set expires_at = now() - interval '1 day'`.execute(world.db);
    answers.push(await world.subscriptions.confirm(token));
    expect(new Set(answers.map((answer) => JSON.stringify(answer)))).toEqual(
      new Set([JSON.stringify({ kind: 'used', value: aWish() })]),
    );
    expect(await interestsOf(world.db)).toHaveLength(1);
  });

  test('the old confirm link of a wish that has ended does not say that it is on, nor brings it back', async () => {
    await using world = await createWishWorld();
    const token = await world.subscribe(asha);
    const again = await world.mailedLink('confirm', asha);
    await world.subscriptions.unsubscribe(await unsubscribeLink(world));
    for (const old of [token, again]) {
      expect(await world.subscriptions.peekConfirm(old)).toEqual({ kind: 'expired' });
      expect(await world.subscriptions.confirm(old)).toEqual({ kind: 'expired' });
    }
    expect(await versionsOf(world.db)).toMatchObject([{ live: false }]);
    await world.subscriptions.undoUnsubscribe(await undoLink(world));
    expect(await world.subscriptions.peekConfirm(token)).toMatchObject({ kind: 'confirmed' });
    expect(await world.subscriptions.peekConfirm(again)).toMatchObject({ kind: 'used' });
    for (const old of [token, again]) {
      expect(await world.subscriptions.confirm(old)).toMatchObject({ kind: 'used' });
    }
  });

  test('the same wish confirmed twice stays one wish', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    await world.subscribe(asha);
    expect((await versionsOf(world.db)).filter(({ live }) => live)).toHaveLength(1);
    expect(await interestsOf(world.db)).toHaveLength(1);
  });

  test('a link that was not pressed for seven days has expired, and an invented or foreign one is unknown', async () => {
    await using world = await createWishWorld();
    const { token: manageToken } = await managed(world, senegal);
    await world.subscriptions.request(asha, aWish());
    const token = await world.mailedLink('confirm', asha);
    await sql`update link_tokens set expires_at = now() where purpose = 'confirm'`.execute(
      world.db,
    );
    expect(await world.subscriptions.peekConfirm(token)).toEqual({ kind: 'expired' });
    expect(await world.subscriptions.confirm(token)).toEqual({ kind: 'expired' });
    for (const wrong of [manageToken, 'x'.repeat(43), '']) {
      expect(await world.subscriptions.confirm(wrong)).toEqual({ kind: 'unknown' });
      expect(await world.subscriptions.peekConfirm(wrong)).toEqual({ kind: 'unknown' });
    }
    expect(await world.subscriptions.manage(token)).toEqual({ kind: 'unknown' });
  });

  test('who joins in the middle is told once what is in force for the places chosen, and others are not', async () => {
    await using world = await createWishWorld();
    await world.publish(aRevision({ change: 'editorial' }));
    await world.publish(
      aRevision({
        advisoryId: 'in-mea-2025-0043',
        content: aContent({ appliesTo: [{ country: 'NE', level: 4, levelWording: '' }] }),
      }),
    );
    await world.subscribe(asha, bamako);
    await world.subscribe('binta@example.org', senegal);
    expect(await world.noticesOf(asha)).toEqual(['confirm:1', 'in-force:1']);
    expect(await world.noticesOf('binta@example.org')).toEqual(['confirm:2']);
  });

  test('a confirmation waits while something is being published, and counts from later', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.request(asha, aWish());
    const token = await world.mailedLink('confirm', asha);
    const { confirmed } = await world.db.transaction().execute(async (tx) => {
      await aloneForPublishing(tx);
      const waiting = world.subscriptions.confirm(token);
      await vi.waitFor(async () => {
        expect(await rowsOf(tx, 'select from pg_locks where not granted')).toHaveLength(1);
      }, patiently);
      await sql`create table published as select clock_timestamp() as at`.execute(tx);
      return { confirmed: waiting };
    });
    await confirmed;
    const order = await rowsOf<{ later: boolean }>(
      world.db,
      'select valid_from > (select at from published) as later from subscriptions',
    );
    expect(order).toEqual([{ later: true }]);
  });
});

describe('managing', () => {
  test('a citizen sees every live wish and nobody else’s, as often as the link holds', async () => {
    await using world = await createWishWorld();
    await world.subscribe('binta@example.org');
    const { token } = await managed(world, aWish(), senegal);
    for (const listed of [
      await world.subscriptions.manage(token),
      await world.subscriptions.manage(token),
    ]) {
      expect(listed).toMatchObject({ kind: 'used', value: [{ wish: aWish() }, { wish: senegal }] });
    }
    await sql`update link_tokens set expires_at = now() where purpose = 'manage'`.execute(world.db);
    expect(await world.subscriptions.manage(token)).toEqual({ kind: 'expired' });
    expect(await world.subscriptions.end(token, 2)).toEqual({ kind: 'expired' });
  });

  test('a change ends the present version and begins a new one, once however often it is pressed', async () => {
    await using world = await createWishWorld();
    const {
      token,
      ids: [id = 0],
    } = await managed(world, aWish());
    for (let pressed = 0; pressed < 2; pressed += 1) {
      expect(await world.subscriptions.change(token, id, bamako)).toEqual({
        kind: 'used',
        value: undefined,
      });
    }
    expect(await versionsOf(world.db)).toEqual([
      { id: 1, replaces: null, live: false, ended_by: 'change' },
      { id: 2, replaces: 1, live: true, ended_by: null },
    ]);
    expect((await interestsOf(world.db)).map(({ ended }) => ended)).toEqual([true, false, false]);
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true, ended_at: null });
  });

  test('a change to new places tells what is in force there, a change of threshold does not tell it again', async () => {
    await using world = await createWishWorld();
    await world.publish(aRevision());
    const {
      token,
      ids: [id = 0],
    } = await managed(world, senegal);
    await world.subscriptions.change(token, id, aWish());
    await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now()`.execute(
      world.db,
    );
    await world.subscriptions.change(token, id + 1, aWish({ threshold: 2 }));
    expect(await inForceNoticesOf(world)).toEqual([`in-force:${id + 1}`]);
  });

  test('who changes a wish before its notice of what is in force has left is told by the new one', async () => {
    await using world = await createWishWorld();
    await world.publish(aRevision());
    const {
      token,
      ids: [id = 0],
    } = await managed(world, aWish());
    await world.subscriptions.change(token, id, aWish({ language: 'hi' }));
    await world.subscriptions.change(token, id + 1, aWish({ language: 'fr' }));
    expect(await inForceNoticesOf(world)).toEqual([
      `in-force:${id}`,
      `in-force:${id + 1}`,
      `in-force:${id + 2}`,
    ]);
  });

  test('nobody can change or end another citizen’s wish', async () => {
    await using world = await createWishWorld();
    await world.subscribe('binta@example.org');
    const { token } = await managed(world, aWish());
    expect(await world.subscriptions.change(token, 1, senegal)).toEqual({ kind: 'unknown' });
    expect(await world.subscriptions.end(token, 1)).toEqual({ kind: 'unknown' });
    expect((await versionsOf(world.db))[0]).toMatchObject({ live: true });
  });

  test('with the last wish the address ends, and not before', async () => {
    await using world = await createWishWorld();
    const {
      token,
      ids: [first = 0, second = 0],
    } = await managed(world, aWish(), senegal);
    await world.subscriptions.end(token, first);
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true, ended_at: null });
    await world.subscriptions.end(token, second);
    expect(await world.subscriptions.end(token, second)).toEqual({
      kind: 'used',
      value: undefined,
    });
    expect(await addressOf(world.db)).toMatchObject({
      subscribed: false,
      ended_at: expect.any(Date),
    });
  });
});

describe('unsubscribing', () => {
  test('E18 · one press ends every wish of the address, repeating it changes nothing', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    await world.subscribe(asha, senegal);
    const token = await unsubscribeLink(world);
    const pressed = await Promise.all([1, 2, 3].map(() => world.subscriptions.unsubscribe(token)));
    expect(pressed).toEqual(['ended', 'ended', 'ended']);
    expect(await versionsOf(world.db)).toMatchObject([
      { ended_by: 'unsubscribe' },
      { ended_by: 'unsubscribe' },
    ]);
    expect((await interestsOf(world.db)).every(({ ended }) => ended)).toBe(true);
    expect(await addressOf(world.db)).toMatchObject({
      subscribed: false,
      ended_at: expect.any(Date),
      epoch: 0,
    });
    expect(
      (await world.noticesOf(asha)).filter((purpose) => purpose.startsWith('unsubscribed:')),
    ).toEqual(['unsubscribed:2']);
  });

  test('the link of an old mail works for who has come back, until its epoch is raised', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    const token = await unsubscribeLink(world);
    await world.subscriptions.unsubscribe(token);
    await world.subscribe(asha);
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true, ended_at: null });
    await sql`update addresses set epoch = 1`.execute(world.db);
    expect(await world.subscriptions.unsubscribe(token)).toBe('unknown');
    await sql`update addresses set epoch = 0`.execute(world.db);
    expect(await world.subscriptions.unsubscribe(token)).toBe('ended');
    expect(await addressOf(world.db)).toMatchObject({ subscribed: false });
  });

  test('S2 · a forged link, or one for another purpose, is unknown', async () => {
    await using world = await createWishWorld();
    const confirmToken = await world.subscribe(asha);
    const token = await unsubscribeLink(world);
    const forged = `${token.slice(0, -2)}${token.endsWith('AA') ? 'BB' : 'AA'}`;
    for (const wrong of [
      forged,
      confirmToken,
      await undoLink(world),
      world.keyring.unsubscribeToken(999, 0),
      '',
    ]) {
      expect(await world.subscriptions.unsubscribe(wrong)).toBe('unknown');
    }
    expect(await world.subscriptions.undoUnsubscribe(token)).toBe('unknown');
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true });
  });

  test('the undo brings back what the last unsubscribe ended, once, and says what is in force there', async () => {
    await using world = await createWishWorld();
    const {
      token: manageToken,
      ids: [first = 0],
    } = await managed(world, aWish(), senegal);
    await world.subscriptions.end(manageToken, first);
    await world.subscriptions.unsubscribe(await unsubscribeLink(world));
    await world.publish(
      aRevision({
        content: aContent({ appliesTo: [{ country: 'SN', level: null, levelWording: '' }] }),
      }),
    );
    for (let pressed = 0; pressed < 2; pressed += 1) {
      expect(await world.subscriptions.undoUnsubscribe(await undoLink(world))).toBe('restored');
    }
    expect(await world.subscriptions.manage(manageToken)).toMatchObject({
      kind: 'used',
      value: [{ id: 3, wish: senegal }],
    });
    expect(await world.noticesOf(asha)).toContain('in-force:3');
    expect(await addressOf(world.db)).toMatchObject({ subscribed: true, ended_at: null });
  });

  test('after seven days an unsubscribe cannot be undone', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha);
    await world.subscriptions.unsubscribe(await unsubscribeLink(world));
    await sql`update subscriptions set valid_until = valid_until - interval '7 days', valid_from = valid_from - interval '7 days'`.execute(
      world.db,
    );
    expect(await world.subscriptions.undoUnsubscribe(await undoLink(world))).toBe('unknown');
  });
});

const placeOf = fc.oneof(
  fc.constant<FollowedPlace>({ kind: 'everywhere' }),
  fc.constantFrom('ML', 'SN', 'NE').map((country): FollowedPlace => ({ kind: 'country', country })),
  fc
    .constantFrom('ML-BKO', 'ML-1', 'SN-DK', 'NE-1')
    .map((region): FollowedPlace => ({ kind: 'region', region })),
);
const anyWish = fc
  .record({
    places: fc.array(placeOf, { minLength: 1, maxLength: 6 }),
    threshold: fc.constantFrom(0, 1, 2, 3, 4),
    kinds: fc.uniqueArray(fc.constantFrom(...changeKinds), { minLength: 1 }),
    language: fc.constantFrom(...languages),
  })
  .map(aWish);

test('what planning reads is exactly the labels of the wishes that count, through any changes', async () => {
  await using world = await createWishWorld();
  const liveLabels = () =>
    rowsOf<{ label: Buffer }>(world.db, 'select label from interests where valid_until is null');
  const asked = anyWish.map((wish) => wishSchema.parse(wish));
  await fc.assert(
    fc.asyncProperty(
      asked,
      asked,
      fc.constantFrom('nothing', 'change', 'end', 'unsubscribe', 'undo'),
      async (wish, next, then) => {
        await sql`truncate addresses, subscriptions, interests, link_tokens restart identity cascade`.execute(
          world.db,
        );
        await sql`delete from deliveries`.execute(world.db);
        const {
          token,
          ids: [id = 0],
        } = await managed(world, wish);
        if (then === 'change') await world.subscriptions.change(token, id, next);
        if (then === 'end') await world.subscriptions.end(token, id);
        if (then === 'unsubscribe' || then === 'undo')
          await world.subscriptions.unsubscribe(await unsubscribeLink(world));
        if (then === 'undo') await world.subscriptions.undoUnsubscribe(await undoLink(world));
        const counting = {
          nothing: [wish],
          change: [next],
          end: [],
          unsubscribe: [],
          undo: [wish],
        }[then];
        const labels = new Set(
          counting
            .flatMap(({ places }) => places.flatMap(labelsOfFollowed))
            .map((label) => world.keyring.interest(label).toString('hex')),
        );
        const rows = (await liveLabels()).map(({ label }) => label.toString('hex'));
        expect(rows.toSorted()).toEqual([...labels].toSorted());
        expect(await addressOf(world.db)).toMatchObject({ subscribed: counting.length > 0 });
      },
    ),
    { numRuns: 40 },
  );
});

test('S6 · a dump of every table shows no address, place, wish or link token', async () => {
  await using world = await createWishWorld();
  const wish = aWish({
    places: [
      { kind: 'country', country: 'SN' },
      { kind: 'region', region: 'ML-BKO' },
    ],
  });
  const { token } = await managed(world, wish);
  await world.subscriptions.unsubscribe(await unsubscribeLink(world));
  await world.subscriptions.undoUnsubscribe(await undoLink(world));
  const tables = await rowsOf<{ name: string }>(
    world.db,
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> 'migrations'",
  );
  expect(tables.length).toBeGreaterThan(15);
  for (const { name } of tables) {
    const rows = await rowsOf<{ row: string }>(world.db, `select t::text as row from ${name} t`);
    const dump = rows.map(({ row }) => row).join('\n');
    for (const secret of [asha, 'asha', 'example.org', 'ML-BKO', 'country:SN', 'SN', token]) {
      expect(dump).not.toMatch(new RegExp(`(?<![a-zA-Z0-9_-])${secret}(?![a-zA-Z0-9_-])`));
    }
    // A binary column prints as hex.
    for (const secret of [asha, 'ML-BKO', 'country:SN', '"country"', token]) {
      expect(dump).not.toContain(Buffer.from(secret).toString('hex'));
    }
  }
});
