import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { placeSchema } from '#src/advisory/place.ts';
import { placesAt } from '#src/places/place-at.ts';
import { placesInCircle, placesInPolygon } from '#src/places/places-in-area.ts';

test.each([
  ['Bamako', [12.64, -8], 'ML'],
  ['Taipei', [25.03, 121.5], 'TW'],
  ['Hong Kong', [22.3, 114.17], 'HK'],
  ['Macau', [22.2, 113.55], 'MO'],
  ['Gaza', [31.5, 34.45], 'PS'],
  ['Ramallah', [31.9, 35.2], 'PS'],
  ['the Old City of Jerusalem, for who follows either', [31.777, 35.235], 'IL, PS'],
  ['the Golan, for who follows either', [33, 35.8], 'IL, SY'],
  ['Northern Cyprus', [35.35, 33.4], 'CY'],
  ['the British bases on Cyprus', [34.59, 32.97], 'CY'],
  ['Pristina', [42.66, 21.16], 'RS RS-KM'],
  ['Simferopol', [44.95, 34.1], 'UA UA-43'],
  ['Laâyoune, west of the berm', [27.15, -13.2], 'EH'],
  ['Tifariti, east of it', [26.2, -10.5], 'EH'],
  ['Tarfaya, in Morocco', [27.94, -12.92], 'MA'],
  ['Réunion', [-21.1, 55.5], 'RE'],
  ['mainland France', [48.85, 2.35], 'FR'],
  ['Bonaire', [12.15, -68.3], 'BQ'],
  ['the Canary Islands', [28.1, -15.6], 'ES'],
  ['Ascension', [-7.95, -14.4], 'SH'],
  ['Hargeisa', [9.56, 44.06], 'SO'],
  ['the Pacific', [-45, -120], ''],
] as const)('%s', (_, spot, expected) => {
  const places = placesAt(spot).map(({ country, region = '' }) => `${country} ${region}`.trim());
  expect(places.join(', ')).toBe(expected);
});

test('whatever is drawn on the Earth, and beyond it, lies in places that can be kept', () => {
  const spot = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  const polygon = fc.array(spot, { maxLength: 12 });
  const radius = fc.double({ min: 0, max: 50_000, noNaN: true });
  fc.assert(
    fc.property(polygon, spot, radius, (corners, centre, radiusKm) => {
      for (const place of [...placesInPolygon(corners), ...placesInCircle(centre, radiusKm)]) {
        expect(placeSchema.safeParse(place).success).toBe(true);
      }
    }),
    { numRuns: 200 },
  );
});

test('who stands in the middle of a circle is in it, however small it is', () => {
  const spot = fc.tuple(
    fc.double({ min: -80, max: 80, noNaN: true }),
    fc.double({ min: -180, max: 180, noNaN: true }),
  );
  fc.assert(
    fc.property(spot, fc.double({ min: 0, max: 500, noNaN: true }), (centre, radiusKm) => {
      expect(placesInCircle(centre, radiusKm)).toEqual(
        expect.arrayContaining([...placesAt(centre)]),
      );
    }),
    { numRuns: 200 },
  );
});
