import { expect, test } from 'vitest';

import { isRepeated, nextMailAt } from '#src/subscription/limits.ts';

const now = new Date('2025-07-02T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hours = 60;
const days = 24 * hours;

test.each([
  ['a first mail goes at once', [], 0],
  ['a second mail waits until ten minutes have passed', [9], 1],
  ['a second mail goes after ten minutes', [10], 0],
  ['a mail waits behind those that wait already', [1, -9], 19],
  ['a fourth mail in 24 hours waits until the first is a day old', [20, 5 * hours, 23 * hours], 60],
  ['a fourth mail goes when the first is a day old', [20, 5 * hours, 24 * hours], 0],
  [
    'a seventh mail in a week waits until the first is a week old',
    [2 * days, 2.5 * days, 3 * days, 4 * days, 5 * days, 6.5 * days],
    12 * hours,
  ],
  [
    'a seventh mail that would have to wait for more than a day is not kept',
    [2 * days, 2.5 * days, 3 * days, 4 * days, 5 * days, 5.9 * days],
    undefined,
  ],
  [
    'a seventh mail goes when the first is a week old',
    [2 * days, 2.5 * days, 3 * days, 4 * days, 5 * days, 7 * days],
    0,
  ],
])('S5 · %s', (_sentence, earlier, waits) => {
  const at = nextMailAt(earlier.map(minutesAgo), now);
  expect(at).toEqual(waits === undefined ? undefined : minutesAgo(-waits));
});

test.each([
  ['nothing was asked for before', [], false],
  ['the same went eleven minutes ago', [11], false],
  ['the same went nine minutes ago', [9], true],
  ['the same waits for its turn', [-30], true],
])('S5 · whether it is the same again when %s', (_sentence, earlier, expected) => {
  expect(isRepeated(earlier.map(minutesAgo), now)).toBe(expected);
});
