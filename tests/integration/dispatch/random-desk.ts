import * as fc from 'fast-check';

import type { AppliesTo, Level } from '#src/advisory/advisory.ts';
import type { Lane } from '#src/advisory/lane.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aWish } from '#tests/support/builders-wish.ts';
import { languages } from '#tests/support/every-message.ts';

/** Where advice may hold, and move to: a country, two of its regions, and the country next door. */
const places = [
  { country: 'ML' },
  { country: 'ML', region: 'ML-1' },
  { country: 'ML', region: 'ML-BKO' },
  { country: 'SN' },
] as const;

const followed: readonly FollowedPlace[] = [
  { kind: 'country', country: 'ML' },
  { kind: 'region', region: 'ML-1' },
  { kind: 'region', region: 'ML-BKO' },
  { kind: 'country', country: 'SN' },
  { kind: 'everywhere' },
];

const aLevel = fc.constantFrom<Level | null>(null, 1, 2, 3, 4);

const applying = fc
  .record({ place: fc.constantFrom(...places), level: aLevel })
  .map(({ place, level }): AppliesTo => ({ ...place, level, levelWording: 'Take care' }));

const randomWish = fc
  .record({
    place: fc.constantFrom(...followed),
    threshold: fc.constantFrom<Level>(0, 0, 2, 3),
    language: fc.constantFrom(...languages),
  })
  .map(({ place, ...chosen }): Wish => aWish({ places: [place], ...chosen }));

const text = fc.record({
  appliesTo: applying.map((one) => [one]),
  lane: fc.constantFrom<Lane>('routine', 'urgent', 'emergency'),
  /** By which way it is released; each is taken where the rules allow it. */
  way: fc.constantFrom<Way>('plainly', 'after an edit', 'alone', 'at a time'),
  /** It is still under way when the next thing happens. */
  dawdles: fc.boolean(),
});

/** One of those that there are by then; whoever revises none begins a new one. */
const whichAdvisory = fc.nat(2);
/** How many live in one run. */
export const population = 4;
const aCitizen = fc.nat(population - 1);

const joining = (citizen: fc.Arbitrary<number>) =>
  fc.record({ does: fc.constant('join' as const), citizen, wish: randomWish });

const aStep = fc.oneof(
  { weight: 1, arbitrary: joining(aCitizen) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('leave' as const), citizen: aCitizen }) },
  { weight: 2, arbitrary: fc.record({ does: fc.constant('publish' as const), text }) },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constant('revise' as const), advisory: whichAdvisory, text }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      does: fc.constant('all-clear' as const),
      advisory: whichAdvisory,
      text,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ does: fc.constant('withdraw' as const), advisory: whichAdvisory }),
  },
);

/** What officers and citizens do, one thing after another: all but one follow something from the beginning. */
export const aDay = fc
  .tuple(
    fc.tuple(...Array.from({ length: population - 1 }, (_, n) => joining(fc.constant(n)))),
    fc.array(aStep, { minLength: 4, maxLength: 10, size: 'max' }),
  )
  .map(([joins, steps]) => [...joins, ...steps]);
export type Step = typeof aDay extends fc.Arbitrary<readonly (infer T)[]> ? T : never;
export type Text = typeof text extends fc.Arbitrary<infer T> ? T : never;
type Way = 'plainly' | 'after an edit' | 'alone' | 'at a time';
