import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { regionsOf } from '#src/advisory/place.ts';
import { readSignUp, readTyped, readWish, typedOf } from '#src/http/pages/wish-form.ts';
import { isSameWish } from '#src/subscription/same.ts';
import type { FollowedPlace, Wish } from '#src/subscription/subscription.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const languages = ['en', 'hi', 'fr', 'ar'];
const right = {
  scope: 'certain',
  country: 'ML',
  threshold: '0',
  language: 'en',
  address: 'asha@example.org',
};

function read(body: object) {
  return readSignUp(readTyped(body), languages);
}

interface Places {
  readonly chosen: string;
  readonly body: object;
  readonly places: readonly FollowedPlace[];
}

test.each<Places>([
  {
    chosen: 'everywhere',
    body: { scope: 'everywhere', country: 'ML' },
    places: [{ kind: 'everywhere' }],
  },
  {
    chosen: 'one country without adding it',
    body: { country: 'ML' },
    places: [{ kind: 'country', country: 'ML' }],
  },
  {
    chosen: 'a country twice',
    body: { country: 'ML', countries: ['ML', 'ML'] },
    places: [{ kind: 'country', country: 'ML' }],
  },
  {
    chosen: 'a country that was added and one in the list',
    body: { countries: 'SN' },
    places: [
      { kind: 'country', country: 'SN' },
      { kind: 'country', country: 'ML' },
    ],
  },
  {
    chosen: 'regions of one country and all of another',
    body: { country: '', countries: ['ML', 'SN'], regions: ['ML-BKO', 'ML-1'] },
    places: [
      { kind: 'region', region: 'ML-BKO' },
      { kind: 'region', region: 'ML-1' },
      { kind: 'country', country: 'SN' },
    ],
  },
  {
    chosen: 'regions of a country that was unticked again',
    body: { country: '', countries: ['SN'], regions: 'ML-BKO' },
    places: [{ kind: 'country', country: 'SN' }],
  },
])('who chose $chosen follows exactly that', ({ body, places }) => {
  expect(read({ ...right, ...body })).toMatchObject({ kind: 'right', value: { wish: { places } } });
});

test.each([
  { wrong: 'no address', body: { address: ' ' }, code: 'address-missing' },
  { wrong: 'an address without a domain', body: { address: 'asha' }, code: 'address-invalid' },
  {
    wrong: 'two addresses',
    body: { address: 'a@example.org, b@example.org' },
    code: 'address-invalid',
  },
  { wrong: 'no scope', body: { scope: '' }, code: 'place-missing' },
  { wrong: 'no country', body: { country: '' }, code: 'place-missing' },
  { wrong: 'an unknown country', body: { country: 'XX' }, code: 'place-invalid' },
  {
    wrong: 'an unknown region',
    body: { countries: 'ML', regions: 'ML-ZZZ' },
    code: 'place-invalid',
  },
  {
    wrong: 'more places than can be kept',
    body: {
      countries: 'FR',
      regions: regionsOf('FR')
        .slice(0, 51)
        .map(({ code }) => code),
    },
    code: 'too-many-places',
  },
  { wrong: 'no threshold', body: { threshold: '' }, code: 'threshold-missing' },
  { wrong: 'a threshold off the scale', body: { threshold: '5' }, code: 'threshold-missing' },
  { wrong: 'a language that is not offered', body: { language: 'de' }, code: 'language-missing' },
])('a form with $wrong says so and nothing else', ({ body, code }) => {
  expect(read({ ...right, ...body })).toMatchObject({ kind: 'wrong', errors: [{ code }] });
});

test('somebody who sends an empty form hears of every mistake at once, in the order of the form', () => {
  const answer = read({});
  const errors = answer.kind === 'wrong' ? answer.errors.map(({ field }) => field) : [];
  expect(errors).toEqual(['scope', 'threshold', 'language', 'address']);
});

const places = fc.oneof(
  fc.constant<FollowedPlace[]>([{ kind: 'everywhere' }]),
  fc
    .uniqueArray(fc.constantFrom('ML', 'SN', 'NE'), { minLength: 1 })
    .map((codes) => codes.map((country): FollowedPlace => ({ kind: 'country', country }))),
  fc
    .uniqueArray(fc.constantFrom('ML-BKO', 'ML-1', 'SN-DK'), { minLength: 1 })
    .map((codes) => codes.map((region): FollowedPlace => ({ kind: 'region', region }))),
);

test('a wish shown in the form and sent back unchanged is the same wish', () => {
  const wishes = fc.record({
    places,
    threshold: fc.constantFrom(0, 1, 2, 3, 4),
    language: fc.constantFrom(...languages),
  });
  fc.assert(
    fc.property(wishes, (chosen) => {
      const wish: Wish = aWish(chosen);
      const again = readWish(typedOf(wish), languages);
      expect(again.kind === 'right' && isSameWish(again.value, wish)).toBe(true);
    }),
  );
});

test('no form, however it is made up, is more than right or wrong', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      expect(['right', 'wrong']).toContain(readSignUp(readTyped(body), languages).kind);
    }),
  );
});
