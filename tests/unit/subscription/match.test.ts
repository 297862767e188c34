import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { AppliesTo, Level } from '#src/advisory/advisory.ts';
import { categories } from '#src/advisory/category.ts';
import {
  concerns,
  isToldAtOnce,
  labelsOfApplied,
  labelsOfFollowed,
  passesThreshold,
  reachOf,
} from '#src/subscription/match.ts';
import type { Matchable } from '#src/subscription/match.ts';
import { withoutParts } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import {
  aChange,
  aLane,
  anyWish,
  someCategories,
  whereItApplies,
} from '#tests/support/arbitraries.ts';
import { aContent } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const at = (country: string, region?: string, level: Level | null = null): AppliesTo => ({
  country,
  ...(region === undefined ? {} : { region }),
  level,
  levelWording: '',
});

const revision = ({
  change = 'new',
  lane = 'routine',
  ...content
}: Partial<Matchable['content'] & Omit<Matchable, 'content'>> = {}): Matchable => ({
  content: { appliesTo: [at('ML')], categories: [], residents: 'none', ...content },
  change,
  lane,
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
    const elsewhere = revision({ appliesTo: [at('SN')], lane: 'emergency' });
    expect(concerns(elsewhere, wish)).toBe(false);
  });
});

test('a kind of change that was not asked for concerns nobody', () => {
  expect(concerns(revision({ change: 'editorial' }), aWish())).toBe(false);
  expect(concerns(revision({ change: 'editorial' }), aWish({ kinds: ['editorial'] }))).toBe(true);
});

/** By labels: those of ours that an advisory carries, and those that were chosen. */
function wantsCategory(carried: readonly string[], { categories: chosen }: Wish): boolean {
  const known = carried.filter((it) => categories.some((category) => category === it));
  return chosen.length === 0 || known.length === 0 || chosen.some((it) => known.includes(it));
}

/** Matching as the plan's SQL sees it: labels on both sides, and the level that reaches each. */
function concernsByLabels(it: Matchable, wish: Wish): boolean {
  const reach = reachOf(it);
  const wanted =
    it.lane === 'emergency' ||
    (wish.kinds.includes(it.change) && wantsCategory(it.content.categories, wish));
  const isForResidents = wish.stay.kind === 'residence' && it.content.residents !== 'none';
  return (
    wanted &&
    wish.places.flatMap(labelsOfFollowed).some((label) => {
      const level = reach.get(label);
      return level !== undefined && (isForResidents || passesThreshold(level, wish.threshold));
    })
  );
}

test('labels and their reach say the same as the specification, for any revision and any wish', () => {
  const anyRevision = fc.record({
    content: fc.record({
      appliesTo: whereItApplies,
      categories: someCategories,
      residents: fc.constantFrom('none' as const, 'shelter' as const),
    }),
    change: aChange,
    lane: aLane,
  });
  fc.assert(
    fc.property(anyRevision, anyWish, (it, wish) => {
      expect(concernsByLabels(it, wish)).toBe(concerns(it, wish));
    }),
    { numRuns: 2_000 },
  );
});

test('leaving out what is part of a followed whole changes nothing of what is heard', () => {
  fc.assert(
    fc.property(whereItApplies, anyWish, (appliesTo, wish) => {
      const said = revision({ appliesTo });
      const plain = { ...wish, places: withoutParts(wish.places) };
      expect(concerns(said, plain)).toBe(concerns(said, wish));
    }),
  );
});

test('a revision reaches the labels of its places and no others', () => {
  fc.assert(
    fc.property(whereItApplies, aLane, (appliesTo, lane) => {
      const labels = new Set(appliesTo.flatMap(labelsOfApplied));
      expect(new Set(reachOf({ content: { appliesTo }, lane }).keys())).toEqual(labels);
    }),
  );
});

describe('categories', () => {
  test.each([
    { chosen: [], carried: ['Health'], hears: true, why: 'who chose none hears all' },
    { chosen: ['Health'], carried: ['Health', 'Met'], hears: true, why: 'one of them is enough' },
    { chosen: ['Health'], carried: ['Met'], hears: false, why: 'another was chosen' },
    { chosen: ['Health'], carried: [], hears: true, why: 'nobody could choose this one' },
    { chosen: ['Health'], carried: ['abduction'], hears: true, why: 'nor one in words of its own' },
  ] as const)('$chosen of $carried: $hears, for $why', ({ chosen, carried, hears }) => {
    const wish = aWish({ categories: [...chosen] });
    expect(concerns(revision({ categories: [...carried] }), wish)).toBe(hears);
    const emergency = revision({ categories: [...carried], lane: 'emergency' });
    expect(concerns(emergency, wish)).toBe(true);
  });
});

describe('who lives there', () => {
  const home = aWish({ stay: { kind: 'residence' }, threshold: 4 });

  test('hears advice to residents whatever level travellers are given', () => {
    const shelter = revision({ appliesTo: [at('ML', undefined, 2)], residents: 'shelter' });
    expect(concerns(shelter, home)).toBe(true);
    expect(concerns(shelter, aWish({ threshold: 4 }))).toBe(false);
  });

  test('keeps the threshold for what tells residents nothing', () => {
    expect(concerns(revision({ appliesTo: [at('ML', undefined, 2)] }), home)).toBe(false);
  });
});

describe('a trip from 4 to 10 March, alerted two days before', () => {
  const trip = aWish({
    stay: { kind: 'trip', from: '2026-03-04', to: '2026-03-10', daysBefore: 2 },
  });

  test.each([
    { at: '2026-03-01T09:59:59.999Z', hears: false, why: 'it is 1 March on the whole earth' },
    { at: '2026-03-01T10:00:00.000Z', hears: true, why: '2 March has begun in Kiritimati' },
    { at: '2026-03-07T12:00:00.000Z', hears: true, why: 'the traveller is there' },
    { at: '2026-03-12T11:59:59.999Z', hears: true, why: 'it is still the day after, far west' },
    { at: '2026-03-12T12:00:00.000Z', hears: false, why: 'the day after is over everywhere' },
  ])('at $at is alerted: $hears, for $why', ({ at: moment, hears }) => {
    expect(isToldAtOnce(revision(), trip, new Date(moment))).toBe(hears);
    const emergency = revision({ lane: 'emergency' });
    expect(isToldAtOnce(emergency, trip, new Date(moment))).toBe(hears);
  });
});

test('who asked for a digest is told at once of emergencies only', () => {
  const wish = aWish({ rhythm: { every: 'day', timeZone: 'Asia/Kolkata' } });
  expect(concerns(revision(), wish)).toBe(true);
  expect(isToldAtOnce(revision({ lane: 'urgent' }), wish, new Date())).toBe(false);
  expect(isToldAtOnce(revision({ lane: 'emergency' }), wish, new Date())).toBe(true);
});
