import { describe, expect, test } from 'vitest';

import { countrySchema, isRegionCode } from '#src/advisory/place.ts';
import { createCities } from '#src/places/cities.ts';
import { regionAliases, spokenNames } from '#src/places/known-names.ts';
import { createPlaceFinder } from '#src/places/place-finder.ts';
import type { FoundPlace } from '#src/places/place-finder.ts';
import { aVoice } from '#tests/support/voice.ts';

const { placeNames } = aVoice();
const finder = createPlaceFinder({ names: placeNames, cities: createCities() });

function short({ country, region, city }: FoundPlace): string {
  return `${city === undefined ? '' : `${city}@`}${region ?? country}`;
}

describe('a place is found by any of its names', () => {
  test.each([
    // in each of our languages
    ['Mali', 'ML GN-ML'],
    ['माली', 'ML'],
    ['مالي', 'ML'],
    ['Égypte', 'EG'],
    ['مصر', 'EG'],
    ['सेनेगल', 'SN'],
    ['السنغال', 'SN'],
    ['سنغال', 'SN'],
    ['Bamako', 'ML-BKO'],
    ['बमाको', 'बमाको@ML-BKO'],
    ['باماكو', 'باماكو@ML-BKO'],
    ['Le Caire', 'Le Caire@EG-C'],
    ['दुबई', 'दुबई@AE-DU'],
    ['മാലി', 'ML'],
    ['അമേരിക്ക', 'US'],
    ['അമേരിക്കൻ ഐക്യനാടുകൾ', 'US'],
    ['ബർമ', 'MM'],
    ['ദുബായ്', 'ദുബായ്@AE-DU'],
    ['ബഹ്റൈൻ', 'BH'],
    ['دبي', 'دبي@AE-DU'],
    // however it is written
    ['Côte d’Ivoire', 'CI'],
    ["COTE D'IVOIRE", 'CI'],
    ['cote divoire', 'CI'],
    ['Ivory Coast', 'CI'],
    ['  guinea   bissau ', 'GW'],
    ['Guinée-Bissau', 'GW'],
    ['the Gambia', 'GM'],
    ['St. Lucia', 'LC'],
    ['Trinidad & Tobago', 'TT'],
    ['Türkiye', 'TR'],
    ['turkiye', 'TR'],
    ['U.K.', 'GB'],
    ['अफगानिस्तान', 'AF'],
    ['الإمارات', 'AE'],
    ['الامارات', 'AE'],
    ['N’Djamena', "N'Djamena@TD-ND"],
    // by another name than the official one
    ['Turkey', 'TR'],
    ['Burma', 'MM'],
    ['Myanmar', 'MM'],
    ['Cape Verde', 'CV'],
    ['Cabo Verde', 'CV'],
    ['Swaziland', 'SZ'],
    ['Eswatini', 'SZ'],
    ['Holland', 'NL'],
    ['UK', 'GB'],
    ['USA', 'US'],
    ['Peking', 'Peking@CN-BJ'],
    ['Bangkok', 'Bangkok@TH-10'],
    ['Timbuktu', 'Timbuktu@ML-6'],
    // several places of one name
    ['Congo', 'CD CG'],
    ['Georgia', 'GE US-GA'],
    ['Niger', 'NE NG-NI'],
    // cities
    ['Bombay', 'Bombay@IN-MH'],
    ['Surat', 'Surat@IN-GJ'],
    ['Thies', 'SN-TH'],
    ['Paris, France', 'FR-75C Paris@FR-IDF'],
    ['paris france', 'FR-75C Paris@FR-IDF'],
    ['Touba', 'Touba@CI-WR Touba@GN-BK Touba@SN-DB'],
    ['Touba, Sénégal', 'Touba@SN-DB'],
    ['توبا، السنغال', ''],
    // begun, or with a slip of the finger
    ['Senega', 'SN'],
    ['Sengal', 'SN'],
    ['Bamkao', 'ML-BKO'],
    ['Kirghiz', 'KG'],
    // nothing
    ['Xyzzy', ''],
    ['?!', ''],
    ['', ''],
    ['💧'.repeat(50), ''],
  ])('%s: %s', async (name, places) => {
    const found = await finder.find(name);
    expect(found.places.map(short).join(' ')).toBe(places);
  });

  test('every country by each name that our pages call it by', async () => {
    const wrong: string[] = [];
    for (const country of ['AE', 'CI', 'CV', 'DZ', 'GE', 'ML', 'MM', 'PF', 'SX', 'TR', 'ZW']) {
      for (const name of placeNames.shown(country)) {
        const { places } = await finder.find(name);
        if (places[0]?.country !== country) wrong.push(`${name}: ${places.map(short).join(' ')}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('of many places of one name the known one comes first, and it is said that there are more', async () => {
    const { places, more } = await finder.find('San José');
    expect(places[0]).toMatchObject({ country: 'CR' });
    expect(places).toHaveLength(8);
    expect(more).toBe(true);
  });
});

test('every name that we know belongs to a country or region that there is', () => {
  const strangers = [
    ...Object.keys(spokenNames).filter((code) => !countrySchema.safeParse(code).success),
    ...Object.keys(regionAliases).filter((code) => !isRegionCode(code)),
  ];
  expect(strangers).toEqual([]);
});

describe('a word of a search', () => {
  test.each([
    ['ivory', 'CI'],
    ['senega', 'SN'],
    ['uk', 'GB'],
    ['bamako', 'ML-BKO'],
    ['सेने', 'SN'],
    ['zz', ''],
  ])('%s stands for %s', (word, places) => {
    expect(finder.named(word).map(short).join(' ')).toBe(places);
  });
});
