import { iso31661 } from 'iso-3166';

import type { Place } from '#src/advisory/place.ts';
import { keyOfName } from '#src/places/fold.ts';

/**
 * The places that an English name means in a list of countries, compared without accents, case and punctuation. Undefined
 * where we do not know it or it could be two countries ("Congo"): an officer says which, nothing is guessed.
 */
export function placesNamed(name: string): readonly Place[] | undefined {
  const key = keyOfName(name);
  const code = countries.get(key);
  return code === undefined ? areas.get(key) : [{ country: code }];
}

/** Beside ISO's own names, as ministries write them. */
const commonNames: Readonly<Record<string, readonly string[]>> = {
  BA: ['Bosnia', 'Bosnia-Herzegovina'],
  BN: ['Brunei'],
  BO: ['Bolivia'],
  BQ: ['Caribbean Netherlands', 'Bonaire, St Eustatius and Saba'],
  CD: [
    'Democratic Republic of the Congo',
    'Democratic Republic of Congo',
    'Congo (Democratic Republic)',
    'Congo, Democratic Republic',
    'Congo (DRC)',
    'Congo (Kinshasa)',
    'Congo-Kinshasa',
    'DR Congo',
    'DRC',
  ],
  CG: [
    'Republic of the Congo',
    'Republic of Congo',
    'Congo, Republic of the',
    'Congo (Republic)',
    'Congo (Brazzaville)',
    'Congo-Brazzaville',
  ],
  CI: ['Ivory Coast'],
  CV: ['Cape Verde'],
  CZ: ['Czech Republic'],
  FK: ['Falkland Islands', 'Falklands'],
  FM: ['Micronesia', 'Federated States of Micronesia'],
  GB: ['United Kingdom', 'UK', 'Great Britain'],
  GM: ['The Gambia', 'Gambia, The'],
  BS: ['The Bahamas', 'Bahamas, The'],
  HK: ['Hong Kong SAR', 'Hong Kong (SAR)'],
  IR: ['Iran'],
  KN: ['St Kitts and Nevis'],
  KP: ['North Korea', 'DPRK', 'Democratic People’s Republic of Korea', 'Korea, North'],
  KR: ['South Korea', 'Republic of Korea', 'Korea, South'],
  LA: ['Laos', 'Lao PDR'],
  MD: ['Moldova', 'Republic of Moldova'],
  MF: ['St Martin (French part)'],
  MK: ['Macedonia', 'Republic of North Macedonia'],
  MM: ['Burma', 'Burma (Myanmar)', 'Myanmar (Burma)'],
  MO: ['Macau', 'Macau SAR', 'Macao SAR'],
  NL: ['Netherlands', 'The Netherlands'],
  PN: ['Pitcairn Islands', 'Pitcairn Island'],
  PS: ['Palestine', 'Palestinian Territories', 'State of Palestine'],
  RU: ['Russia'],
  SH: ['St Helena', 'St Helena, Ascension and Tristan da Cunha'],
  SX: ['Sint Maarten', 'St Maarten'],
  SY: ['Syria'],
  SZ: ['Swaziland', 'Eswatini (Swaziland)'],
  TL: ['East Timor', 'Timor Leste'],
  TR: ['Turkey', 'Turkiye'],
  TW: ['Taiwan'],
  TZ: ['Tanzania', 'United Republic of Tanzania'],
  US: ['United States', 'USA', 'US'],
  VA: ['Vatican', 'Vatican City', 'Holy See (Vatican City)'],
  VC: ['St Vincent and the Grenadines', 'St Vincent and Grenadines'],
  VE: ['Venezuela'],
  VG: ['British Virgin Islands'],
  VI: ['US Virgin Islands', 'United States Virgin Islands'],
  VN: ['Vietnam'],
};

/** ISO gives it to Brazzaville alone; a ministry may mean either. */
const ambiguous = new Set(['congo']);

const countries: ReadonlyMap<string, string> = new Map(
  iso31661
    .flatMap(({ alpha2, name }) =>
      [name, ...(commonNames[alpha2] ?? [])].map((one) => [keyOfName(one), alpha2] as const),
    )
    .filter(([key]) => !ambiguous.has(key)),
);

/** Names of what is not one country of ISO 3166-1, each with the reason for its places. */
const areas: ReadonlyMap<string, readonly Place[]> = new Map(
  (
    [
      // ISO 3166-1 has no code for it (XK is not assigned); ISO 3166-2 has one for the territory, and says nothing on its status.
      ['Kosovo', [{ country: 'RS', region: 'RS-KM' }]],
      // Parts of PS. Gaza's governorate (PS-GZA) is smaller than what is meant, so it goes by its name.
      ['Gaza', [{ country: 'PS', region: 'Gaza Strip' }]],
      ['Gaza Strip', [{ country: 'PS', region: 'Gaza Strip' }]],
      ['West Bank', [{ country: 'PS', region: 'West Bank' }]],
      ['West Bank and Gaza', [{ country: 'PS' }]],
      ['Gaza and the West Bank', [{ country: 'PS' }]],
      ['Occupied Palestinian Territories', [{ country: 'PS' }]],
      ['OPTs', [{ country: 'PS' }]],
      // One text for both: who follows either hears it.
      ['Israel and the OPTs', [{ country: 'IL' }, { country: 'PS' }]],
      ['Israel and Palestine', [{ country: 'IL' }, { country: 'PS' }]],
      ['Israel, the West Bank and Gaza', [{ country: 'IL' }, { country: 'PS' }]],
      ['Israel and the Occupied Palestinian Territories', [{ country: 'IL' }, { country: 'PS' }]],
      // Hong Kong and Macao have codes of their own, so that CN without them is what is meant.
      ['Mainland China', [{ country: 'CN' }]],
      [
        'Mainland China, Hong Kong and Macau',
        [{ country: 'CN' }, { country: 'HK' }, { country: 'MO' }],
      ],
      // Where a government does not control a part, ISO's country and region of the place, so that its followers hear of it.
      ['Crimea', [{ country: 'UA', region: 'UA-43' }]],
      ['Northern Cyprus', [{ country: 'CY', region: 'Northern Cyprus' }]],
      ['Somaliland', [{ country: 'SO', region: 'Somaliland' }]],
      ['Abkhazia', [{ country: 'GE', region: 'GE-AB' }]],
      ['South Ossetia', [{ country: 'GE', region: 'South Ossetia' }]],
      ['Transnistria', [{ country: 'MD', region: 'MD-SN' }]],
      // Far from the rest of their countries, and listed apart.
      ['Canary Islands', [{ country: 'ES', region: 'ES-CN' }]],
      ['Bali', [{ country: 'ID', region: 'ID-BA' }]],
      // The three and the two are one page with some ministries.
      ['St Martin and St Barthelemy', [{ country: 'MF' }, { country: 'BL' }]],
      ['Cook Islands, Tokelau and Niue', [{ country: 'CK' }, { country: 'TK' }, { country: 'NU' }]],
      // "The Sahel" and "Kashmir" stand here for being left out: where they end depends on who speaks.
    ] satisfies readonly (readonly [string, readonly Place[]])[]
  ).map(([name, places]) => [keyOfName(name), places]),
);
