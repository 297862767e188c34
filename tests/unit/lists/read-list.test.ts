import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { codeOf } from '#src/errors.ts';
import { csvLine, listHeader, wishFields } from '#src/lists/write-row.ts';
import { isSameWish } from '#src/subscription/same.ts';
import { withoutParts } from '#src/subscription/subscription.ts';
import { anyWish } from '#tests/support/arbitraries.ts';
import { aWish } from '#tests/support/builders-wish.ts';

import { readList } from './reading.ts';

const mali = { kind: 'country', country: 'ML' };

describe('a list is read', () => {
  const people = [
    { address: 'one@example.org', wish: { language: 'fr', places: [mali] } },
    { address: 'two@example.org', wish: { language: 'en', places: [{ country: 'CI' }] } },
  ];

  test.each([
    {
      how: 'with commas and Unix line ends',
      text: 'address,language,places\none@example.org,fr,ML\ntwo@example.org,,CI\n',
    },
    {
      how: 'with semicolons, Windows line ends and no end to the last line',
      text: 'Email;Lang;Country\r\none@example.org;fr;Mali\r\ntwo@example.org;en;Ivory Coast',
    },
    {
      how: 'with tabs, stray blanks, blank lines and a mark of UTF-8 before it',
      text: '\ufeff address \t language\tplaces\n\n one@example.org \tfr-FR\t ML \n\ntwo@example.org\t\tCIV\n',
    },
    {
      how: 'with quotes, a delimiter inside them, and columns that are not ours',
      text: '"name","address","places","language"\n"Who, ever ""Bob""","one@example.org","ML","fr"\nO"Neill,two@example.org,"Côte d’Ivoire",EN\n',
      naming: { ignore: ['name'] },
    },
    {
      how: 'by names of its own',
      text: 'An wen|Wohin|Sprache\none@example.org|माली|fr\ntwo@example.org|ساحل العاج|\n',
      naming: {
        map: new Map([
          ['An wen', 'address'],
          ['Wohin', 'places'],
          ['Sprache', 'language'],
        ] as const),
      },
    },
  ])('$how', async ({ text, naming }) => {
    const { read } = await readList(text, naming === undefined ? {} : { naming });
    expect(read).toMatchObject(people);
  });

  test.each([
    { encoding: 'utf-16le', mark: [0xff, 0xfe] },
    { encoding: 'utf-16be', mark: [0xfe, 0xff] },
  ] as const)('in $encoding, known by its mark', async ({ mark, encoding }) => {
    const text = Buffer.from('address;places\none@example.org;Côte d’Ivoire\n', 'utf16le');
    if (encoding === 'utf-16be') text.swap16();
    const { read } = await readList(Buffer.concat([Buffer.from(mark), text]));
    expect(read).toMatchObject([{ wish: { places: [{ country: 'CI' }] } }]);
  });

  const latin1 = Buffer.from('address;places\none@example.org;C\xf4te d\x92Ivoire\n', 'latin1');

  test('in Latin-1 only when that is said, and says what to do', async () => {
    await expect(readList(latin1)).rejects.toThrow(/is not utf-8\..*--encoding windows-1252/);
    const { read } = await readList(latin1, { encoding: 'windows-1252' });
    expect(read).toMatchObject([{ wish: { places: [{ country: 'CI' }] } }]);
  });

  test('in UTF-16 without a mark only when that is said', async () => {
    const text = Buffer.from('address;places\none@example.org;ML\n', 'utf16le');
    await expect(readList(text)).rejects.toThrow(/--encoding utf-16le/);
    const { read } = await readList(text, { encoding: 'utf-16le' });
    expect(read).toMatchObject([{ address: 'one@example.org' }]);
  });

  test('with the line of the file at which each record begins', async () => {
    const { rows } = await readList(
      'address,places\r\na@example.org,"ML\r\nSN"\r\n\r\nb@example.org,ML\r\nc@example.org,ML\r\n',
    );
    expect(rows.map(({ line }) => line)).toEqual([2, 5, 6]);
  });

  test('and what is set stands where a cell is empty or its column is not there', async () => {
    const { read } = await readList('address,places\na@example.org,\nb@example.org,SN\n', {
      presets: { places: 'ML', language: 'ar' },
    });
    expect(read).toMatchObject([
      { wish: { language: 'ar', places: [mali] } },
      { wish: { language: 'ar', places: [{ country: 'SN' }] } },
    ]);
  });
});

describe('what stops a list before anything is done with it', () => {
  test.each([
    ['address,treshold\n', /"treshold" \(is it threshold\?\).*--map.*--ignore/],
    ['places,language\nML,en\n', /No column holds addresses/],
    ['address,email\n', /Two columns are called address/],
    ['', /is empty/],
    [
      `address,places\na@example.org,ML\n"b@example.org,ML\n${'c@example.org,ML\n'.repeat(6_000)}`,
      /from line 3 on nothing can be read: a quote/,
    ],
    [`address,places\na@example.org,"${'M'.repeat(70_000)}"\n`, /from line 2 on/],
  ])('%.40s', async (text, says) => {
    const failed = await readList(text).catch((error: unknown) => error);
    expect(failed).toMatchObject({ code: 'INPUT_INVALID', message: expect.stringMatching(says) });
    expect(String(failed)).not.toContain('@example.org');
  });
});

describe('a row is sent back', () => {
  test.each([
    ['no-address,ML,,,', 'address: expected one such as name@example.org'],
    ['a@example.org,,,,', 'places: expected at least one'],
    ['a@example.org,Atlantis,,,', 'places: no place is called "Atlantis"'],
    ['a@example.org,Punjab,,,', 'places: "Punjab" may be IN-PB or PK-PB: give the code'],
    ['a@example.org,b@example.org,,,', 'places: no place is called an address'],
    ['a@example.org,ML,9,,', 'threshold: expected one of 0, 1, 2, 3, 4, arrived "9"'],
    ['a@example.org,ML,,2026-03-01,2026-03-04', 'to: this trip is over'],
    [
      'a@example.org,ML,,2207-03-01,2207-03-04',
      'from: this trip begins more than two years from now',
    ],
    ['a@example.org,ML,,2027-03-01,2072-03-04', 'to: this trip is longer than a year'],
    ['a@example.org,ML,,01.03.2027,2027-03-04', 'from: expected a day such as 2027-03-01'],
    ['a@example.org,ML,,2027-03-04,2027-03-01', 'a trip that ends no earlier'],
  ])('%s', async (line, reason) => {
    const { read } = await readList(`address,places,threshold,from,to\n${line}\n`);
    const [row] = read;
    expect(row).toMatchObject({ kind: 'wrong' });
    const reasons = row?.kind === 'wrong' ? row.reasons.join('. ') : '';
    expect(reasons).toContain(reason);
    expect(reasons).not.toMatch(/[ab]@example/);
  });

  test('for all that is wrong with it at once', async () => {
    const { read } = await readList('address,places,rhythm,discreet\nx,Atlantis,hourly,perhaps\n');
    expect(read).toMatchObject([{ reasons: { length: 4 } }]);
  });
});

test.each([
  ['Congo, Democratic Republic of the', [{ country: 'CD' }]],
  ['Niger; SN-DK | Bamako', [{ country: 'NE' }, { region: 'SN-DK' }, { region: 'ML-BKO' }]],
  ['Bamako; Mali', [mali]],
  ['ML, SN', [mali, { country: 'SN' }]],
  ['Punjab, India', [{ region: 'IN-PB' }]],
  ['everywhere', [{ kind: 'everywhere' }]],
  ['Georgia', [{ country: 'GE' }]],
])('the places of %s', async (cell, places) => {
  const { read } = await readList(`address;places\na@example.org;"${cell}"\n`);
  expect(read).toMatchObject([{ kind: 'right', wish: { places } }]);
});

describe('what is written is read back as it was', () => {
  const now = aWish({
    stay: { kind: 'trip', from: '2027-03-01', to: '2027-03-04', daysBefore: 3 },
  });
  const aLocalPart = fc.string({
    unit: fc.constantFrom(...Array.from("abz019.+-_='|!#$%&*/?^`{}~é中")),
    minLength: 1,
    maxLength: 12,
  });
  const anAddress = aLocalPart
    .filter((local) => !/^\.|\.\.|\.$/.test(local))
    .map((local) => `${local.normalize('NFC')}@example.org`);
  const aCurrentWish = anyWish.map((wish) =>
    wish.stay.kind === 'trip' ? now : { ...wish, places: withoutParts(wish.places) },
  );

  test('any wish of any address, formulas among them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anAddress, aCurrentWish), { minLength: 1, maxLength: 5 }),
        async (all) => {
          const lines = all.map(([address, wish]) => csvLine(wishFields(address, wish)));
          const { read } = await readList([csvLine(listHeader), ...lines].join(''));
          expect(read).toHaveLength(all.length);
          for (const [at, row] of read.entries()) {
            const [address, wish] = all[at] ?? ['', now];
            expect(row).toMatchObject({ kind: 'right', address });
            expect(row.kind === 'right' && isSameWish(row.wish, wish)).toBe(true);
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  test('any fields at all', async () => {
    const field = fc.string({
      unit: fc.constantFrom(...Array.from('ab ",;|\t\n\r\'é=@')),
      maxLength: 8,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(field, { minLength: 2, maxLength: 4 }), async (fields) => {
        const { rows } = await readList(
          csvLine(['address', ...fields.map((_, at) => `c${at}`)]) + csvLine(['x', ...fields]),
          { naming: { ignoreOthers: true } },
        );
        expect(rows[0]?.fields.slice(1)).toEqual(fields);
      }),
      { numRuns: 100 },
    );
  });

  test('S6: no spreadsheet takes an address for a formula', () => {
    for (const address of ['=cmd|x@example.org', '+1@example.org', '-a@example.org'])
      expect(csvLine(wishFields(address, aWish()))).toMatch(/^"?'[=+-]/);
  });
});

test('whatever bytes a file holds, it is read or refused in words of ours', async () => {
  expect.hasAssertions();
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
      const outcome = await readList(bytes).then(() => 'read', codeOf);
      expect(['read', 'INPUT_INVALID']).toContain(outcome);
    }),
    { numRuns: 200 },
  );
});
