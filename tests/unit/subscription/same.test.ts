import { expect, test } from 'vitest';

import { isSameWish } from '#src/subscription/same.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const mali: FollowedPlace = { kind: 'country', country: 'ML' };
const bamako: FollowedPlace = { kind: 'region', region: 'ML-BKO' };

interface Pair {
  readonly differ: string;
  readonly one: Partial<Wish>;
  readonly other: Partial<Wish>;
}

test.each<Pair>([
  { differ: 'nothing', one: {}, other: {} },
  {
    differ: 'the order of places',
    one: { places: [mali, bamako] },
    other: { places: [bamako, mali] },
  },
  { differ: 'a place chosen twice', one: { places: [mali, mali] }, other: { places: [mali] } },
  {
    differ: 'the order of kinds',
    one: { kinds: ['new', 'level'] },
    other: { kinds: ['level', 'new'] },
  },
])('two wishes that differ by $differ are the same', ({ one, other }) => {
  expect(isSameWish(aWish(one), aWish(other))).toBe(true);
});

test.each<Pair>([
  {
    differ: 'a region instead of its country',
    one: { places: [mali] },
    other: { places: [bamako] },
  },
  {
    differ: 'everywhere instead of a country',
    one: { places: [{ kind: 'everywhere' }] },
    other: {},
  },
  { differ: 'their threshold', one: { threshold: 2 }, other: {} },
  { differ: 'their categories', one: { categories: ['Health'] }, other: {} },
  { differ: 'one being a residence', one: { stay: { kind: 'residence' } }, other: {} },
  {
    differ: 'the days of the trip',
    one: { stay: { kind: 'trip', from: '2026-03-04', to: '2026-03-10', daysBefore: 7 } },
    other: { stay: { kind: 'trip', from: '2026-03-04', to: '2026-03-11', daysBefore: 7 } },
  },
  { differ: 'their rhythm', one: { rhythm: { every: 'day', timeZone: 'UTC' } }, other: {} },
  { differ: 'discretion', one: { discreet: true }, other: {} },
  { differ: 'their kinds', one: { kinds: ['new'] }, other: {} },
  { differ: 'their language', one: { language: 'fr' }, other: {} },
])('two wishes that differ by $differ are two', ({ one, other }) => {
  expect(isSameWish(aWish(one), aWish(other))).toBe(false);
});
