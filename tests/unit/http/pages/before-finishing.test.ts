import { expect, test } from 'vitest';

import { beforeFinishing } from '#src/http/pages/before-finishing.ts';
import { readTyped } from '#src/http/pages/typed.ts';
import { createCities } from '#src/places/cities.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import { aVoice } from '#tests/support/voice.ts';

const places = createPlaceFinder({ names: aVoice().placeNames, cities: createCities() });
const filled = {
  scope: 'certain',
  countries: 'SN',
  regions: ['SN-DK'],
  threshold: '3',
  language: 'fr',
  address: 'not yet finish',
};

test.each([
  {
    press: 'the button of a region that was found',
    body: { do: 'add:ML-BKO', find: 'Bamako', sought: 'Bamako' },
    becomes: { countries: ['SN', 'ML'], regions: ['SN-DK', 'ML-BKO'], find: '', sought: '' },
  },
  {
    press: 'the button of a whole country of which a region was followed',
    body: { do: 'add:SN', find: 'Dakar', sought: 'Dakar' },
    becomes: { countries: ['SN'], regions: [], find: '', sought: '' },
  },
  {
    press: 'the button of a region of a country that is followed whole',
    body: { countries: ['SN', 'ML'], do: 'add:ML-BKO', find: 'Bamako', sought: 'Bamako' },
    becomes: { find: '', sought: '' },
  },
  {
    press: 'the button beside the list',
    body: { do: 'add', country: 'ML', find: 'Touba' },
    becomes: { countries: ['SN', 'ML'], regions: ['SN-DK'], country: '', find: 'Touba' },
  },
])('whoever presses $press has it added, and everything else stays', async ({ body, becomes }) => {
  const typed = readTyped({ ...filled, ...body });
  const again = await beforeFinishing(places, typed);
  expect(again?.typed).toEqual({ ...typed, ...becomes });
  expect(again?.errors).toEqual([]);
});

test.each([
  { press: 'Find', body: { do: 'find', find: ' bamako ' } },
  { press: 'Enter in the search', body: { do: 'continue', find: 'bamako' } },
  {
    press: 'Continue with another name than was looked for',
    body: { find: 'bamako', sought: 'x' },
  },
])('whoever presses $press is shown what was found', async ({ body }) => {
  const again = await beforeFinishing(places, readTyped({ ...filled, ...body }));
  expect(again).toMatchObject({ typed: { sought: 'bamako' }, errors: [] });
  expect(again?.finding?.places).toEqual([{ country: 'ML', region: 'ML-BKO' }]);
});

test.each([
  { name: '', code: 'find-missing' },
  { name: 'Xyzzy', code: 'find-nothing' },
])('a search for "$name" says what is the matter', async ({ name, code }) => {
  const again = await beforeFinishing(places, readTyped({ ...filled, do: 'find', find: name }));
  expect(again?.errors).toEqual([{ field: 'find', code }]);
  expect(again?.typed).toMatchObject({ address: 'not yet finish', find: name });
});

test.each([
  { press: 'Continue', body: { do: 'continue' } },
  { press: 'Continue beside what was found', body: { find: 'Bamako', sought: 'Bamako' } },
  { press: '"add" with nothing chosen', body: { do: 'add' } },
])('whoever presses $press is done', async ({ body }) => {
  expect(await beforeFinishing(places, readTyped({ ...filled, ...body }))).toBeUndefined();
});
