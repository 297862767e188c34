import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import { aNoticeVersion, createWishWorld } from '#tests/support/wishes.ts';
import type { WishWorld } from '#tests/support/wishes.ts';

test('S8 · what somebody agreed to is kept with the notice they saw, their language, the time and what it is for', async () => {
  await using world = await createWishWorld();
  await world.subscriptions.request('citizen@example.org', aWish({ language: 'fr' }));
  const noticeVersion = aNoticeVersion;
  const asked = { basis: 'request', language: 'fr', noticeVersion, origin: 'form' };
  expect(await consentsIn(world)).toEqual([{ ...asked, purpose: 'asked' }]);
  await world.subscriptions.confirm(await world.mailedLink('confirm', 'citizen@example.org'));
  expect(await consentsIn(world)).toEqual([
    { ...asked, purpose: 'asked' },
    { ...asked, purpose: 'alerts', basis: 'consent' },
  ]);
});

test('S8 · pressing confirm twice is agreeing once, and coming back is agreeing again', async () => {
  await using world = await createWishWorld();
  const token = await world.subscribe('citizen@example.org');
  await world.subscriptions.confirm(token);
  const agreed = async () =>
    (await consentsIn(world))
      .filter(({ purpose }) => purpose === 'alerts')
      .map(({ origin }) => origin);
  expect(await agreed()).toEqual(['form']);
  const id = await world.addressId('citizen@example.org');
  await world.subscriptions.unsubscribe(world.keyring.unsubscribeToken(id, 0));
  await world.subscriptions.undoUnsubscribe(world.keyring.undoToken(id, 0));
  expect(await agreed()).toEqual(['form', 'undo']);
});

async function consentsIn({ db }: WishWorld) {
  const { rows } = await sql<{
    purpose: string;
    basis: string;
    noticeVersion: string;
    language: string;
    origin: string;
  }>`
    select purpose, basis, notice_version as "noticeVersion", language, origin from consents
    where at > now() - interval '1 minute' and subscription_id is not null order by id`.execute(db);
  return rows;
}
