import { createRequire } from 'node:module';

import { iso31661 } from 'iso-3166';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { placeSchema } from '#src/advisory/place.ts';
import { placesNamed } from '#src/sources/english-names.ts';

const require = createRequire(import.meta.url);
const isoNames = z
  .object({ countries: z.record(z.string(), z.union([z.string(), z.array(z.string())])) })
  .parse(require('i18n-iso-countries/langs/en.json')).countries;
const unicodeNames = new Intl.DisplayNames(['en'], { type: 'region' });

/** Names in those lists that no title has, or that alone are two countries. */
const notUsed = new Set([
  'Congo',
  'Netherlands, Kingdom of the',
  'Netherlands (Kingdom of the)',
  'US',
  'U.S.',
]);

describe('the table of names', () => {
  test('knows every English name of every country in ISO 3166-1 and in CLDR, and for no other country', () => {
    const wrong = iso31661.flatMap(({ alpha2, name }) =>
      [name, unicodeNames.of(alpha2) ?? name, ...[isoNames[alpha2] ?? name].flat()]
        .filter((it) => !notUsed.has(it))
        .filter((it) => JSON.stringify(placesNamed(it)) !== JSON.stringify([{ country: alpha2 }])),
    );
    expect(wrong).toEqual([]);
  });

  test.each([
    ['Swaziland', 'SZ'],
    ['Eswatini', 'SZ'],
    ['Macedonia', 'MK'],
    ['The Republic of North Macedonia', 'MK'],
    ['Turkey (Türkiye)', 'TR'],
    ['Burma', 'MM'],
    ['Cote d Ivoire', 'CI'],
    ['Cape Verde', 'CV'],
    ['Czech Republic', 'CZ'],
    ['East Timor', 'TL'],
    ['Federated States of Micronesia', 'FM'],
    ['St. Vincent and the Grenadines', 'VC'],
    ["Democratic People's Republic of Korea", 'KP'],
    ['North Korea (Democratic People’s Republic of Korea)', 'KP'],
    ['Democratic Republic of the Congo (D.R.C.)', 'CD'],
    ['Republic of the Congo', 'CG'],
    ['The Bahamas', 'BS'],
    ['Gambia, The', 'GM'],
    ['Macao', 'MO'],
    ['Holy See (Vatican City)', 'VA'],
    ['Guinea', 'GN'],
    ['Guinea-Bissau', 'GW'],
    ['Equatorial Guinea', 'GQ'],
    ['Papua New Guinea', 'PG'],
    ['Dominica', 'DM'],
    ['Dominican Republic', 'DO'],
    ['Niger', 'NE'],
    ['Nigeria', 'NG'],
    ['Sint Maarten', 'SX'],
    ['Saint Martin', 'MF'],
  ])('%s is %s', (name, country) => {
    expect(placesNamed(name)).toEqual([{ country }]);
  });

  test.each([
    ['Kosovo', [{ country: 'RS', region: 'RS-KM' }]],
    ['West Bank', [{ country: 'PS', region: 'West Bank' }]],
    ['Gaza', [{ country: 'PS', region: 'Gaza Strip' }]],
    ['West Bank and Gaza', [{ country: 'PS' }]],
    ['Western Sahara', [{ country: 'EH' }]],
    ['Taiwan', [{ country: 'TW' }]],
    ['Mainland China', [{ country: 'CN' }]],
    ['Crimea', [{ country: 'UA', region: 'UA-43' }]],
    ['Northern Cyprus', [{ country: 'CY', region: 'Northern Cyprus' }]],
    ['Bonaire', [{ country: 'BQ', region: 'BQ-BO' }]],
    ['Canary Islands', [{ country: 'ES', region: 'ES-CN' }]],
    ['China/Hong Kong/Macau', [{ country: 'CN' }, { country: 'HK' }, { country: 'MO' }]],
  ])('%s lies where its rule says', (name, places) => {
    expect(placesNamed(name)).toEqual(places);
    for (const place of places) expect(placeSchema.safeParse(place).success).toBe(true);
  });

  test.each([
    'Congo',
    'Korea',
    'Virgin Islands',
    'Cyprus (North)',
    'the Sahel',
    'Europe',
    'Mali, Atlantis',
    '',
  ])('"%s" is nobody’s name', (name) => {
    expect(placesNamed(name)).toBeUndefined();
  });
});
