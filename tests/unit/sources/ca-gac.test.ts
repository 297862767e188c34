import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import { detectChange } from '#src/advisory/change.ts';
import { currentWords } from '#src/advisory/words.ts';
import { createCaGac } from '#src/sources/ca-gac/ca-gac.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const url = 'https://data.example/travel/index-alpha-eng.json';
const publisher = createCaGac({ sourceId: 'ca-gac', url, options: undefined });

/** An entry as it was in 2014; later ones have more fields and other types of update. */
function aCountry(changes: Record<string, unknown> = {}, name = 'Mali') {
  return {
    'full-info-url': 'cta-cap-ML.json',
    'date-published': {
      timestamp: 1_407_346_535,
      date: '2014-08-06 13:35:35',
      asp: '2014-08-06T13:35:35',
    },
    'advisory-state': 1,
    'has-advisory-warning': 0,
    'has-regional-advisory': 0,
    'recent-updates-type': 'Regular text update',
    eng: {
      name,
      'url-slug': 'mali',
      'advisory-text': 'Exercise a high degree of caution',
      'recent-updates': 'The Food &amp; Water tab was updated &ndash; wells.',
    },
    fra: {
      name,
      'advisory-text': 'Faites preuve d&rsquo;une grande prudence',
      'recent-updates': 'L&rsquo;onglet Eau a &eacute;t&eacute; mis &agrave; jour.',
    },
    ...changes,
  };
}

function read(document: unknown, at = url): Reading {
  const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  return publisher.read({ url: at, contentType: 'application/json', body, fetchedAt: new Date(0) });
}

/** What an index with this one country says of it. */
function indexed(country: unknown, key = 'ML'): Entry {
  const entry = read({ metadata: { generated: { timestamp: 1 } }, data: { [key]: country } })
    .follow[0]?.entry;
  if (entry === undefined) throw new Error('expected an entry');
  return entry;
}

function contentOf(country: unknown): Content {
  return contentSchema.parse({ ...indexed(country).content, issuer: 'ca-gac' });
}

const rulesOf = ({ doubts = [] }: Entry) => doubts.map(({ rule }) => rule);
const placesOf = ({ content }: Entry) =>
  content.appliesTo.map(({ country, region, level }) => [country, region, level]);

test('an index names a document for every country, beside itself, and says what is known without it', () => {
  const reading = read({ data: { ML: aCountry(), FR: aCountry({}, 'France') } });
  expect(reading).toMatchObject({ entries: [], isComplete: true, unreadable: [] });
  expect(reading.follow.map(({ key, url: at, entry }) => [key, at, entry?.key])).toEqual([
    ['ML', 'https://data.example/travel/cta-cap-ML.json', 'ML'],
    ['FR', 'https://data.example/travel/cta-cap-FR.json', 'FR'],
  ]);
});

test.each([
  [0, 1, ['none', 'Take normal security precautions']],
  [1, 2, ['caution', 'Exercise a high degree of caution']],
  [2, 3, ['avoid-non-essential', 'AVOID NON-ESSENTIAL TRAVEL']],
  ['3', 4, ['do-not-travel', 'AVOID ALL TRAVEL; see also regional advisories.']],
])('state %j is level %i: %j', (state, level, said) => {
  const [step, wording = ''] = said;
  const eng = { ...aCountry().eng, 'advisory-text': wording };
  const { content, doubts } = indexed(aCountry({ 'advisory-state': state, eng }));
  expect(content.appliesTo).toEqual([
    { country: 'ML', level, levelWording: wording.replace(/; see.*/, '') },
  ]);
  expect(content.travellers).toBe(step);
  expect(doubts).toEqual([]);
});

test('a state that is none of the four is unrated and doubted; one that the words contradict is doubted', () => {
  for (const state of [4, -1, null, 'high', undefined, 1.5]) {
    const entry = indexed(aCountry({ 'advisory-state': state }));
    expect(placesOf(entry)).toEqual([['ML', undefined, null]]);
    expect(rulesOf(entry)).toEqual(['level-unknown']);
  }
  expect(rulesOf(indexed(aCountry({ 'advisory-state': 3 })))).toEqual(['level-disagrees']);
});

test('C4 · a level whose sentence is missing for a day says what it said before', () => {
  const eng = { name: 'Mali', 'advisory-text': 'AVOID ALL TRAVEL (with regional advisories)' };
  const country = aCountry({ 'advisory-state': 3, 'has-regional-advisory': 1, eng });
  const missing = { ...country, eng: { ...eng, 'advisory-text': '' } };
  expect(detectChange(contentOf(country), contentOf(missing))).toEqual({ kind: 'timestamp' });
});

test('regional advisories are a place of their own without a number, by a name that outlives the country’s', () => {
  const flagged = { 'has-regional-advisory': 1 };
  const swaziland = indexed(aCountry(flagged, 'Swaziland'), 'SZ');
  expect(placesOf(swaziland)).toEqual([
    ['SZ', undefined, 2],
    ['SZ', 'parts of the country', null],
  ]);
  expect(placesOf(indexed(aCountry(flagged, 'Eswatini'), 'SZ'))).toEqual(placesOf(swaziland));
});

test.each([
  ['PT-20', 'Azores', [['PT', 'PT-20', 2]]],
  ['IC', 'The Canaries', [['ES', 'ES-CN', 2]]],
  ['XK', 'Kosovo', [['RS', 'RS-KM', 2]]],
  ['US-HI', 'Hawaii', [['US', 'US-HI', 2]]],
  [
    'IL',
    'Israel, the West Bank and the Gaza Strip',
    [
      ['IL', undefined, 2],
      ['PS', undefined, 2],
    ],
  ],
  ['IL', 'Israel', [['IL', undefined, 2]]],
  [
    'il',
    'Israel and Palestine',
    [
      ['IL', undefined, 2],
      ['PS', undefined, 2],
    ],
  ],
  ['TW', 'Taiwan', [['TW', undefined, 2]]],
  ['XS', 'Saba', [['BQ', 'BQ-SA', 2]]],
])('the page with key %s, %s, lies where its rule says', (key, name, places) => {
  expect(placesOf(indexed(aCountry({}, name), key))).toEqual(places);
});

test('a key that no table has is for an officer', () => {
  const entry = indexed(aCountry({}, 'Atlantis'), 'QZ');
  expect(placesOf(entry)).toEqual([]);
  expect(rulesOf(entry)).toEqual(['place-unknown']);
});

test('the type of the update leads the note; entities are read, and both languages go together', () => {
  const { content } = indexed(aCountry());
  const note = 'Regular text update: The Food & Water tab was updated – wells.';
  expect(content.words['en']?.changeNote).toBe(note);
  expect(content.words['fr']?.changeNote).toBe('L’onglet Eau a été mis à jour.');
  const whole = contentSchema.parse({ ...content, issuer: 'ca-gac' });
  expect([...currentWords(whole).keys()]).toEqual(['en', 'fr']);
});

test.each([
  ['The Health tab was updated – travel vaccines.', false],
  ['The Entry requirements tab was updated.', false],
  ['The Laws & Culture tab was updated – dress.', false],
  ['The Safety and security section was updated.', true],
  ['The Risk level(s) section was updated.', true],
  ['Health: a cholera outbreak was reported.', true],
  ['Information on an armed attack was added.', true],
])('a remark on the page, "%s", is told: %s', (remark, isTold) => {
  const after = { ...aCountry().eng, 'recent-updates': remark };
  expect(detectChange(contentOf(aCountry()), contentOf(aCountry({ eng: after }))).kind).toBe(
    isTold ? 'substance' : 'timestamp',
  );
});

test('without French words there are English ones alone', () => {
  expect(Object.keys(indexed(aCountry({ fra: null })).content.words)).toEqual(['en']);
});

test.each([
  [{ timestamp: 1_407_346_535, date: 'x' }, '2014-08-06T17:35:35.000Z'],
  [{ timestamp: '1407346535' }, '2014-08-06T17:35:35.000Z'],
  [1_407_346_535_000, '2014-08-06T17:35:35.000Z'],
  [{ timestamp: null, asp: '2014-12-06T13:35:35' }, '2014-12-06T18:35:35.000Z'],
  [{ date: '2014-12-06 13:35:35' }, '2014-12-06T18:35:35.000Z'],
  ['2026-02-02', '2026-02-02T00:00:00.000Z'],
  [{ date: 'February 2, 2026', asp: '2026-02-02' }, '2026-02-02T00:00:00.000Z'],
  ['soon', undefined],
  [{ timestamp: -1 }, undefined],
  [null, undefined],
])('published %j is %s', (published, instant) => {
  const { changedAt } = indexed(aCountry({ 'date-published': published }));
  expect(changedAt?.toISOString()).toBe(instant);
});

test('a country’s own document has its text, regional advisories among it, under the key of its address', () => {
  const eng = {
    ...aCountry().eng,
    advisories: '<h3>North &ndash; AVOID ALL TRAVEL</h3><p>Mines.</p>',
  };
  const country = aCountry({
    eng,
    'update-metadata': 'Editorial change',
    'recent-updates-type': undefined,
  });
  const reading = read({ data: { ...country } }, 'https://data.example/travel/cta-cap-ML.json');
  expect(reading.isComplete).toBe(false);
  expect(reading.entries.map(({ key }) => key)).toEqual(['ML']);
  const words = reading.entries[0]?.content.words['en'];
  expect(words?.whatToDo.travellers).toBe('North – AVOID ALL TRAVEL\n\nMines.');
  expect(words?.changeNote).toMatch(/^Editorial change: /);
});

test('a list of countries with their codes is read as an index by code', () => {
  const reading = read({ data: [{ ...aCountry(), 'country-iso': 'ML' }] });
  expect(reading.follow.map(({ key }) => key)).toEqual(['ML']);
});

test('when the index was made is no part of what it says of a country', () => {
  const [before, after] = [1, 2].map((timestamp) =>
    read({ metadata: { generated: { timestamp } }, data: { ML: aCountry() } }),
  );
  expect(after).toEqual(before);
});

test('entries that cannot be read are named, and hide no others', () => {
  const reading = read({
    data: { ML: aCountry(), FR: 7, DE: null, '': aCountry(), '\uD800': aCountry() },
  });
  expect(reading.follow.map(({ key }) => key)).toEqual(['ML']);
  expect(reading.unreadable.map(({ key }) => key)).toEqual(['FR', 'DE', undefined, '\uD800']);
});

test('a country that is there twice is read once', () => {
  const reading = read({ data: { ML: aCountry(), ' ml': aCountry({ 'advisory-state': 3 }) } });
  expect(reading.follow.map(({ key }) => key)).toEqual(['ML']);
  expect(reading.unreadable.map(({ key }) => key)).toEqual(['ML']);
});

test('C5: an index without countries is an unreadable document and no all-clear', () => {
  for (const document of [
    '',
    '[]',
    '{}',
    '{"data":{}}',
    '{"data":[]}',
    '{"data":null}',
    '<html></html>',
  ]) {
    expect(() => read(document)).toThrow(expect.objectContaining({ code: 'SOURCE_UNREADABLE' }));
  }
});

function keysIn(reading: Reading | undefined): readonly string[] {
  return [...(reading?.entries ?? []), ...(reading?.follow ?? [])].map(({ key }) => key);
}

test('whatever becomes of a document on its way, it is read or refused', () => {
  const index = Buffer.from(
    JSON.stringify({ data: { ML: aCountry(), XK: aCountry({}, 'Kosovo') } }),
  );
  const one = Buffer.from(JSON.stringify({ data: { 'country-iso': 'ML', ...aCountry() } }));
  fc.assert(
    fc.property(fc.oneof(mutationsOf(index), mutationsOf(one)), (body) => {
      const keys = keysIn(
        readsOrRefuses(publisher, { url, contentType: 'application/json', body }),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 400 },
  );
});
