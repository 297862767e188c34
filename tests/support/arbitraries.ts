import * as fc from 'fast-check';

import { levelSchema } from '#src/advisory/advisory.ts';
import type { AppliesTo } from '#src/advisory/advisory.ts';
import { changeKinds } from '#src/advisory/change.ts';
import { lanes } from '#src/advisory/lane.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';

// Few places, so that wishes and revisions meet often: two countries, regions with a code, and some that have none.
const country = fc.constantFrom('ML', 'SN');
const coded = fc.constantFrom('ML-1', 'ML-BKO', 'SN-DK');
const uncoded = fc.constantFrom('the border with Niger', 'Liptako');

const level = fc.constantFrom(...levelSchema.values);
export const aChange = fc.constantFrom(...changeKinds);
export const aLane = fc.constantFrom(...lanes);
const aLanguage = fc.constantFrom('en', 'hi', 'fr', 'ar');

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

export const anyWish: fc.Arbitrary<Wish> = fc.record({
  places: fc.array(followed, { minLength: 1, maxLength: 3 }),
  threshold: level,
  kinds: fc.uniqueArray(aChange, { minLength: 1, maxLength: changeKinds.length }),
  language: aLanguage,
});
