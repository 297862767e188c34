import { expect, test } from 'vitest';

import { createGrouped } from '#src/dispatch/grouped.ts';

test('no more than so many are committed together, in the order in which they came, one commit after the other', async () => {
  const begun: (readonly number[])[] = [];
  const gate = Promise.withResolvers<void>();
  const add = createGrouped(async (items: readonly number[]) => {
    begun.push(items);
    await gate.promise;
    return items;
  }, 2);
  const added = [1, 2, 3, 4, 5].map(add);
  await expect.poll(() => begun).toEqual([[1, 2]]);
  gate.resolve();
  expect(await Promise.all(added)).toEqual([[1, 2], [1, 2], [3, 4], [3, 4], [5]]);
  expect(begun).toEqual([[1, 2], [3, 4], [5]]);
});

test('a commit that fails is told to those who were in it, and the next one begins', async () => {
  const add = createGrouped(async ([first]: readonly number[]) => {
    if (first === 1) throw new Error('the database is gone');
    return first;
  }, 1);
  const told = await Promise.allSettled([1, 2].map(add));
  expect(told.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
});
