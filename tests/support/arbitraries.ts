import * as fc from 'fast-check';

import { levelSchema } from '#src/advisory/advisory.ts';
import type { AppliesTo } from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';
import { rhythms } from '#src/subscription/rhythm.ts';
import type { FollowedPlace, Stay, Wish } from '#src/subscription/subscription.ts';
import { languages } from '#tests/support/every-message.ts';

// Few places, so that wishes and revisions meet often: two countries, regions with a code, and some that have none.
const country = fc.constantFrom('ML', 'SN');
const coded = fc.constantFrom('ML-1', 'ML-BKO', 'SN-DK');
const uncoded = fc.constantFrom('the border with Niger', 'Liptako');

const level = fc.constantFrom(...levelSchema.values);
export const aChange = fc.constantFrom(...changeKinds);
export const aLane = fc.constantFrom(...lanes);
const aCategory = fc.constantFrom('Security' as const, 'Health' as const, 'Met' as const);
/** Words of an advisory's own among them, by which nobody can choose. */
export const someCategories = fc.uniqueArray(
  fc.oneof(aCategory, fc.constantFrom('abduction', 'Other')),
  { maxLength: 2 },
);
const aLanguage = fc.constantFrom(...languages);

const place: fc.Arbitrary<Pick<AppliesTo, 'country' | 'region'>> = fc.oneof(
  country.map((code) => ({ country: code })),
  coded.map((region) => ({ country: region.slice(0, 2), region })),
  fc.tuple(country, uncoded).map(([code, region]) => ({ country: code, region })),
);

/** Several places in one advisory, the same country more than once among them, rated or not. */
export const whereItApplies: fc.Arbitrary<AppliesTo[]> = fc.array(
  fc
    .tuple(place, fc.option(level))
    .map(([where, rating]) => ({ ...where, level: rating, levelWording: 'Take care' })),
  { minLength: 1, maxLength: 4 },
);

const followed: fc.Arbitrary<FollowedPlace> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ kind: 'everywhere' as const }) },
  { weight: 4, arbitrary: country.map((code) => ({ kind: 'country' as const, country: code })) },
  { weight: 4, arbitrary: coded.map((region) => ({ kind: 'region' as const, region })) },
);

/** Trips around 4 March: over, about to begin, and those whose days just hold it. */
const aDay = fc.constantFrom(
  '2026-03-01',
  '2026-03-02',
  '2026-03-03',
  '2026-03-04',
  '2026-03-05',
  '2026-03-07',
);
const aStay: fc.Arbitrary<Stay> = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'residence' as const }) },
  {
    weight: 2,
    arbitrary: fc.tuple(aDay, aDay, fc.nat({ max: 3 })).map(([one, other, daysBefore]) => ({
      kind: 'trip' as const,
      from: one < other ? one : other,
      to: one < other ? other : one,
      daysBefore,
    })),
  },
);

export const anyWish: fc.Arbitrary<Wish> = fc.record({
  places: fc.array(followed, { minLength: 1, maxLength: 3 }),
  threshold: level,
  kinds: fc.uniqueArray(aChange, { minLength: 1, maxLength: changeKinds.length }),
  categories: fc.uniqueArray(aCategory, { maxLength: 2 }),
  stay: aStay,
  rhythm: fc.record({
    every: fc.oneof(
      { weight: 1, arbitrary: fc.constant('message' as const) },
      { weight: 1, arbitrary: fc.constantFrom(...rhythms) },
    ),
    timeZone: fc.constantFrom('UTC', 'Asia/Kolkata'),
  }),
  language: aLanguage,
  discreet: fc.boolean(),
});
