import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { AppliesTo, Level } from '#src/advisory/advisory.ts';
import {
  concerns,
  labelsOfApplied,
  labelsOfFollowed,
  passesThreshold,
  reachOf,
} from '#src/subscription/match.ts';
import type { Matchable } from '#src/subscription/match.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aChange, aLane, anyWish, whereItApplies } from '#tests/support/arbitraries.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const at = (country: string, region?: string, level: Level | null = null): AppliesTo => ({
  country,
  ...(region === undefined ? {} : { region }),
  level,
  levelWording: '',
});

const revision = (overrides: Partial<Matchable> = {}): Matchable => ({
  appliesTo: [at('ML')],
  change: 'new',
  lane: 'routine',
  ...overrides,
});

const following = (...places: readonly FollowedPlace[]): Wish => aWish({ places: [...places] });
const country = (code: string): FollowedPlace => ({ kind: 'country', country: code });
const region = (code: string): FollowedPlace => ({ kind: 'region', region: code });
const everywhere: FollowedPlace = { kind: 'everywhere' };

describe('who follows', () => {
  test.each([
    { who: 'a country', place: country('ML'), where: at('ML'), of: 'the country', hears: true },
    {
      who: 'a country',
      place: country('ML'),
      where: at('ML', 'ML-1'),
      of: 'a region',
      hears: true,
    },
    {
      who: 'a country',
      place: country('ML'),
      where: at('ML', 'Liptako'),
      of: 'a region without a code',
      hears: true,
    },
    { who: 'a country', place: country('ML'), where: at('SN'), of: 'another', hears: false },
    { who: 'a region', place: region('ML-BKO'), where: at('ML'), of: 'its country', hears: true },
    { who: 'a region', place: region('ML-1'), where: at('ML', 'ML-1'), of: 'it', hears: true },
    {
      who: 'a region',
      place: region('ML-BKO'),
      where: at('ML', 'ML-1'),
      of: 'another region of its country',
      hears: false,
    },
    {
      who: 'a region',
      place: region('ML-BKO'),
      where: at('ML', 'Liptako'),
      of: 'a region of its country without a code',
      hears: true,
    },
    {
      who: 'a region',
      place: region('ML-BKO'),
      where: at('SN', 'Liptako'),
      of: 'a region without a code elsewhere',
      hears: false,
    },
    { who: 'everywhere', place: everywhere, where: at('SN', 'SN-DK'), of: 'any', hears: true },
  ])('$who hears advice for $of: $hears', ({ place, where, hears }) => {
    expect(concerns(revision({ appliesTo: [where] }), following(place))).toBe(hears);
  });

  test('several places hears when one of them is meant', () => {
    const wish = following(country('SN'), region('ML-BKO'));
    expect(concerns(revision(), wish)).toBe(true);
    expect(concerns(revision({ appliesTo: [at('NE')] }), wish)).toBe(false);
  });
});

test('where something happened matches nobody: the caution for Mali reaches who follows only Bamako', () => {
  const { appliesTo, eventPlaces } = aContent();
  expect(eventPlaces).toEqual([{ country: 'ML', region: 'ML-1' }]);
  expect(concerns(revision({ appliesTo }), following(region('ML-BKO')))).toBe(true);
  const elsewhere = aContent({ appliesTo: [at('SN')] });
  expect(concerns(revision({ appliesTo: elsewhere.appliesTo }), following(region('ML-1')))).toBe(
    false,
  );
});

describe('a threshold', () => {
  test.each<[Level | null, Level, boolean]>([
    [null, 4, true],
    [0, 0, true],
    [1, 2, false],
    [2, 2, true],
    [4, 2, true],
  ])('level %s passes threshold %s: %s', (level, threshold, passes) => {
    expect(passesThreshold(level, threshold)).toBe(passes);
    expect(
      concerns(revision({ appliesTo: [at('ML', undefined, level)] }), aWish({ threshold })),
    ).toBe(passes);
  });

  const parts = revision({ appliesTo: [at('ML', undefined, 1), at('ML', 'ML-1', 4)] });
  test.each([
    { who: 'the country', place: country('ML'), hears: true },
    { who: 'the region in danger', place: region('ML-1'), hears: true },
    { who: 'a quieter region', place: region('ML-BKO'), hears: false },
  ])('of two places in one country the one that is followed counts: $who', ({ place, hears }) => {
    expect(concerns(parts, aWish({ places: [place], threshold: 3 }))).toBe(hears);
  });

  test('of two levels for the same place the higher counts', () => {
    const twice = revision({ appliesTo: [at('ML', undefined, 1), at('ML', undefined, 3)] });
    expect(concerns(twice, aWish({ threshold: 3 }))).toBe(true);
  });
});

describe('an emergency', () => {
  const wish = aWish({ threshold: 4, kinds: ['new'] });
  const quiet = revision({ appliesTo: [at('ML', undefined, 0)], change: 'editorial' });

  test('passes every threshold and every kind of change', () => {
    expect(concerns(quiet, wish)).toBe(false);
    expect(concerns({ ...quiet, lane: 'urgent' }, wish)).toBe(false);
    expect(concerns({ ...quiet, lane: 'emergency' }, wish)).toBe(true);
  });

  test('in another country still concerns nobody here', () => {
    expect(concerns({ ...quiet, lane: 'emergency', appliesTo: [at('SN')] }, wish)).toBe(false);
  });
});

test('a kind of change that was not asked for concerns nobody', () => {
  expect(concerns(revision({ change: 'editorial' }), aWish())).toBe(false);
  expect(concerns(revision({ change: 'editorial' }), aWish({ kinds: ['editorial'] }))).toBe(true);
});

/** Matching as the plan's SQL sees it: labels on both sides, and the level that reaches each. */
function concernsByLabels(it: Matchable, wish: Wish): boolean {
  const reach = reachOf(it);
  const wantsKind = it.lane === 'emergency' || wish.kinds.includes(it.change);
  return (
    wantsKind &&
    wish.places.flatMap(labelsOfFollowed).some((label) => {
      const level = reach.get(label);
      return level !== undefined && passesThreshold(level, wish.threshold);
    })
  );
}

test('labels and their reach say the same as the specification, for any revision and any wish', () => {
  const anyRevision = fc.record({ appliesTo: whereItApplies, change: aChange, lane: aLane });
  fc.assert(
    fc.property(anyRevision, anyWish, (it, wish) => {
      expect(concernsByLabels(it, wish)).toBe(concerns(it, wish));
    }),
    { numRuns: 2_000 },
  );
});

test('a revision reaches the labels of its places and no others', () => {
  fc.assert(
    fc.property(whereItApplies, aLane, (appliesTo, lane) => {
      const labels = new Set(appliesTo.flatMap(labelsOfApplied));
      expect(new Set(reachOf({ appliesTo, lane }).keys())).toEqual(labels);
    }),
  );
});
