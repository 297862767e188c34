import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';

import { createLinkTokens } from '#src/store/link-tokens.ts';
import { createNotices } from '#src/store/notice-content.ts';
import { noticesPublication } from '#src/store/notices.ts';
import { createResidences } from '#src/store/residences.ts';
import { createRevisions } from '#src/store/revisions.ts';
import { keepStays } from '#src/store/stays.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { bringInByList } from '#tests/support/lists.ts';
import { createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

const asha = 'asha@example.org';
const day = 24 * 3_600_000;
/** Days from now on, as a calendar says them. */
const inDays = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);
/** The instant of an hour of such a day, UTC, which is Mali's clock. */
const at = (days: number, time: string) => new Date(`${inDays(days)}T${time}:00Z`);
const aTrip = (from: number, to: number, daysBefore = 7): Wish =>
  aWish({ stay: { kind: 'trip', from: inDays(from), to: inDays(to), daysBefore } });
const aTripTo = (country: string): Wish => ({
  ...aTrip(20, 30),
  places: [{ kind: 'country', country }],
});
const inMali = aRevision({ content: aContent({ expiresAt: undefined }) });

const keepAt = (world: WishWorld, now: Date) => keepStays({ ...world.store, now: () => now });

/** Notices of a kind that an address has, in the order in which they were queued. */
const noticesOf = async (world: WishWorld, kind: string) =>
  (await world.noticesOf(asha)).filter((purpose) => purpose.startsWith(`${kind}:`));

async function manageLink(world: WishWorld): Promise<string> {
  await world.subscriptions.requestManageLink(asha);
  return world.mailedLink('manage', asha);
}

async function rowOf({ db }: WishWorld) {
  const { rows } = await sql<{ ended_by: string | null; subscribed: boolean }>`
    select s.ended_by, a.subscribed from subscriptions s join addresses a on a.id = s.address_id order by s.id desc limit 1`.execute(
    db,
  );
  return rows[0];
}

describe('a trip', () => {
  test('is told what holds when its alerts begin and on its first morning, each once, whoever looks how often', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    expect(await keepAt(world, at(12, '09:00'))).toMatchObject({ opened: 0, begun: 0 });
    const looks = await Promise.all([1, 2, 3, 4].map(() => keepAt(world, at(13, '00:00'))));
    expect(looks.reduce((sum, { opened }) => sum + opened, 0)).toBe(1);
    expect(await noticesOf(world, 'trip-opens')).toEqual(['trip-opens:1']);
    expect(await keepAt(world, at(20, '05:59'))).toMatchObject({ begun: 0 });
    expect(await keepAt(world, at(20, '06:00'))).toMatchObject({ begun: 1 });
    expect(await keepAt(world, at(20, '06:01'))).toMatchObject({ begun: 0 });
    expect(await noticesOf(world, 'trip-begins')).toEqual(['trip-begins:1']);
  });

  test('waits for the morning of its place: in Kolkata it comes earlier than in Mali, on Hawaii later', async () => {
    await using world = await createWishWorld();
    const content = aContent({
      appliesTo: ['IN', 'US'].map((country) => ({ country, level: null, levelWording: '' })),
    });
    await world.publish(aRevision({ content }));
    await world.subscribe(asha, aTripTo('US'));
    await world.subscribe(asha, aTripTo('IN'));
    await keepAt(world, at(13, '00:00'));
    expect(await keepAt(world, at(20, '00:29'))).toMatchObject({ begun: 0 });
    expect(await keepAt(world, at(20, '00:30'))).toMatchObject({ begun: 1 });
    expect(await keepAt(world, at(20, '15:59'))).toMatchObject({ begun: 0 });
    expect(await keepAt(world, at(20, '16:00'))).toMatchObject({ begun: 1 });
  });

  test('that a list brought in is told the same as one that its traveller typed in', async () => {
    await using world = await createWishWorld();
    await bringInByList(world, [{ address: asha, wish: aTrip(20, 30) }]);
    await world.publish(inMali);
    expect(await keepAt(world, at(13, '00:00'))).toMatchObject({ opened: 1, begun: 0 });
    expect(await keepAt(world, at(20, '05:59'))).toMatchObject({ begun: 0 });
    expect(await keepAt(world, at(20, '06:00'))).toMatchObject({ begun: 1 });
    expect(await noticesOf(world, 'trip-begins')).toEqual(['trip-begins:1']);
  });

  test('that cannot be opened is told nothing, is named by its number, and holds up nobody else', async () => {
    await using world = await createWishWorld();
    await world.subscribe('bo@example.org', aTrip(20, 30));
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    const damaged = await damage(world, 1);
    const unreadable = [{ id: 1, code: 'KEY_FILE_INVALID' }];
    expect(await keepAt(world, at(13, '00:00'))).toMatchObject({ opened: 1, unreadable });
    expect(await keepAt(world, at(20, '06:00'))).toMatchObject({ begun: 1, unreadable });
    expect(
      (await noticesOf(world, 'trip-opens')).concat(await noticesOf(world, 'trip-begins')),
    ).toEqual(['trip-opens:2', 'trip-begins:2']);
    // Its key is back: what was missed is done.
    await sql`update subscriptions set wish = ${damaged} where id = 1`.execute(world.db);
    expect(await keepAt(world, at(20, '06:01'))).toMatchObject({ begun: 1, unreadable: [] });
    await damage(world, 1);
    expect(await keepAt(world, at(70, '00:00'))).toMatchObject({ ended: 2 });
  });

  test('to a place where nothing holds is told nothing, then or later', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await keepAt(world, at(13, '00:00'));
    await keepAt(world, at(20, '06:00'));
    await world.publish(inMali);
    expect(await keepAt(world, at(20, '07:00'))).toMatchObject({ opened: 0, begun: 0 });
    expect(await noticesOf(world, 'trip')).toEqual([]);
  });

  test('that was confirmed when its alerts had begun is told at the confirmation, and on its first morning', async () => {
    await using world = await createWishWorld();
    await world.publish(inMali);
    await world.subscribe(asha, aTrip(3, 9));
    await keepAt(world, new Date());
    await keepAt(world, at(3, '06:00'));
    const told = (await world.noticesOf(asha)).filter((it) => !it.startsWith('confirm'));
    expect(told).toEqual(['in-force:1', 'trip-begins:1']);
  });

  test('that was confirmed after its first morning is told at the confirmation alone', async () => {
    await using world = await createWishWorld();
    await world.publish(inMali);
    await world.subscribe(asha, aTrip(-3, 9));
    expect(await keepAt(world, new Date())).toMatchObject({ opened: 0, begun: 0 });
    expect(await keepAt(world, at(1, '06:00'))).toMatchObject({ opened: 0, begun: 0 });
  });

  test('whose alerts begin with the trip is told once, on the first morning', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30, 0));
    await world.publish(inMali);
    expect(await keepAt(world, at(19, '12:00'))).toMatchObject({ opened: 0 });
    expect(await keepAt(world, at(20, '06:00'))).toMatchObject({ begun: 1 });
    expect(await noticesOf(world, 'trip-opens')).toEqual([]);
  });

  test('is kept for thirty days after it is over, for the follow-ups, and then ends by itself', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(1, 2));
    expect(await keepAt(world, at(34, '11:59'))).toMatchObject({ ended: 0 });
    expect(await rowOf(world)).toEqual({ ended_by: null, subscribed: true });
    expect(await keepAt(world, at(34, '12:00'))).toMatchObject({ ended: 1 });
    expect(await rowOf(world)).toEqual({ ended_by: 'trip-over', subscribed: false });
    expect(await keepAt(world, at(35, '12:00'))).toMatchObject({ ended: 0 });
    const { rows } = await sql`select from interests where valid_until is null`.execute(world.db);
    expect(rows).toEqual([]);
  });

  test('ends without the other wishes of its traveller', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(1, 2));
    await world.subscribe(asha, aWish({ places: [{ kind: 'country', country: 'SN' }] }));
    await keepAt(world, at(40, '12:00'));
    expect(await rowOf(world)).toEqual({ ended_by: null, subscribed: true });
  });

  test('is done for thousands, page by page', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    await sql`
      insert into subscriptions (address_id, wish, language, stay, active_from, active_until, begins_on, valid_from)
      select address_id, wish, language, stay, active_from, active_until, begins_on, valid_from from subscriptions, generate_series(1, 450)`.execute(
      world.db,
    );
    expect(await keepAt(world, at(13, '00:00'))).toMatchObject({ opened: 451 });
    expect(await keepAt(world, at(20, '05:00'))).toMatchObject({ begun: 0 });
    expect(await keepAt(world, at(20, '06:00'))).toMatchObject({ begun: 451 });
  });

  test('that was over before anybody confirmed it cannot be confirmed any more', async () => {
    await using world = await createWishWorld();
    await world.subscriptions.request(asha, aTrip(-9, -4));
    const token = await world.mailedLink('confirm', asha);
    expect(await world.subscriptions.peekConfirm(token)).toEqual({ kind: 'expired' });
    expect(await world.subscriptions.confirm(token)).toEqual({ kind: 'expired' });
  });

  test.each<readonly [string, Wish]>([
    ['into following what happens there', aWish()],
    ['into living there', aWish({ stay: { kind: 'residence' } })],
    ['to earlier days', aTrip(3, 30)],
    ['to days that are still to come', aTrip(25, 35)],
  ])(
    'that is changed %s before its alerts have begun is told what was published meanwhile',
    async (_how, wish) => {
      await using world = await createWishWorld();
      await world.subscribe(asha, aTrip(20, 30));
      await world.publish(inMali);
      const token = await manageLink(world);
      expect(await noticesOf(world, 'in-force')).toEqual([]);
      await world.subscriptions.change(token, 1, wish);
      expect(await noticesOf(world, 'in-force')).toEqual(['in-force:2']);
    },
  );

  test('that is changed when its alerts have begun is told once more, for its notice tells nothing any more', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    await keepAt(world, at(13, '00:00'));
    const token = await manageLink(world);
    await world.subscriptions.change(token, 1, aWish());
    expect(await noticesOf(world, 'in-force')).toEqual(['in-force:2']);
  });

  test('that has begun and told is changed without a word', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    await keepAt(world, at(20, '06:00'));
    await sql`update deliveries set state = 'sent', reason = 'accepted', settled_at = now() where purpose like 'trip-%'`.execute(
      world.db,
    );
    const token = await manageLink(world);
    await world.subscriptions.change(token, 1, aWish());
    expect(await noticesOf(world, 'in-force')).toEqual([]);
  });

  test('that begins is told by a notice that updates and all-clears follow', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aTrip(20, 30));
    await world.publish(inMali);
    await keepAt(world, at(20, '06:00'));
    const recipientId = await world.addressId(asha);
    const row = { publicationId: await noticesPublication(world.db), recipientId };
    const opened = await noticesIn(world).open({ ...row, purpose: 'trip-begins:1' });
    expect(opened).toMatchObject({ kind: 'in-force', occasion: 'trip-begins' });
    const { rows } = await sql`select advisory_id, purpose from briefings`.execute(world.db);
    expect(rows).toEqual([{ advisory_id: inMali.advisoryId, purpose: 'trip-begins:1' }]);
  });
});

/** As a bit that fell over on a disk; gives what the wish was. */
async function damage({ db }: WishWorld, id: number): Promise<Buffer> {
  const { rows } = await sql<{ wish: Buffer }>`
    select wish from subscriptions where id = ${id}`.execute(db);
  await sql`update subscriptions set wish = set_byte(wish, 40, get_byte(wish, 40) # 1) where id = ${id}`.execute(
    db,
  );
  return rows[0]?.wish ?? Buffer.of();
}

function noticesIn({ db, keyring }: WishWorld) {
  const [links, revisions] = [createLinkTokens({ db }), createRevisions(db)];
  return createNotices({ db, keyring, publicUrl: 'https://alerts.example', links, revisions });
}

const months = (count: number) => {
  const then = new Date();
  then.setUTCMonth(then.getUTCMonth() + count);
  then.setUTCDate(then.getUTCDate() + 1);
  return then;
};

const wishNow = async ({ db, keyring }: WishWorld) => {
  const { rows } = await sql<{ wish: Buffer }>`
    select wish from subscriptions where valid_from is not null and valid_until is null`.execute(
    db,
  );
  return rows.map(({ wish }): unknown => JSON.parse(keyring.open('wish', wish)));
};

describe('a residence', () => {
  const here = aWish({ stay: { kind: 'residence' } });
  /** Somebody who lives in Mali and was asked; the link that they were mailed. */
  async function askedResident(world: WishWorld) {
    await world.subscribe(asha, here);
    await keepAt(world, months(6));
    const [purpose = ''] = await noticesOf(world, 'residence');
    const publicationId = await noticesPublication(world.db);
    const recipientId = await world.addressId(asha);
    const notice = await noticesIn(world).open({ publicationId, recipientId, purpose });
    if (notice?.kind !== 'residence') throw new Error('expected the question that was queued');
    const residences = createResidences(world.store);
    return { residences, token: notice.token };
  }

  test('is asked about every six months, again and again, and nothing is lost by not answering', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, here);
    expect(await keepAt(world, months(5))).toMatchObject({ asked: 0 });
    const looks = await Promise.all([1, 2, 3].map(() => keepAt(world, months(6))));
    expect(looks.reduce((sum, { asked }) => sum + asked, 0)).toBe(1);
    expect(await keepAt(world, months(11))).toMatchObject({ asked: 0 });
    expect(await keepAt(world, months(13))).toMatchObject({ asked: 1 });
    expect(await noticesOf(world, 'residence')).toHaveLength(2);
    expect(await rowOf(world)).toEqual({ ended_by: null, subscribed: true });
  });

  test('whose wish cannot be opened is asked about all the same', async () => {
    await using world = await createWishWorld();
    await world.subscribe(asha, aWish({ stay: { kind: 'residence' } }));
    await damage(world, 1);
    expect(await keepAt(world, months(6))).toMatchObject({ asked: 1, unreadable: [] });
  });

  test('that is still so goes on, and is not asked about for another six months', async () => {
    await using world = await createWishWorld();
    const { residences, token } = await askedResident(world);
    expect(await residences.peek(token)).toMatchObject({ kind: 'used', value: { wish: here } });
    expect(await residences.answer(token, 'still')).toMatchObject({ kind: 'used' });
    expect(await residences.answer(token, 'still')).toMatchObject({ kind: 'used' });
    await sql`update subscriptions set asked_at = null, affirmed_at = ${months(6)}`.execute(
      world.db,
    );
    expect(await keepAt(world, months(11))).toMatchObject({ asked: 0 });
  });

  test('that has ended becomes an ordinary wish where its owner wants to hear on, however often they say so', async () => {
    await using world = await createWishWorld();
    const { residences, token } = await askedResident(world);
    for (const _press of [1, 2])
      expect(await residences.answer(token, 'follow')).toMatchObject({ kind: 'used' });
    expect(await wishNow(world)).toEqual([{ ...here, stay: { kind: 'none' } }]);
    expect(await residences.peek(token)).toEqual({ kind: 'expired' });
  });

  test('that has ended ends its wish where its owner wants that', async () => {
    await using world = await createWishWorld();
    const { residences, token } = await askedResident(world);
    for (const _press of [1, 2])
      expect(await residences.answer(token, 'end')).toMatchObject({ kind: 'used' });
    expect(await wishNow(world)).toEqual([]);
    expect(await rowOf(world)).toMatchObject({ subscribed: false });
  });

  test('S2 · is answered by its own link alone', async () => {
    await using world = await createWishWorld();
    const { residences, token } = await askedResident(world);
    expect(await world.subscriptions.manage(token)).toEqual({ kind: 'unknown' });
    expect(await world.subscriptions.confirm(token)).toEqual({ kind: 'unknown' });
    await world.subscriptions.requestManageLink(asha);
    const other = await world.mailedLink('manage', asha);
    expect(await residences.answer(other, 'end')).toEqual({ kind: 'unknown' });
    expect(await residences.peek('nonsense')).toEqual({ kind: 'unknown' });
    await sql`update link_tokens set expires_at = now()`.execute(world.db);
    expect(await residences.answer(token, 'end')).toEqual({ kind: 'expired' });
    expect(await wishNow(world)).toHaveLength(1);
  });

  test('whose wish was changed after the question has no question any more', async () => {
    await using world = await createWishWorld();
    const { residences, token } = await askedResident(world);
    await world.subscriptions.requestManageLink(asha);
    const manage = await world.mailedLink('manage', asha);
    await world.subscriptions.change(manage, 1, { ...here, threshold: 2 });
    expect(await residences.answer(token, 'end')).toEqual({ kind: 'expired' });
    expect(await wishNow(world)).toHaveLength(1);
  });
});
