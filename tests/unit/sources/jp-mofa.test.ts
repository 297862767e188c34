import { createRequire } from 'node:module';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { AppError } from '#src/errors.ts';
import { placeInJapanese } from '#src/sources/jp-mofa/countries.ts';
import { createJpMofa } from '#src/sources/jp-mofa/jp-mofa.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { feedOf, newArrivals } from '#tests/support/jp-mofa.ts';
import type { MailOf } from '#tests/support/jp-mofa.ts';
import { markupMutations, mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const whole = (level: number | null) => [[undefined, level]];

describe('what is passed on', () => {
  test('mails of embassies about their daily business are passed over, all others are not', () => {
    const types = ['R10', 'R20', 'T40', 'T41', 'C30', 'C31', 'C50', 'C51', 'X99'];
    const mails = types.map((type, n) => ({ key: `90000${n}`, type }));
    const read = entriesOf(readFull(mails));
    expect(read.map(({ content }) => content.kind)).toHaveLength(types.length - 1);
    expect(keysOf(readFull(mails))).not.toContain('900000');
  });

  test('an operator may hear the embassies too', () => {
    const reading = createReader({ skip: [] })(feedOf('A', [{ key: '900000', type: 'R10' }]));
    expect(keysOf(reading)).toEqual(['900000']);
  });

  test('options that nobody knows are refused where the source is set up', () => {
    expect(() => createReader({ depht: 'full' })).toThrow(AppError);
  });

  test('C5 a feed reaches two days back: what is not in it is not over', () => {
    expect(readFull([]).isComplete).toBe(false);
    expect(readFull([]).entries).toEqual([]);
  });
});

describe('depth', () => {
  test('a light mail is followed to its full document, and known until that comes', () => {
    const { entries, follow } = createReader({})(feedOf('L', [{}]));
    expect(entries).toEqual([]);
    expect(follow).toMatchObject([
      {
        key: '900001',
        url: 'https://opendata.example/mail/900001A.xml',
        entry: { key: '900001', content: { language: 'ja' } },
      },
    ]);
  });

  test('the full document is the end, and has the stamp by which the light one knows it', () => {
    const [light] = createReader({})(feedOf('L', [{}])).follow;
    const full = readFull([{ text: '詳しくはこちら。' }]);
    expect(full.follow).toEqual([]);
    expect(full.entries[0]?.stamp).toBe(light?.stamp);
    expect(full.entries[0]?.content.words['ja']?.whatHappened).toBe('詳しくはこちら。');
  });

  test('one mail by itself, wrapped or bare, is read like one in a list', () => {
    const wrapped = feedOf('A', [{ key: '900007' }]);
    const bare = Buffer.from(wrapped.toString().replaceAll(/<\/?mail>/g, ''));
    expect(keysOf(createReader({})(bare))).toEqual(['900007']);
  });

  test('an operator may be content with the leads', () => {
    const { entries, follow } = createReader({ depth: 'light' })(feedOf('L', [{}]));
    expect([entries.length, follow.length]).toEqual([1, 0]);
  });

  test('an address on another host, or none, is not followed: the lead is what there is', () => {
    const elsewhere = { full: 'https://elsewhere.example/mail/1A.xml' };
    const nowhere = { key: '900002', full: '' };
    const { entries, follow } = createReader({})(feedOf('L', [elsewhere, nowhere]));
    expect([entries.length, follow.length]).toEqual([2, 0]);
  });
});

describe('levels', () => {
  test.each([
    ['one flag is the country’s level', '0001', whole(2)],
    ['level 2 is against all but what is needed', '0010', whole(3)],
    ['level 3 is against all travel', '0100', whole(4)],
    ['level 4 is against all travel too', '1000', whole(4)],
    ['N and Y mean 0 and 1', 'NNYN', whole(3)],
    [
      'several flags: parts at the highest, the whole unrated',
      '0111',
      [...whole(null), ['一部の地域', 4]],
    ],
    ['no flag is a statement: nothing is advised against', '0000', whole(1)],
    ['a flag missing is no statement', '001', whole(null)],
    ['a flag that is neither is no statement', '00X1', whole(null)],
  ])('%s', (_, risk, expected) => {
    const [entry] = readFull([{ type: 'T40', risk }]).entries;
    expect(entry?.content.appliesTo.map(({ region, level }) => [region, level])).toEqual(expected);
  });

  test('only level 4 tells those who are there to leave', () => {
    const residents = ['0100', '1000', '1100'].map(
      (risk) => readFull([{ type: 'T40', risk }]).entries[0]?.content.residents,
    );
    expect(residents).toEqual(['caution', 'leave', undefined]);
  });

  test('infectious danger has flags of its own', () => {
    const [entry] = readFull([{ type: 'T41', risk: '0000', infection: '0010' }]).entries;
    expect(entry?.content).toMatchObject({ appliesTo: [{ level: 3 }], categories: ['Health'] });
  });

  test('where several countries share several flags, nobody gets a number', () => {
    const mail = { type: 'T40', risk: '1100', countries: ['0972', '0970'] };
    const places = readFull([mail]).entries[0]?.content.appliesTo;
    expect(places?.map(({ country, level }) => [country, level])).toEqual([
      ['IL', null],
      ['PS', null],
    ]);
  });

  test('information on danger without its flags is looked at by an officer; a mail has none to miss', () => {
    expect(rulesOf(readFull([{ type: 'T40' }]))).toEqual(['level-unknown']);
    expect(rulesOf(readFull([{ type: 'R20' }]))).toEqual([]);
  });
});

describe('what continues what', () => {
  test('the next information on danger in a country speaks of the same thing, whatever its number', () => {
    const before = readFull([{ key: '2026T001', type: 'T40', risk: '1000' }]);
    const after = readFull([{ key: '2026T099', type: 'T40', risk: '0100' }]);
    expect(keysOf(before)).toEqual(keysOf(after));
    expect(before.entries[0]?.stamp).not.toBe(after.entries[0]?.stamp);
  });

  test('of two in one feed the later holds, whichever stands first', () => {
    const old = { key: '2026T001', type: 'T40', risk: '1000', left: '2026/04/01 00:00:00' };
    const late = { key: '2026T002', type: 'T40', risk: '0001', left: '2026/04/02 00:00:00' };
    for (const mails of [
      [old, late],
      [late, old],
    ]) {
      expect(readFull(mails).entries.map(({ content }) => content.appliesTo[0]?.level)).toEqual([
        2,
      ]);
    }
  });

  test('danger and infectious danger in one country are two things', () => {
    expect(keysOf(readFull([{ type: 'T40' }, { key: '900002', type: 'T41' }]))).toHaveLength(2);
  });

  test.each([
    ['【訂正】空港の閉鎖', 'correction', '訂正'],
    ['マリの危険情報【危険レベル引上げ】', undefined, '危険レベル引上げ'],
    [
      'マリの危険情報【一部地域の危険レベル引き下げ】（更新）',
      undefined,
      '一部地域の危険レベル引き下げ',
    ],
    ['【注意喚起】デモ', undefined, undefined],
  ])('%s', (title, relation, note) => {
    const { content } = readFull([{ title }]).entries[0] ?? {};
    expect(content?.relation?.kind).toBe(relation);
    expect(content?.words['ja']?.changeNote).toBe(note);
  });

  test('times are those of Tokyo', () => {
    expect(readFull([{}]).entries[0]?.changedAt?.toISOString()).toBe('2026-04-06T09:00:43.000Z');
  });
});

describe('places', () => {
  test('one mail may name a hundred countries', () => {
    const countries = everyCode().slice(0, 100);
    const [entry] = readFull([{ type: 'C50', countries }]).entries;
    expect(entry?.content.appliesTo).toHaveLength(100);
    expect(rulesOf(readFull([{ type: 'C50', countries }]))).toEqual([]);
  });

  test('a code that nobody knows, or no country, goes to an officer; what is known stays', () => {
    const reading = readFull([{ countries: ['0999', '0223'] }, { key: '900002', countries: [] }]);
    expect(reading.entries.map(({ content }) => content.appliesTo.length)).toEqual([1, 0]);
    expect(rulesOf(reading)).toEqual(['place-unknown', 'place-unknown']);
  });

  test.each([
    ['a code alone', '9007', undefined, { country: 'RU' }],
    ['the code that telephones would suggest', '0007', undefined, { country: 'KZ' }],
    ['a code with its name', '0972', 'イスラエル', { country: 'IL' }],
    ['a name without its code', '', 'ペルー', { country: 'PE' }],
    ['a name of another country', '0972', 'ヨルダン', undefined],
    ['a name with a code of another', '0224', 'ギニアビサウ', undefined],
    ['a part of the United States', '1808', '米国', { country: 'US', region: 'US-HI' }],
    ['the United States, no part of it said', '', '米国', undefined],
    ['Kosovo', '9381', 'コソボ', { country: 'RS', region: 'RS-KM' }],
    ['Western Sahara', '9212', undefined, { country: 'EH' }],
    ['neither', '0999', 'アトランティス', undefined],
  ])('%s', (...[, code, name, place]) => {
    expect(placeInJapanese(code, name)).toEqual(place);
  });

  test('the table agrees with ISO’s and Unicode’s names in Japanese; Kosovo has a code in neither', () => {
    const names = [...isoNamesInJapanese()];
    const disagreeing = names.filter(([name, country]) => {
      const byName = placeInJapanese('', name);
      return byName !== undefined && byName.country !== country;
    });
    expect(disagreeing).toEqual([['コソボ', 'XK']]);
    const confirmed = new Set(names.map(([name]) => placeInJapanese('', name)?.country));
    const countries = everyCode().flatMap((code) => placeInJapanese(code)?.country ?? []);
    // Its parts have codes of their own, and share the name.
    expect(new Set(countries.filter((country) => !confirmed.has(country)))).toEqual(
      new Set(['US']),
    );
  });

  test('no two codes are one place', () => {
    const places = everyCode().map((code) => JSON.stringify(placeInJapanese(code)));
    expect(places).toHaveLength(207);
    expect(new Set(places).size).toBe(207);
  });
});

describe('what is not open data', () => {
  test.each([
    ['a page that says sorry', '<!DOCTYPE html><html><body>Sorry</body></html>'],
    ['a page that is well-formed', '<html><body><p>Sorry</p></body></html>'],
    ['open data without mails', '<opendata dataType="L"><news/></opendata>'],
    ['nothing', ''],
  ])('%s is refused, quoting nothing', (_, text) => {
    const read = () => createReader({})(Buffer.from(text));
    expect(read).toThrow(expect.objectContaining({ code: 'SOURCE_UNREADABLE' }));
    expect(read).not.toThrow(/Sorry|news/);
  });

  test('a mail without a key or title is unread, and the others are read', () => {
    const reading = readFull([{ key: '' }, { key: '900002', title: '' }, { key: '900003' }]);
    expect(keysOf(reading)).toEqual(['900003']);
    expect(reading.unreadable).toHaveLength(2);
  });

  test('C5 whatever becomes of a feed on its way, it is read or refused, and no place is guessed', () => {
    const mails: readonly MailOf[] = [
      { type: 'T40', risk: '0111', topics: '治安情勢 テロ', countries: [['0051', 'ペルー']] },
      { key: '900002', countries: ['0972', '0970'], text: '<b>本文</b>' },
      { key: '900003', type: 'C50', countries: [] },
    ];
    const known = new Set(['PE', 'IL', 'PS']);
    for (const depth of ['L', 'A'] as const) {
      const publisher = createJpMofa({ sourceId: 'jp-mofa', url: newArrivals, options: {} });
      const bytes = feedOf(depth, mails);
      const read = (body: Buffer) =>
        readsOrRefuses(publisher, { url: newArrivals, contentType: '', body });
      fc.assert(
        fc.property(mutationsOf(bytes), (body) => void read(body)),
        { numRuns: 200 },
      );
      fc.assert(
        fc.property(markupMutations(bytes.toString()), (body) => {
          const reading = read(body);
          const places = reading === undefined ? [] : entriesOf(reading).flatMap(placesOf);
          expect(places.filter((country) => !known.has(country))).toEqual([]);
        }),
      );
    }
  });
});

function createReader(options: unknown): (body: Buffer) => Reading {
  const { read } = createJpMofa({ sourceId: 'jp-mofa', url: newArrivals, options });
  const fetchedAt = new Date('2026-04-06T12:00:00Z');
  return (body) => read({ url: newArrivals, contentType: 'application/xml', body, fetchedAt });
}

function readFull(mails: readonly MailOf[]): Reading {
  return createReader({})(feedOf('A', mails));
}

function entriesOf({ entries, follow }: Reading): readonly Entry[] {
  return [...entries, ...follow.flatMap(({ entry }) => entry ?? [])];
}

function placesOf({ content }: Entry): readonly string[] {
  return content.appliesTo.map(({ country }) => country);
}

function keysOf(reading: Reading): readonly string[] {
  return entriesOf(reading).map(({ key }) => key);
}

function rulesOf(reading: Reading): readonly string[] {
  return entriesOf(reading).flatMap(({ doubts = [] }) => doubts.map(({ rule }) => rule));
}

/** Every code of four digits that has a place. */
function everyCode(): readonly string[] {
  return Array.from({ length: 10_000 }, (_, n) => String(n).padStart(4, '0')).filter(
    (code) => placeInJapanese(code) !== undefined,
  );
}

function isoNamesInJapanese(): ReadonlyMap<string, string> {
  const list: unknown = createRequire(import.meta.url)('i18n-iso-countries/langs/ja.json');
  const { countries } = z
    .object({ countries: z.record(z.string(), z.union([z.string(), z.array(z.string())])) })
    .parse(list);
  const unicode = new Intl.DisplayNames(['ja'], { type: 'region' });
  return new Map(
    Object.entries(countries).flatMap(([code, names]) =>
      [names, unicode.of(code) ?? ''].flat().map((name) => [name, code] as const),
    ),
  );
}
