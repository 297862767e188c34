import { expect, test } from 'vitest';

import type { Revision } from '#src/advisory/revision.ts';
import { countriesOf, newsToNewcomer } from '#src/subscription/in-force.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const rated = (level: 0 | 1 | 2 | 3 | 4 | null) =>
  aRevision({ content: aContent({ appliesTo: [{ country: 'ML', level, levelWording: '' }] }) });

interface Case {
  readonly where: string;
  readonly revision: Revision;
  readonly wish: Partial<Wish>;
  readonly told: boolean;
}

const follows = (place: FollowedPlace): Partial<Wish> => ({ places: [place] });

test('a newcomer hears of an advisory whose latest change was only editorial', () => {
  const revision = aRevision({ change: 'editorial' });
  expect(newsToNewcomer([revision], aWish())).toEqual([revision]);
});

test.each([
  { where: 'below the threshold', revision: rated(1), wish: { threshold: 2 }, told: false },
  { where: 'at the threshold', revision: rated(2), wish: { threshold: 2 }, told: true },
  { where: 'without a level', revision: rated(null), wish: { threshold: 4 }, told: true },
  {
    where: 'for another country',
    revision: rated(4),
    wish: follows({ kind: 'country', country: 'SN' }),
    told: false,
  },
  {
    where: 'for the country of a followed region',
    revision: rated(4),
    wish: follows({ kind: 'region', region: 'ML-BKO' }),
    told: true,
  },
] satisfies readonly Case[])('what is in force $where', ({ revision, wish, told }) => {
  expect(newsToNewcomer([revision], aWish(wish))).toEqual(told ? [revision] : []);
});

test('only the countries of a wish are looked through, and all of them for everywhere', () => {
  const places = [
    { kind: 'country', country: 'ML' },
    { kind: 'region', region: 'ML-BKO' },
    { kind: 'country', country: 'SN' },
  ] as const;
  expect(countriesOf({ places: [...places] })).toEqual(['ML', 'SN']);
  expect(countriesOf({ places: [...places, { kind: 'everywhere' }] })).toBeUndefined();
});
