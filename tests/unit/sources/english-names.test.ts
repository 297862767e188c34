import { iso31661 } from 'iso-3166';
import { expect, test } from 'vitest';

import { placeSchema } from '#src/advisory/place.ts';
import { placesNamed } from '#src/sources/english-names.ts';

test.each([
  ['Mali', 'ML'],
  ['COTE D’IVOIRE', 'CI'],
  ['Ivory Coast', 'CI'],
  ['Guinea', 'GN'],
  ['Guinea-Bissau', 'GW'],
  ['Congo (Democratic Republic)', 'CD'],
  ['Republic of the Congo', 'CG'],
  ['South Korea', 'KR'],
  ['The Gambia', 'GM'],
  ['St. Kitts & Nevis', 'KN'],
  ['Burma (Myanmar)', 'MM'],
  ['Turkey', 'TR'],
  ['Macau', 'MO'],
  ['Hong Kong', 'HK'],
  ['Taiwan', 'TW'],
  ['Mainland China', 'CN'],
  ['Western Sahara', 'EH'],
  ['Kosovo', 'RS RS-KM'],
  ['Gaza Strip', 'PS Gaza Strip'],
  ['West Bank', 'PS West Bank'],
  ['Palestine', 'PS'],
  ['Israel and the OPTs', 'IL, PS'],
  ['Crimea', 'UA UA-43'],
  ['Northern Cyprus', 'CY Northern Cyprus'],
])('%s is %s', (name, expected) => {
  const places = placesNamed(name) ?? [];
  expect(
    places.map(({ country, region }) => [country, region].filter(Boolean).join(' ')).join(', '),
  ).toBe(expected);
});

test.each([
  'Congo',
  'Korea',
  'Saint Martin',
  'the Sahel',
  'Kashmir',
  'Atlantis',
  'Guinea coast',
  '',
])('"%s" could be several places or none, and is left to an officer', (name) => {
  expect(placesNamed(name)).toBeUndefined();
});

test('every country is known by its own name in ISO 3166-1, but for one that two share', () => {
  const unknown = iso31661.filter(({ name, alpha2 }) => {
    const [place] = placesNamed(name) ?? [];
    return place?.country !== alpha2;
  });
  expect(unknown.map(({ alpha2 }) => alpha2)).toEqual(['CG']);
});

test('every area that is no country has places that exist', () => {
  const areas = ['Kosovo', 'Crimea', 'Abkhazia', 'Transnistria', 'Canary Islands', 'Bali'];
  const places = areas.flatMap((name) => placesNamed(name) ?? []);
  expect(places).toHaveLength(areas.length);
  expect(places.map((place) => placeSchema.parse(place))).toEqual(places);
});
