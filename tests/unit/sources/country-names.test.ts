import { describe, expect, test } from 'vitest';

import { countriesNamedIn } from '#src/sources/prose/country-names.ts';

describe('the countries that a text names', () => {
  test.each([
    ['Indian nationals in Mali', 'ML'],
    ['travel to Somalia', 'SO'],
    ['leave Niger as soon as possible', 'NE'],
    ['leave Nigeria as soon as possible', 'NG'],
    ['the Niger Delta', 'NG'],
    ['Guinea', 'GN'],
    ['Guinea-Bissau', 'GW'],
    ['Guinea–Bissau', 'GW'],
    ['Equatorial Guinea', 'GQ'],
    ['Papua New Guinea', 'PG'],
    ['ships in the Gulf of Guinea', ''],
    ['the Lake Chad Basin', ''],
    ['Chad', 'TD'],
    ['Congo', 'CD CG'],
    ['DR Congo', 'CD'],
    ['the Democratic Republic of the Congo', 'CD'],
    ['the Republic of the Congo', 'CG'],
    ['Sudan', 'SD'],
    ['South Sudan', 'SS'],
    ['Dominica', 'DM'],
    ['the Dominican Republic', 'DO'],
    ['Korea', 'KP KR'],
    ['the Republic of Korea', 'KR'],
    ['Northern Ireland', 'GB'],
    ['New Mexico', 'US'],
    ['Côte d’Ivoire', 'CI'],
    ["Cote d'Ivoire", 'CI'],
    ['the Ivory Coast', 'CI'],
    ['Türkiye', 'TR'],
    ['IRAN', 'IR'],
    ['Iran and Israel', 'IR IL'],
    ['Mali’s borders', 'ML'],
    ['the UAE and the US', 'AE US'],
    ['Myanmar (Burma)', 'MM'],
    ['Malian authorities in Bamako', ''],
    ['cold turkey served on china for us', ''],
    ['Omani, Romania', 'RO'],
    ['', ''],
  ])('%s: %s', (text, codes) => {
    expect(countriesNamedIn(text).join(' ')).toBe(codes);
  });
});
