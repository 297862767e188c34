import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createFeed } from '#src/sources/feed/publisher.ts';
import type { Reading } from '#src/sources/publisher.ts';

const levels = { '4': { level: 4, wording: 'Do not travel' }, '2': 2, none: null } as const;
const mapped = {
  country: { from: 'category', scheme: 'country', names: 'iso2' },
  level: { from: 'extension', name: 'x:level', values: levels },
};

describe('a feed whose mapping stands in configuration', () => {
  test('an item becomes an advisory: place, level, words, language, date', () => {
    const { entries, isComplete, unreadable } = read(
      item({
        title: 'Leave Mali',
        country: ['ML'],
        level: ['4'],
        text: '<p>Leave while you can.</p>',
      }),
      mapped,
    );
    expect(entries).toHaveLength(1);
    expect(entries[0]).toMatchObject({
      key: 'Leave Mali',
      changedAt: new Date('2026-03-03T08:15:00Z'),
      content: {
        kind: 'alert',
        status: 'actual',
        language: 'en',
        appliesTo: [{ country: 'ML', level: 4, levelWording: 'Do not travel' }],
        effectiveAt: '2026-03-03T08:15:00.000Z',
        words: {
          en: {
            headline: 'Leave Mali',
            whatToDo: { travellers: 'Leave while you can.' },
            whatHappened: 'Leave Mali',
          },
        },
      },
    });
    expect(entries[0]).not.toHaveProperty('doubts');
    expect([isComplete, unreadable]).toEqual([false, []]);
  });

  test('an item may hold for many countries, each once', () => {
    const { entries } = read(item({ country: ['ML', 'ne', 'ML'], level: ['2'] }), mapped);
    expect(entries[0]?.content.appliesTo.map(({ country }) => country)).toEqual(['ML', 'NE']);
  });

  test.each([
    [
      'a country that no table knows',
      { country: ['XX'], level: ['2'] },
      { rule: 'place-unknown', places: 0 },
    ],
    ['no country', { country: [], level: ['2'] }, { rule: 'place-unknown', places: 0 }],
    [
      'one country known, one not',
      { country: ['ML', 'XX'], level: ['2'] },
      { rule: 'place-unknown', places: 1 },
    ],
    [
      'a level that no table knows',
      { country: ['ML'], level: ['9'] },
      { rule: 'level-unknown', places: 1 },
    ],
    ['no level', { country: ['ML'], level: [] }, { rule: 'level-unknown', places: 1 }],
    ['two levels', { country: ['ML'], level: ['2', '4'] }, { rule: 'level-disagrees', places: 1 }],
  ])('%s is for an officer, and nothing is guessed', (_, said, expected) => {
    const [entry] = read(item(said), mapped).entries;
    expect(entry?.doubts?.map((doubt) => doubt.rule)).toEqual([expected.rule]);
    expect(entry?.content.appliesTo).toHaveLength(expected.places);
  });

  test('of two levels the graver is taken, and one not known is no level', () => {
    expect(ratedBy(['2', '4'])).toMatchObject({ level: 4 });
    expect(ratedBy(['9'])).toMatchObject({ level: null, levelWording: '9' });
    expect(ratedBy(['none'])).toMatchObject({ level: null, levelWording: 'none' });
  });

  test('without a rule for levels nothing is rated, whatever the title says', () => {
    const [entry] = read(item({ title: 'Level 4: do not travel', country: ['ML'] }), {
      country: mapped.country,
    }).entries;
    expect(entry?.content.appliesTo).toEqual([{ country: 'ML', level: null, levelWording: '' }]);
    expect(entry).not.toHaveProperty('doubts');
  });
});

describe('where the country and the level stand', () => {
  test.each([
    [{ from: 'fixed', place: ['ML-8', 'NE'] }, ['ML-8', 'NE']],
    [{ from: 'title', pattern: '^(.+?) - Level', names: 'english' }, ['CI']],
    [{ from: 'title', pattern: '^(.+?) - Level', names: { 'Cote d’Ivoire': 'CI-AB' } }, ['CI-AB']],
    [{ from: 'category', names: 'iso3' }, ['CIV']],
    [{ from: 'extension', name: 'x:place', pattern: '([A-Z]{2})$', names: 'iso2' }, ['CI']],
  ])('%j', (country, expected) => {
    const text = item({
      title: 'Cote d’Ivoire - Level 2: caution',
      country: ['CIV'],
      further: '<x:place>Abidjan, CI</x:place>',
    });
    const [entry] = read(text, { country }).entries;
    const places = entry?.content.appliesTo.map((place) => place.region ?? place.country);
    expect(places).toEqual(expected.map((code) => (code === 'CIV' ? 'CI' : code)));
  });

  test('a level in the title is taken by the group of its pattern', () => {
    const [entry] = read(item({ title: 'Mali - Level 3: reconsider', country: ['ML'] }), {
      country: mapped.country,
      level: { from: 'title', pattern: '- (level \\d)', values: { 'level 3': 3 } },
    }).entries;
    expect(entry?.content.appliesTo).toEqual([
      { country: 'ML', level: 3, levelWording: 'Level 3' },
    ]);
  });
});

describe('what counts as the same advice', () => {
  const twice =
    item({ title: 'old', country: ['ML'], level: ['4'], at: '2026-03-01' }) +
    item({ title: 'new', country: ['ML'], level: ['2'], at: '2026-03-02' });

  test('by id there are two, by country one: the newest, which an officer sees when levels differ', () => {
    expect(read(twice, mapped).entries.map(({ key }) => key)).toEqual(['old', 'new']);
    const [entry, ...others] = read(twice, { ...mapped, key: 'country' }).entries;
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      key: 'ML',
      content: { words: { en: { headline: 'new' } } },
      doubts: [{ rule: 'listed-twice' }],
    });
  });

  test('the same item again is no second one', () => {
    const { entries } = read(item({ country: ['ML'] }).repeat(2), mapped);
    expect(entries).toHaveLength(1);
    expect(entries[0]?.doubts?.map(({ rule }) => rule)).toEqual(['level-unknown']);
  });

  test('two countries that are not known stay two, although the key is the country', () => {
    const unknown =
      item({ title: 'one', country: ['X1'] }) + item({ title: 'two', country: ['X2'] });
    expect(read(unknown, { ...mapped, key: 'country' }).entries).toHaveLength(2);
  });

  test('the order of the items means nothing, a changed word does', () => {
    const [a, b] = [item({ title: 'a', country: ['ML'] }), item({ title: 'b', country: ['NE'] })];
    expect(stampsOf(a + b)).toEqual(stampsOf(b + a));
    expect(stampsOf(a)).not.toEqual(
      stampsOf(item({ title: 'a', country: ['ML'], text: 'Leave.' })),
    );
  });
});

test('items that the operator wants none of are dropped', () => {
  const { entries } = read(
    item({ title: 'TEST of sirens', country: ['ML'] }) + item({ title: 'Storm', country: ['ML'] }),
    { ...mapped, drop: ['^test\\b'] },
  );
  expect(entries.map(({ key }) => key)).toEqual(['Storm']);
});

test('an item without title and text is unread under its own key, not empty and not vanished', () => {
  const silent = item({ title: '', text: '<p> </p>', country: ['ML'] });
  const { entries, unreadable } = read(silent, { ...mapped, key: 'country', list: 'complete' });
  expect(entries).toEqual([]);
  expect(unreadable).toEqual([
    { key: 'ML', reason: expect.stringMatching(/^expected .* got neither$/) },
  ]);
});

test('of a title of megabytes the beginning is read', () => {
  const [entry] = read(item({ title: 'word '.repeat(40_000), country: ['ML'] }), mapped).entries;
  expect(entry?.content.words['en']?.headline).toMatch(/^word word .* …$/);
});

test('of an item of megabytes the beginning is read', () => {
  const [entry] = read(
    item({ text: '<p>word</p>'.repeat(300_000), country: ['ML'] }),
    mapped,
  ).entries;
  const advice = entry?.content.words['en']?.whatToDo.travellers ?? '';
  expect(advice.length).toBeLessThanOrEqual(8000);
  expect(advice).toMatch(/^word\n\nword[^]* …$/);
});

test('the operator’s word on the language holds against the feed’s, whose software made its up', () => {
  const [entry] = read(item({ country: ['ML'] }), { ...mapped, language: 'fr' }).entries;
  expect(entry?.content.language).toBe('fr');
  expect(Object.keys(entry?.content.words ?? {})).toEqual(['fr']);
});

describe('a mapping that cannot be used says which key is wrong', () => {
  test.each([
    [{}, 'country'],
    [{ country: { from: 'fixed', place: 'Mali' } }, 'country.place'],
    [{ country: { from: 'title', pattern: '(', names: 'iso2' } }, 'country.pattern'],
    [{ country: { from: 'title', pattern: 'no group', names: 'iso2' } }, 'country.pattern'],
    [{ country: { from: 'category', names: 'french' } }, 'country.names'],
    [{ country: { from: 'prose', names: 'iso2' } }, 'country.from'],
    [{ ...mapped, level: { from: 'title', pattern: '(.)', values: { a: 5 } } }, 'level.values.a'],
    [{ ...mapped, colour: 'red' }, 'colour'],
    [{ ...mapped, list: 'whole' }, 'list'],
    [{ ...mapped, drop: ['['] }, 'drop[0]'],
  ])('%j', (options, key) => {
    expect(() => publisherWith(options)).toThrow(
      expect.objectContaining({
        code: 'CONFIGURATION_INVALID',
        message: expect.stringContaining(key),
      }),
    );
  });
});

interface Item {
  readonly title?: string;
  readonly text?: string;
  readonly country?: readonly string[];
  readonly level?: readonly string[];
  readonly at?: string;
  readonly further?: string;
}

function item({ title = 'Storm', text = '', at, country = [], level = [], further = '' }: Item) {
  return `<item><title>${title}</title><description><![CDATA[${text}]]></description>
    <guid isPermaLink="false">${title}</guid><pubDate>${at ?? 'Tue, 03 Mar 2026 08:15:00 GMT'}</pubDate>
    ${country.map((one) => `<category domain="country">${one}</category>`).join('')}
    ${level.map((one) => `<x:level>${one}</x:level>`).join('')}${further}</item>`;
}

function publisherWith(options: unknown) {
  return createFeed({ sourceId: 'xx-ministry', url: 'https://m.example/feed', options });
}

/** Every content must be one of ours, whatever is asked about it. */
function read(items: string, options: unknown): Reading {
  const text = `<rss xmlns:x="urn:x"><channel><language>en-GB</language>${items}</channel></rss>`;
  const reading = publisherWith(options).read({
    url: 'https://m.example/feed',
    contentType: 'application/rss+xml',
    body: Buffer.from(text),
    fetchedAt: new Date('2026-03-03T09:00:00Z'),
  });
  for (const { content } of reading.entries) {
    contentSchema.parse({ ...content, issuer: 'xx-ministry' });
  }
  return reading;
}

function ratedBy(level: readonly string[]) {
  return read(item({ country: ['ML'], level }), mapped).entries[0]?.content.appliesTo[0];
}

function stampsOf(items: string): readonly string[] {
  const { entries } = read(items, mapped);
  return entries.map(({ key, stamp }) => `${key} ${stamp}`).toSorted();
}
