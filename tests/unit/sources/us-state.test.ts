import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { createUsState } from '#src/sources/us-state/us-state.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const publisher = createUsState({
  sourceId: 'us-state',
  url: 'https://api.example/advisories',
  options: undefined,
});

interface Listed {
  readonly title: string;
  readonly text?: string;
  readonly threat?: string;
  readonly tag?: string;
  readonly day?: string;
  readonly evening?: string;
  readonly link?: string;
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

/** The feed as the department writes it: days without a time, the level as a category, the text as HTML. */
function rss(items: readonly Listed[]): Buffer {
  const written = items.map(
    ({
      title,
      text = '',
      threat,
      tag,
      day = 'Mon, 02 Mar 2026',
      link = 'https://feed.example/x',
    }) =>
      `<item><title>${escaped(title)}</title><link>${link}</link><pubDate>${day}</pubDate>
       <description><![CDATA[${text}]]></description>
       ${threat === undefined ? '' : `<category domain="Threat-Level">${threat}</category>`}
       ${tag === undefined ? '' : `<category domain="Country-Tag">${tag}</category>`}
       <category domain="Keyword">advisory</category><guid>${link}</guid></item>`,
  );
  return Buffer.from(
    `<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>Advisories</title>${written.join('')}</channel></rss>`,
  );
}

function json(items: readonly Listed[]): Buffer {
  return Buffer.from(
    JSON.stringify(
      items.map(({ title, text, tag, evening = '2026-03-01T19:00:00-05:00', link = 'x' }) => ({
        Title: title,
        Link: link,
        Category: tag === undefined ? [] : [tag],
        ...(text === undefined ? {} : { Summary: text }),
        id: link,
        Published: evening,
        Updated: evening,
      })),
    ),
  );
}

function read(body: Buffer): Reading {
  const document = { url: 'https://api.example/advisories', contentType: '', body };
  return publisher.read({ ...document, fetchedAt: new Date('2026-03-02T06:00:00Z') });
}

function entryOf(reading: Reading | undefined, key: string): Entry {
  const entry = reading?.entries.find((it) => it.key === key);
  if (entry === undefined) throw new Error(`expected an entry ${key}`);
  return entry;
}

const levelsOf = (reading: Reading | undefined, key: string) =>
  entryOf(reading, key).content.appliesTo.map(({ level }) => level);
const rulesOf = (entry: Entry) => (entry.doubts ?? []).map(({ rule }) => rule);
const wordsOf = (reading: Reading, key: string) => entryOf(reading, key).content.words['en'];

const countriesOf = (reading: Reading) =>
  entryOf(reading, 'CN').content.appliesTo.map(({ country }) => country);

/** Of an item with this text. */
function advice(text: string): string | undefined {
  const reading = read(rss([{ title: 'Niger - Level 1: Exercise Normal Precautions', text }]));
  return wordsOf(reading, 'NE')?.whatToDo.travellers;
}

test('an advisory is the same in RSS and in JSON: country, level, day and advice', () => {
  const listed = [{ title: 'Mali - Level 4: Do Not Travel', text: '<p>Do not go.</p>', tag: 'ML' }];
  for (const reading of [read(rss(listed)), read(json(listed))]) {
    const { content, changedAt } = entryOf(reading, 'ML');
    expect(content.appliesTo).toEqual([
      { country: 'ML', level: 4, levelWording: 'Level 4: Do Not Travel' },
    ]);
    expect(content.travellers).toBe('do-not-travel');
    expect(content.words['en']?.whatToDo.travellers).toBe('Do not go.');
    // The JSON list gives the evening before, in Washington.
    expect(changedAt).toEqual(new Date('2026-03-02T00:00:00Z'));
    expect(contentSchema.safeParse({ ...content, issuer: 'us-state' }).success).toBe(true);
    expect(reading.isComplete).toBe(true);
  }
});

test.each([
  ['Mexico Travel Advisory - Level 2: Exercise Increased Caution', ['MX'], 2],
  ['Israel - Level 3: Reconsider Travel - Level 3: Reconsider Travel', ['IL'], 3],
  ['Switzerland  - Level 1: Exercise Normal Precautions', ['CH'], 1],
  ['Guinea-Bissau - Level 3: Reconsider Travel', ['GW'], 3],
  ['Burma (Myanmar) Travel Advisory – Level 4: Do Not Travel', ['MM'], 4],
  ['The Kyrgyz Republic - Level 1 - Exercise Normal Precautions', ['KG'], 1],
  ['Israel, the West Bank and Gaza - See Individual Summaries - Level 3', ['IL', 'PS', 'PS'], 3],
  ['French West Indies - Level 1: Exercise Normal Precautions', ['GP', 'MQ', 'MF', 'BL'], 1],
  ['Saba and Sint Eustatius - Level 1: Exercise Normal Precautions', ['BQ', 'BQ'], 1],
  ['Côte d’Ivoire - Level 2: Exercise Increased Caution', ['CI'], 2],
  ['Kosovo - Level 2: Exercise Increased Caution', ['RS'], 2],
])('"%s" holds in %j at level %i', (title, countries, level) => {
  const { content, doubts } = read(rss([{ title }])).entries[0] ?? {};
  expect(content?.appliesTo.map(({ country }) => country)).toEqual(countries);
  expect(new Set(content?.appliesTo.map((place) => place.level))).toEqual(new Set([level]));
  expect(doubts).toEqual([]);
});

test.each([
  ['a name that no table has', 'Atlantis - Level 2: Exercise Increased Caution'],
  ['a name of two countries', 'Congo - Level 4: Do Not Travel'],
  ['a name with one part unknown', 'Mali and Atlantis - Level 4: Do Not Travel'],
  ['all the world', 'Worldwide Caution'],
])('%s is for an officer, never a guess', (_what, title) => {
  const [entry] = read(rss([{ title }])).entries;
  expect(entry?.content.appliesTo).toEqual([]);
  expect(entry === undefined ? [] : rulesOf(entry)).toEqual(['place-unknown']);
});

test('an item in no country by the same unknown name keeps its key when its level moves', () => {
  const keys = ['Level 2: Exercise Increased Caution', 'Level 4: Do Not Travel'].map(
    (level) => read(rss([{ title: `Atlantis - ${level}` }])).entries[0]?.key,
  );
  expect(keys[0]).toBe(keys[1]);
});

test('number, wording and category that disagree are doubted; the highest counts until an officer has looked', () => {
  const title = 'Chad - Level 2: Exercise Increased Caution';
  const both = read(rss([{ title, threat: 'Level 3: Reconsider Travel' }]));
  expect(levelsOf(both, 'TD')).toEqual([3]);
  expect(rulesOf(entryOf(both, 'TD'))).toEqual(['level-disagrees']);
  const wording = read(rss([{ title: 'Chad - Level 1: Do Not Travel' }]));
  expect(levelsOf(wording, 'TD')).toEqual([4]);
  expect(rulesOf(entryOf(wording, 'TD'))).toEqual(['level-disagrees']);
});

test('an item that says no level is unrated, and doubted', () => {
  for (const title of ['Chad', 'Chad Travel Warning', 'Chad - Level 7: Leave The Planet']) {
    const reading = read(rss([{ title }]));
    expect(levelsOf(reading, 'TD')).toEqual([null]);
    expect(rulesOf(entryOf(reading, 'TD'))).toEqual(['level-unknown']);
  }
});

test('a country listed twice after its links moved is one entry, and no doubt', () => {
  const title = 'Fiji - Level 1: Exercise Normal Precautions';
  const twice = [{ title }, { title, link: 'https://new.example/fiji' }];
  expect(read(rss(twice)).entries).toEqual(read(rss([{ title }])).entries);
  expect(read(rss(twice)).entries.map(({ key, doubts }) => [key, doubts])).toEqual([['FJ', []]]);
});

test('a country listed twice with two levels has the higher, and a doubt', () => {
  const reading = read(
    json([
      {
        title: 'Fiji - Level 1: Exercise Normal Precautions',
        evening: '2026-03-05T19:00:00-05:00',
      },
      { title: 'Fiji - Level 2: Exercise Increased Caution' },
    ]),
  );
  expect(levelsOf(reading, 'FJ')).toEqual([2]);
  expect(rulesOf(entryOf(reading, 'FJ'))).toEqual(['listed-twice']);
});

test('links, ids and the order of the list are no part of what is said', () => {
  const [a, b] = [{ title: 'Fiji - Level 1' }, { title: 'Mali - Level 4' }];
  const before = read(json([a, b]));
  const after = read(
    json([
      { ...b, link: 'elsewhere' },
      { ...a, link: 'moved' },
    ]),
  );
  for (const key of ['FJ', 'ML']) expect(entryOf(after, key)).toEqual(entryOf(before, key));
});

test('three items under the title of China, Hong Kong and Macau are one for each, by their tags', () => {
  const name = 'Mainland China, Hong Kong & Macau - See Summaries - Level';
  const reading = read(
    rss([
      { title: `${name} 3: Reconsider Travel`, tag: 'MC' },
      { title: `${name} 2: Exercise Increased Caution`, tag: 'HK' },
      { title: `${name} 2: Exercise Increased Caution`, tag: 'CH' },
      { title: 'Macau - Level 3: Reconsider Travel' },
    ]),
  );
  const places = reading.entries.map(({ key, content }) => [key, content.appliesTo.length]);
  expect(places).toEqual([
    ['MO', 1],
    ['HK', 1],
    ['CN', 1],
  ]);
  expect(levelsOf(reading, 'MO')).toEqual([3]);
  expect(reading.entries.flatMap((entry) => rulesOf(entry))).toEqual([]);
});

test('one item for the three speaks for all of them, or for those that have none of their own', () => {
  const title = 'Mainland China, Hong Kong & Macau - See Summaries - Level 3: Reconsider Travel';
  expect(countriesOf(read(rss([{ title, tag: 'CH' }])))).toEqual(['CN', 'HK', 'MO']);
  const besides = [
    { title, tag: 'CH' },
    { title: 'Hong Kong - Level 2' },
    { title: 'Macau - Level 3' },
  ];
  expect(countriesOf(read(rss(besides)))).toEqual(['CN']);
});

test.each([
  [
    '<p>Reissued with updates to health information.</p><p>Take care.</p>',
    'Reissued with updates to health information.',
  ],
  [
    '<p><b>Updated to reflect a lower risk of crime.</b> Take care.</p>',
    'Updated to reflect a lower risk of crime.',
  ],
  [
    '<p>There was no change to the advisory level. The advisory summary was updated.</p><p>Take care.</p>',
    'There was no change to the advisory level. The advisory summary was updated.',
  ],
  [
    '<p>Take care.</p><p>Last Update: Reissued after periodic review with minor edits.</p>',
    'Reissued after periodic review with minor edits.',
  ],
  [
    '<p>No changes. Reissued after periodic review.</p><p>Take care.</p>',
    'No changes. Reissued after periodic review.',
  ],
  [
    '&lt;p&gt;Reissued with minor edits.&lt;/p&gt;&lt;p class=&quot;a&quot;&gt;Take care.&lt;/p&gt;',
    'Reissued with minor edits.',
  ],
])('of %j the remark on the page is the note, and not the advice', (text, note) => {
  const words = wordsOf(read(rss([{ title: 'Fiji - Level 2', text }])), 'FJ');
  expect(words).toMatchObject({
    changeNote: note,
    whatHappened: 'Level 2: Exercise Increased Caution',
  });
  expect(words?.whatToDo.travellers).toBe('Take care.');
});

test('advice is never taken for a remark', () => {
  const text = '<p>Do not travel to the U.S. side of the border. Crime has increased.</p>';
  const words = wordsOf(read(rss([{ title: 'Fiji - Level 2', text }])), 'FJ');
  expect(words?.changeNote).toBeUndefined();
  expect(words?.whatToDo.travellers).toContain('Crime has increased.');
});

test('what reads like a remark far down is advice', () => {
  const paragraphs = ['Take care.', 'Avoid the north.', 'Crime.', 'Updated maps are sold there.'];
  const text = paragraphs.map((paragraph) => `<p>${paragraph}</p>`).join('');
  const words = wordsOf(read(rss([{ title: 'Fiji - Level 2', text }])), 'FJ');
  expect(words?.changeNote).toBeUndefined();
  expect(words?.whatToDo.travellers).toContain('Updated maps are sold there.');
});

test('a text that is left out leaves the level as the advice; a placeholder stays what it is', () => {
  expect(advice('')).toBe('Level 1: Exercise Normal Precautions');
  expect(advice('<p>Summary not available</p>')).toBe('Summary not available');
});

test('a change far down in a text longer than an advisory may be is still a change', () => {
  const long = 'Keep away from crowds. '.repeat(2000);
  const [one, other] = ['Stay.', 'Leave now.'].map(
    (end) =>
      wordsOf(read(rss([{ title: 'Mexico - Level 2', text: long + end }])), 'MX')?.whatToDo
        .travellers,
  );
  expect(one?.length).toBeLessThan(20_000);
  expect(one).not.toBe(other);
});

test('where the two documents agree the merged reading has no doubt; where they do not, the newer counts and an officer is told', () => {
  const title = 'Peru - Level 2: Exercise Increased Caution';
  const agreeing = publisher.merge?.([read(json([{ title }])), read(rss([{ title }]))]);
  expect(agreeing?.entries).toHaveLength(1);
  expect(entryOf(agreeing, 'PE').doubts).toEqual([]);

  const newer = json([
    { title: 'Peru - Level 3: Reconsider Travel', evening: '2026-03-19T20:00:00-04:00' },
  ]);
  const disagreeing = publisher.merge?.([read(newer), read(rss([{ title }]))]);
  expect(levelsOf(disagreeing, 'PE')).toEqual([3]);
  expect(entryOf(disagreeing, 'PE').doubts).toEqual([
    {
      rule: 'documents-disagree',
      wording: expect.stringContaining('levels 3 and 2 and dates 2026-03-20 and 2026-03-02'),
    },
  ]);
});

test('of two documents of the same day the more severe counts', () => {
  const merged = publisher.merge?.([
    read(json([{ title: 'Peru - Level 2: Exercise Increased Caution' }])),
    read(rss([{ title: 'Peru - Level 4: Do Not Travel' }])),
  ]);
  expect(levelsOf(merged, 'PE')).toEqual([4]);
});

test('C5: an empty list, as strangers are given, is an unreadable document and no all-clear', () => {
  for (const body of ['[]', '{}', '', 'null', '<rss><channel></channel></rss>', '<html></html>']) {
    expect(() => read(Buffer.from(body))).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNREADABLE' }),
    );
  }
});

test('a control character in one text, which XML does not allow, hides no country', () => {
  const { entries } = read(rss([{ title: 'Fiji - Level 1', text: 'Take\u000B care.' }]));
  expect(entries.map(({ key }) => key)).toEqual(['FJ']);
});

test('items that cannot be read hide no others', () => {
  const items: unknown[] = [{ Title: 'Fiji - Level 1' }, 7, null, { Title: ['x'] }, {}];
  const { entries, unreadable } = read(Buffer.from(JSON.stringify(items)));
  expect(entries.map(({ key }) => key)).toEqual(['FJ']);
  expect(unreadable).toHaveLength(4);
});

function keysIn(reading: Reading | undefined): readonly string[] {
  return [...(reading?.entries ?? []), ...(reading?.follow ?? [])].map(({ key }) => key);
}

test('whatever becomes of a document on its way, it is read or refused', () => {
  const items = [
    {
      title: 'Mali - Level 4: Do Not Travel',
      text: '<p>Reissued.</p><p>Do not go.</p>',
      tag: 'ML',
      threat: 'Level 4',
    },
    { title: 'Mainland China, Hong Kong & Macau - Level 3: Reconsider Travel', tag: 'CH' },
    { title: 'Worldwide Caution' },
  ];
  fc.assert(
    fc.property(fc.oneof(mutationsOf(rss(items)), mutationsOf(json(items))), (body) => {
      const keys = keysIn(
        readsOrRefuses(publisher, { url: 'https://api.example/advisories', contentType: '', body }),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 400 },
  );
});
