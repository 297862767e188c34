import { describe, expect, test } from 'vitest';

import { fields, missesBelow, readAll, scoreOf, textsIn } from '#tests/support/prose-texts.ts';
import type { Field } from '#tests/support/prose-texts.ts';

/** How much must be right of what is read, and how much must be read of what is there. */
const atLeast: Readonly<Record<Field, readonly [precision: number, recall: number]>> = {
  countries: [0.98, 0.95],
  regions: [0.95, 0.1], // a province by its bare name is left to officers: too few people would be told
  issuer: [0.98, 0.9],
  residents: [0.95, 0.95],
  travellers: [0.95, 0.9],
  missions: [0.95, 0.95],
  eventPlaces: [0.9, 0.9],
  eventAt: [0.9, 0.9],
  relation: [0.95, 0.95],
  phones: [0.95, 0.95],
};

const folder = new URL('prose-texts/', import.meta.url);
const known = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth'].flatMap((name) =>
  textsIn(new URL(`${name}.txt`, folder)),
);
const read = readAll(known);

test('there are enough texts, in our own words, to say something about others', () => {
  expect(known.length).toBeGreaterThan(120);
  expect(new Set(known.map(({ name }) => name)).size).toBe(known.length);
});

describe('of advisories, notices and press reports of many kinds', () => {
  test.each(fields)('%s are read as a careful officer reads them', (field) => {
    expect(missesBelow(scoreOf(read, field), atLeast[field])).toEqual([]);
  });
});
