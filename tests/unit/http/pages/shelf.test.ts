import { expect, test } from 'vitest';

import { createShelf } from '#src/http/pages/shelf.ts';

const fails = async () => Promise.reject(new Error('no database'));
const made = (text: string) => ({ text, changedAt: undefined });

test('many who ask at once cost what one does, until there is another version', async () => {
  const shelf = createShelf(1_000);
  let times = 0;
  const make = async () => made(`${(times += 1)}`);
  const asked = Array.from({ length: 50 }, () => shelf.take('feed', 'one', make));
  const hashes = (await Promise.all(asked)).map((kept) => kept?.text.hash);
  expect(new Set(hashes).size).toBe(1);
  expect(times).toBe(1);
  await shelf.take('feed', 'two', make);
  await shelf.take('feed', 'two', make);
  expect(times).toBe(2);
});

test('what was asked for longest ago makes room', async () => {
  const shelf = createShelf(100);
  const makings: string[] = [];
  const ask = (name: string) =>
    shelf.take(name, 'v', async () => {
      makings.push(name);
      return made('x'.repeat(40));
    });
  for (const name of ['a', 'b', 'a', 'c', 'a', 'b']) await ask(name);
  expect(makings).toEqual(['a', 'b', 'c', 'b']);
});

test('what could not be made is tried again, and what does not exist takes no room', async () => {
  const shelf = createShelf(100);
  await expect(shelf.take('a', 'v', fails)).rejects.toThrow('no database');
  expect(await shelf.take('a', 'v', async () => undefined)).toBeUndefined();
  const kept = await shelf.take('a', 'v', async () => made('there'));
  expect(String(await kept?.text.identity())).toBe('there');
});
