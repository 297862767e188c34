import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { regionsOf } from '#src/advisory/place.ts';
import { choicesIn, readTyped, typedOf, valuesOf, withChoices } from '#src/http/pages/typed.ts';
import { readAddress, readWish } from '#src/http/pages/wish-form.ts';
import { isSameWish } from '#src/subscription/same.ts';
import { wishSchema } from '#src/subscription/subscription.ts';
import type { FollowedPlace, Stay } from '#src/subscription/subscription.ts';
import { anyWish } from '#tests/support/arbitraries.ts';

const asked = {
  languages: ['en', 'hi', 'fr', 'ar', 'ml'],
  now: new Date('2026-03-04T05:06:07Z'),
  zone: 'Asia/Kolkata',
};
const right = {
  scope: 'certain',
  country: 'ML',
  threshold: '0',
  language: 'en',
};

function read(body: object) {
  return readWish(readTyped(body), asked);
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
  expect(read({ ...right, ...body })).toMatchObject({ kind: 'right', value: { places } });
});

test.each([
  { wrong: 'no address', address: ' ', code: 'address-missing' },
  { wrong: 'an address without a domain', address: 'asha', code: 'address-invalid' },
  { wrong: 'two addresses', address: 'a@example.org, b@example.org', code: 'address-invalid' },
])('a form with $wrong says so', ({ address, code }) => {
  expect(readAddress({ address })).toEqual({ kind: 'wrong', errors: [{ field: 'address', code }] });
});

const trip = { stay: 'trip', from: '2026-03-10', to: '2026-03-20', before: '7' };

test.each([
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
  { wrong: 'a stay of no kind', body: { stay: 'x' }, code: 'stay-missing' },
  { wrong: 'a trip without a first day', body: { ...trip, from: '' }, code: 'from-missing' },
  { wrong: 'a trip without a last day', body: { ...trip, to: ' ' }, code: 'to-missing' },
  { wrong: 'a day that is none', body: { ...trip, from: '2026-02-30' }, code: 'day-invalid' },
  { wrong: 'a trip backwards', body: { ...trip, to: '2026-03-09' }, code: 'trip-order' },
  {
    wrong: 'a trip that is over',
    body: { ...trip, from: '2026-02-01', to: '2026-03-02' },
    code: 'trip-over',
  },
  {
    wrong: 'a trip in three years',
    body: { ...trip, from: '2029-03-10', to: '2029-03-11' },
    code: 'trip-far',
  },
  { wrong: 'a trip longer than a year', body: { ...trip, to: '2027-03-12' }, code: 'trip-long' },
  { wrong: 'alerts 61 days before', body: { ...trip, before: '61' }, code: 'before-invalid' },
  { wrong: 'alerts some days before', body: { ...trip, before: 'a' }, code: 'before-invalid' },
  { wrong: 'no kind of change ticked', body: { more: 'yes' }, code: 'kinds-missing' },
  { wrong: 'a rhythm of no kind', body: { rhythm: 'hourly' }, code: 'rhythm-missing' },
  {
    wrong: 'a time zone on no map',
    body: { rhythm: 'day', zone: 'Mars/Base' },
    code: 'zone-missing',
  },
])('a form with $wrong says so and nothing else', ({ body, code }) => {
  expect(read({ ...right, ...body })).toMatchObject({ kind: 'wrong', errors: [{ code }] });
});

test('somebody who sends an empty form hears of every mistake at once, in the order of the form', () => {
  expect(fieldsWrongIn({})).toEqual(['scope', 'language', 'threshold']);
  const every = { ...trip, from: 'x', to: '', before: '', more: 'yes', rhythm: 'x', zone: 'x' };
  const fields = ['scope', 'from', 'to', 'before', 'language', 'threshold', 'kinds', 'rhythm'];
  expect(fieldsWrongIn(every)).toEqual([...fields, 'zone']);
});

function fieldsWrongIn(body: object): readonly string[] {
  const answer = read(body);
  return answer.kind === 'wrong' ? answer.errors.map(({ field }) => field) : [];
}

test('whoever is asked for nothing but places, language and seriousness gets what most people want', () => {
  expect(read(right)).toMatchObject({
    kind: 'right',
    value: {
      stay: { kind: 'none' },
      kinds: ['new', 'level', 'region-level', 'substance'],
      categories: [],
      rhythm: { every: 'message' },
      discreet: false,
    },
  });
});

test('whoever wants digests and chose no clock has the issuer’s', () => {
  const rhythm = { every: 'week', timeZone: 'Asia/Kolkata' };
  expect(read({ ...right, rhythm: 'week' })).toMatchObject({ value: { rhythm } });
});

/** As the API and lists may give them: a region beside its whole country, a place beside everywhere, a place twice. */
const places = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.constant<FollowedPlace>({ kind: 'everywhere' }) },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom('ML', 'SN', 'NE')
        .map((country): FollowedPlace => ({ kind: 'country', country })),
    },
    {
      weight: 4,
      arbitrary: fc
        .constantFrom('ML-BKO', 'ML-1', 'SN-DK')
        .map((region): FollowedPlace => ({ kind: 'region', region })),
    },
  ),
  { minLength: 1, maxLength: 5 },
);
const stays = fc.constantFrom<Stay>(
  { kind: 'none' },
  { kind: 'residence' },
  { kind: 'trip', from: '2026-03-03', to: '2026-03-03', daysBefore: 0 },
  { kind: 'trip', from: '2026-03-10', to: '2027-03-10', daysBefore: 60 },
);
const anyWishAtAll = fc
  .tuple(anyWish, places, stays)
  .map(([wish, chosen, stay]) => wishSchema.parse({ ...wish, places: chosen, stay }));

const mali: FollowedPlace = { kind: 'country', country: 'ML' };
const bamako: FollowedPlace = { kind: 'region', region: 'ML-BKO' };

test('whoever follows a whole country and a region of it still follows all of it after saving the form unchanged', () => {
  const wish = wishSchema.parse({ places: [bamako, mali, bamako], language: 'en' });
  expect(wish.places).toEqual([mali]);
  expect(typedOf(wish)).toMatchObject({ countries: ['ML'], regions: [] });
  expect(readWish(typedOf(wish), asked)).toMatchObject({ value: { places: [mali] } });
});

test('a wish shown in the form and sent back unchanged is the same wish, through a query as well', () => {
  fc.assert(
    fc.property(anyWishAtAll, (wish) => {
      const typed = typedOf(wish);
      const kept = new URL(withChoices('https://alerts.example/subscribe', typed)).searchParams;
      const again = readTyped(
        Object.fromEntries(
          [...kept.keys()]
            .map((name) => [name, kept.getAll(name)])
            .map(([name, all]) => [name, all?.length === 1 ? all[0] : all]),
        ),
      );
      for (const form of [typed, again]) {
        const back = readWish(form, asked);
        expect(back.kind === 'right' && isSameWish(back.value, wish)).toBe(true);
      }
      expect(valuesOf(again)).toEqual(valuesOf(typed));
    }),
  );
});

test('an address is never among the choices that a query carries', () => {
  const typed = readTyped({ ...right, address: 'asha@example.org', find: 'Bamako', do: 'find' });
  expect(choicesIn(typed).map(([name]) => name)).toEqual([
    'scope',
    'country',
    'threshold',
    'language',
  ]);
});

test('no form, however it is made up, is more than right or wrong', () => {
  fc.assert(
    fc.property(fc.anything(), (body) => {
      expect(['right', 'wrong']).toContain(readWish(readTyped(body), asked).kind);
    }),
  );
});
