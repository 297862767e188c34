import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createDeAa } from '#src/sources/de-aa/de-aa.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const url = 'https://amt.example/opendata/travelwarning';
const publisher = createDeAa({ sourceId: 'de-aa', url, options: undefined });

function anEntry(changes: Record<string, unknown> = {}) {
  return {
    lastModified: 1_774_438_976,
    effective: 1_774_439_100,
    title: 'Mali: Reise- und Sicherheitshinweise',
    countryCode: 'ML',
    iso3CountryCode: 'MLI',
    countryName: 'Mali',
    warning: false,
    partialWarning: false,
    situationWarning: false,
    situationPartWarning: false,
    ...changes,
  };
}

function read(document: unknown, at = url): Reading {
  const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  return publisher.read({ url: at, contentType: 'application/json', body, fetchedAt: new Date(0) });
}

function listOf(...entries: readonly unknown[]) {
  const byId = entries.map((entry, n) => [String(208_000 + n), entry] as const);
  const contentList = byId.map(([id]) => id);
  return { response: { lastModified: 1_732_098_978, contentList, ...Object.fromEntries(byId) } };
}

/** What a list says of its first entry. */
function listed(changes: Record<string, unknown> = {}): Entry {
  const entry = read(listOf(anEntry(changes), anEntry())).follow[0]?.entry;
  if (entry === undefined) throw new Error('expected an entry');
  return entry;
}

const rulesOf = ({ doubts = [] }: Entry) => doubts.map(({ rule }) => rule);
const placesOf = ({ content }: Entry) =>
  content.appliesTo.map(({ country, region, level }) => [country, region, level]);

const stepOf = (flags: Record<string, boolean>) => listed(flags).content.travellers;

test('a list names a document for every entry, and says what is known without it', () => {
  const reading = read(listOf(anEntry(), anEntry({ countryCode: 'FR', iso3CountryCode: 'FRA' })));
  expect(reading).toMatchObject({ entries: [], isComplete: true, unreadable: [] });
  expect(reading.follow.map(({ key, url: at }) => [key, at])).toEqual([
    ['208000', `${url}/208000`],
    ['208001', `${url}/208001`],
  ]);
  const [entry] = reading.follow.flatMap((it) => it.entry ?? []);
  expect(contentSchema.safeParse({ ...entry?.content, issuer: 'de-aa' }).success).toBe(true);
});

const parts = { region: 'parts of the country' };
test.each([
  [{}, [{ level: 1 }], 'Keine Reisewarnung'],
  [{ warning: true }, [{ level: 4 }], 'Reisewarnung'],
  [{ partialWarning: true }, [{ level: 1 }, { ...parts, level: 4 }], 'Teilreisewarnung'],
  [{ warning: true, partialWarning: true }, [{ level: 4 }, { ...parts, level: 4 }], 'Reisewarnung'],
  [{ situationWarning: true }, [{ level: 3 }], 'COVID-19-bedingte Reisewarnung'],
  [
    { situationPartWarning: true },
    [{ level: 1 }, { ...parts, level: 3 }],
    'COVID-19-bedingte Teilreisewarnung',
  ],
  [{ warning: 1, partialWarning: 'false' }, [{ level: 4 }], 'Reisewarnung'],
  [
    { situationWarning: undefined, situationPartWarning: undefined },
    [{ level: 1 }],
    'Keine Reisewarnung',
  ],
])('flags %j are %j: %s', (flags, levels, headline) => {
  const entry = listed(flags);
  expect(entry.content.appliesTo).toMatchObject(levels);
  expect(entry.content.appliesTo).toHaveLength(levels.length);
  expect(entry.content.words['de']?.headline).toBe(headline);
  expect(entry.doubts).toEqual([]);
});

test('the whole country’s warning, and nothing less, is advice against travel', () => {
  expect(stepOf({ warning: true })).toBe('do-not-travel');
  expect(stepOf({ situationWarning: true })).toBe('avoid-non-essential');
  expect(stepOf({ partialWarning: true })).toBe('none');
});

test.each([
  { warning: undefined },
  { partialWarning: null },
  { warning: 'vielleicht' },
  { warning: {} },
])('flags that cannot be read (%j) are no "no warning"', (flags) => {
  const entry = listed(flags);
  expect(placesOf(entry)).toEqual([['ML', undefined, null]]);
  expect(rulesOf(entry)).toEqual(['level-unknown']);
});

test('a title that speaks of a warning which the flags do not have is doubted', () => {
  const title = 'Mali: Reise- und Sicherheitshinweise (Reisewarnung)';
  expect(rulesOf(listed({ title }))).toEqual(['level-disagrees']);
  expect(rulesOf(listed({ title, warning: true }))).toEqual([]);
  const part = 'Mali: Reise- und Sicherheitshinweise (Teilreisewarnung)';
  expect(rulesOf(listed({ title: part, warning: true }))).toEqual(['level-disagrees']);
  expect(rulesOf(listed({ title: part, partialWarning: true }))).toEqual([]);
});

test.each([
  ['ML', 'MLI', [['ML', undefined]]],
  ['ml', '', [['ML', undefined]]],
  ['', 'MLI', [['ML', undefined]]],
  ['XK', 'XKX', [['RS', 'RS-KM']]],
  ['PS', 'PSE', [['PS', undefined]]],
  ['TW', 'TWN', [['TW', undefined]]],
  ['HK', 'HKG', [['HK', undefined]]],
  ['GB', 'XYZ', [['GB', undefined]]],
])('the codes %s and %s are their place', (countryCode, iso3CountryCode, places) => {
  const entry = listed({ countryCode, iso3CountryCode });
  expect(placesOf(entry)).toEqual(places.map((place) => [...place, 1]));
  expect(entry.doubts).toEqual([]);
});

test.each([
  ['', ''],
  ['QZ', 'QZZ'],
  ['ML', 'NER'],
])('the codes %j and %j are for an officer', (countryCode, iso3CountryCode) => {
  const entry = listed({ countryCode, iso3CountryCode });
  expect(placesOf(entry)).toEqual([]);
  expect(rulesOf(entry)).toEqual(['place-unknown']);
});

test.each([
  [1_774_438_976, '2026-03-25T11:42:56.000Z'],
  [1_774_438_976_000, '2026-03-25T11:42:56.000Z'],
  ['1774438976', '2026-03-25T11:42:56.000Z'],
  [undefined, '2026-03-25T11:45:00.000Z'],
])('changed at %j, in seconds, milliseconds or not said, is %s', (lastModified, instant) => {
  expect(listed({ lastModified }).changedAt?.toISOString()).toBe(instant);
});

test('names of fields that begin with a capital are the same names', () => {
  const { countryCode, countryName, ...rest } = anEntry({ iso3CountryCode: '' });
  const old = { ...rest, CountryCode: countryCode, CountryName: countryName };
  const entry = read(listOf(old, old)).follow[0]?.entry;
  expect(entry?.content.appliesTo.map(({ country }) => country)).toEqual(['ML']);
});

test('the document of an entry has its text in German, its latest changes as the note, and no line that only dates it', () => {
  const content =
    '<p>Stand - 03.05.2026 (Unver&auml;ndert g&uuml;ltig seit: 28.04.2026)</p><p>Letzte &Auml;nderungen: Sicherheit</p><h2>Sicherheit</h2><p>Meiden Sie den Norden.</p>';
  const detail = {
    response: { 208000: anEntry({ content, lastChanges: '<p>Letzte Änderung: Sicherheit</p>' }) },
  };
  const reading = read(detail, `${url}/208000`);
  expect(reading.isComplete).toBe(false);
  expect(reading.entries.map(({ key }) => key)).toEqual(['208000']);
  const words = reading.entries[0]?.content.words['de'];
  expect(words?.whatToDo.travellers).toBe('Sicherheit\n\nMeiden Sie den Norden.');
  expect(words).toMatchObject({ changeNote: 'Sicherheit', whatHappened: 'Keine Reisewarnung' });
});

test('the list’s own time, which has stood still for years, is no part of what it says', () => {
  const list = listOf(anEntry(), anEntry());
  const later = { response: { ...list.response, lastModified: 1_999_999_999, contentList: [] } };
  expect(read(later)).toEqual(read(list));
});

test('entries that cannot be read are named, and hide no others', () => {
  const reading = read(listOf(anEntry(), 'x', null));
  expect(reading.follow.map(({ key }) => key)).toEqual(['208000']);
  expect(reading.unreadable.map(({ key }) => key)).toEqual(['208001', '208002']);
});

test('C5: an empty object, as while the service is off, is an unreadable document and no all-clear', () => {
  for (const document of [
    '',
    '{}',
    '[]',
    '{"response":{}}',
    '{"response":{"lastModified":1,"contentList":[]}}',
    '<html></html>',
  ]) {
    expect(() => read(document)).toThrow(expect.objectContaining({ code: 'SOURCE_UNREADABLE' }));
  }
});

function keysIn(reading: Reading | undefined): readonly string[] {
  return [...(reading?.entries ?? []), ...(reading?.follow ?? [])].map(({ key }) => key);
}

test('whatever becomes of a document on its way, it is read or refused', () => {
  const bodies = [
    listOf(anEntry(), anEntry({ warning: true })),
    { response: { 208000: anEntry({ content: '<p>Meiden.</p>', lastChanges: 'x' }) } },
  ].map((document) => Buffer.from(JSON.stringify(document)));
  fc.assert(
    fc.property(fc.oneof(...bodies.map(mutationsOf)), (body) => {
      const keys = keysIn(
        readsOrRefuses(publisher, { url, contentType: 'application/json', body }),
      );
      expect(new Set(keys).size).toBe(keys.length);
    }),
    { numRuns: 400 },
  );
});
