import { expect, test } from 'vitest';

import { compareRounds } from '#tests/bench/two-samples.ts';

const compareSamples = (first: readonly number[], second: readonly number[]) =>
  compareRounds([{ first, second }]);

test('the ranks of a worked example are those of the books', () => {
  // U = 9 of 5 × 6, deviation 5.427 with ties, half a step for continuity.
  const { p, firstIsSmaller } = compareSamples([1, 2, 2, 4, 9], [2, 3, 5, 6, 7, 8]);
  expect(firstIsSmaller).toBeCloseTo(21 / 30, 5);
  expect(p).toBeCloseTo(0.3109, 3);
});

test('samples that lie apart are told apart, and the same sample twice is not', () => {
  const some = Array.from({ length: 200 }, (_, n) => (Math.sin(n * 12.9898) * 43758.5453) % 1);
  expect(compareSamples(some, some).p).toBeCloseTo(1, 6);
  expect(
    compareSamples(
      some,
      some.map((value) => value + 0.5),
    ).p,
  ).toBeLessThan(0.001);
  expect(compareSamples([1, 1, 1], [1, 1, 1]).p).toBe(1);
});

test('rounds are compared each in itself: that one was slower as a whole hides nothing and shows nothing', () => {
  const some = Array.from({ length: 60 }, (_, n) => (Math.sin(n * 12.9898) * 43758.5453) % 1);
  const slower = (by: number) => some.map((value) => value + by);
  const alike = [
    { first: some, second: some },
    { first: slower(100), second: slower(100) },
  ];
  expect(compareRounds(alike)).toMatchObject({ firstIsSmaller: 0.5 });
  expect(compareRounds(alike).p).toBeCloseTo(1, 6);
  const apart = alike.map(({ first, second }) => ({
    first,
    second: second.map((value) => value + 0.2),
  }));
  const one = compareSamples(apart[0]?.first ?? [], apart[0]?.second ?? []).p;
  expect(compareRounds(apart).p).toBeLessThan(one / 5);
});

test('whichever of two samples is the first, they lie as far apart', () => {
  const [one, other] = [
    [1, 2, 2, 4, 9],
    [2, 3, 5, 6, 7, 8],
  ];
  const [there, back] = [compareSamples(one, other), compareSamples(other, one)];
  expect(back.p).toBeCloseTo(there.p, 9);
  expect(back.firstIsSmaller).toBeCloseTo(1 - there.firstIsSmaller, 9);
});
