import { sql } from 'kysely';
import { expect, test } from 'vitest';

import { aWish } from '#tests/support/builders-wish.ts';
import { bringInByList } from '#tests/support/lists.ts';
import { createWishWorld } from '#tests/support/wishes.ts';

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
