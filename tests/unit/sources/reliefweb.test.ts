import { describe, expect, test } from 'vitest';

import { completeContentSchema, contentSchema } from '#src/advisory/advisory.ts';
import { createReliefWeb } from '#src/sources/reliefweb.ts';

const settings = {
  sourceId: 'reliefweb',
  url: 'https://api.relief.example/v2/reports?filter[field]=theme',
  options: { appname: 'mfa-example-alerts-x7' },
};

const report = {
  id: 4_100_001,
  score: 1,
  href: 'https://api.relief.example/v2/reports/4100001',
  fields: {
    title: 'Examplia: Flash Floods – Situation Report No. 3',
    'body-html': '<p>Two provinces are cut off.</p>',
    date: {
      created: '2026-03-03T08:15:00+00:00',
      changed: '2026-03-03T09:15:00+00:00',
      original: '2026-03-02T00:00:00+00:00',
    },
    country: [{ iso3: 'mli' }, { iso3: 'ner' }],
    language: [{ code: 'fr' }],
  },
};

test('a report is read with its countries, dates and language', () => {
  const { entries, isComplete, unreadable } = read([report]);
  expect([isComplete, unreadable]).toEqual([false, []]);
  expect(entries).toMatchObject([
    {
      key: '4100001',
      changedAt: new Date('2026-03-03T09:15:00Z'),
      content: {
        language: 'fr',
        appliesTo: [
          { country: 'ML', level: null },
          { country: 'NE', level: null },
        ],
        effectiveAt: '2026-03-03T08:15:00.000Z',
        words: { fr: { whatHappened: 'Two provinces are cut off.' } },
      },
    },
  ]);
});

test('no report is complete enough to alert anybody', () => {
  const [entry] = read([report]).entries;
  const content = contentSchema.parse({ ...entry?.content, issuer: 'reliefweb' });
  const issues = completeContentSchema.safeParse(content).error?.issues ?? [];
  expect(issues.map(({ path }) => path.join('.'))).toContain('words.fr.whatToDo');
});

test('the first version of the API is read, too: ids as strings, the body as text', () => {
  const { 'body-html': _, ...fields } = report.fields;
  const [entry] = read([{ id: '3670001', fields: { ...fields, body: 'Roads are cut.' } }]).entries;
  expect(entry).toMatchObject({
    key: '3670001',
    content: { words: { fr: { whatHappened: 'Roads are cut.' } } },
  });
});

describe('what a report may lack', () => {
  test.each([
    ['a country that no table knows', { country: [{ iso3: 'xyz' }] }, 'place-unknown'],
    ['the world as its country', { country: [{ iso3: 'wld' }] }, undefined],
    ['no country', { country: undefined }, undefined],
  ])('%s leaves the place open', (_, fields, rule) => {
    const [entry] = read([{ ...report, fields: { ...report.fields, ...fields } }]).entries;
    expect(entry?.content.appliesTo).toEqual([]);
    expect(entry?.doubts?.[0]?.rule).toBe(rule);
  });

  test('another language than those known is said to be unknown', () => {
    const fields = { ...report.fields, language: [{ code: 'ot' }] };
    expect(read([{ ...report, fields }]).entries[0]?.content.language).toBe('und');
  });

  test('without a title it is unread, and the others are not lost', () => {
    const { entries, unreadable } = read([{ id: 1, fields: {} }, report, 'odd']);
    expect([entries.length, unreadable.length]).toEqual([1, 2]);
  });
});

describe('what is asked', () => {
  test('the address names the registered application and keeps the operator’s filters', () => {
    const { searchParams } = new URL(createReliefWeb(settings).documents[0]?.url ?? '');
    expect(searchParams.get('appname')).toBe('mfa-example-alerts-x7');
    expect(searchParams.get('filter[field]')).toBe('theme');
    expect(searchParams.getAll('fields[include][]')).toContain('title');
  });

  test.each([undefined, {}, { appname: '' }, { appname: 'two words' }])(
    'without a registered name (%j) it is refused when it is configured',
    (options) => {
      expect(() => createReliefWeb({ ...settings, options })).toThrow(
        expect.objectContaining({
          code: 'CONFIGURATION_INVALID',
          message: expect.stringMatching(/ReliefWeb has registered[^]*appname/),
        }),
      );
    },
  );
});

function read(data: readonly unknown[]) {
  return createReliefWeb(settings).read({
    url: settings.url,
    contentType: 'application/json',
    body: Buffer.from(JSON.stringify({ totalCount: data.length, data })),
    fetchedAt: new Date('2026-03-03T10:00:00Z'),
  });
}
