import { expect, test } from 'vitest';

import { compareSamples } from '#tests/bench/two-samples.ts';

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
