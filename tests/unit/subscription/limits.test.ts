import { expect, test } from 'vitest';

import { mayMailAgain } from '#src/subscription/limits.ts';

const now = new Date('2025-07-02T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const hours = 60;
const days = 24 * hours;

test.each([
  ['a first mail goes', [], true],
  ['a second mail waits ten minutes', [9], false],
  ['a second mail goes after ten minutes', [10], true],
  ['a fourth mail in 24 hours does not go', [20, 5 * hours, 23 * hours], false],
  ['a fourth mail goes when the first is a day old', [20, 5 * hours, 24 * hours], true],
  [
    'a seventh mail in a week does not go',
    [2 * days, 2.5 * days, 3 * days, 4 * days, 5 * days, 6 * days],
    false,
  ],
  [
    'a seventh mail goes when the first is a week old',
    [2 * days, 2.5 * days, 3 * days, 4 * days, 5 * days, 7 * days],
    true,
  ],
])('S5 · %s', (_sentence, earlier, expected) => {
  expect(mayMailAgain(earlier.map(minutesAgo), now)).toBe(expected);
});
