import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createGdacs } from '#src/sources/gdacs/gdacs.ts';
import type { Reading } from '#src/sources/publisher.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

/** An event of the search in our own words. */
const flood = {
  eventtype: 'FL',
  eventid: 1102983,
  episodeid: 3,
  name: 'Flood in Mali',
  description: 'Flood in Mali',
  htmldescription: 'Orange Flood in <b>Mali</b>',
  alertlevel: 'Orange',
  episodealertlevel: 'Orange',
  iscurrent: 'false',
  country: 'Mali, Niger',
  iso3: 'MLI',
  affectedcountries: [
    { iso2: 'ML', iso3: 'MLI', countryname: 'Mali' },
    { iso2: 'NE', iso3: 'NER', countryname: 'Niger' },
  ],
  fromdate: '2026-08-30T01:00:00',
  todate: '2026-08-31T01:00:00',
  datemodified: '2026-09-01T10:00:00',
};
const rssFlood = {
  type: 'FL',
  id: '1102983',
  episode: '3',
  colour: 'Orange',
  iso3: 'MLI',
  country: 'Mali, Niger',
};

describe('which events', () => {
  test.each([
    ['Red', 'Red', undefined],
    ['Orange', 'Orange', undefined],
    ['orange', 'ORANGE', undefined],
    ['Red', 'Green', undefined],
    ['Green', 'Orange', undefined],
    ['Green', 'Green', true],
    ['Green', '', true],
  ])('%s, with its latest episode “%s”: only for who knows it: %s', (event, episode, only) => {
    const reading = readSearch([{ ...flood, alertlevel: event, episodealertlevel: episode }]);
    expect(reading.entries.map(({ onlyIfKnown }) => onlyIfKnown)).toEqual([only]);
  });

  test('an event that falls from Red to Green keeps its key, so that it is seen to fall', () => {
    const [before] = readSearch([{ ...flood, alertlevel: 'Red' }]).entries;
    const [after] = readSearch([
      { ...flood, alertlevel: 'Green', episodealertlevel: 'Green' },
    ]).entries;
    expect(after?.key).toBe(before?.key);
    expect(after?.stamp).not.toBe(before?.stamp);
    expect(after?.content.appliesTo[0]?.levelWording).toBe('Green alert by GDACS');
  });

  test('another colour than the three is followed, and looked at by an officer', () => {
    const reading = readSearch([{ ...flood, alertlevel: 'Purple' }]);
    expect(reading.entries.map(({ onlyIfKnown }) => onlyIfKnown)).toEqual([undefined]);
    expect(rulesOf(reading)).toEqual(['level-unknown']);
  });

  test('of several features of one event the latest episode holds', () => {
    const reading = readSearch([
      { ...flood, episodeid: 12, alertlevel: 'Red' },
      { ...flood, episodeid: 9 },
    ]);
    expect(reading.entries.map(({ content }) => content.appliesTo[0]?.levelWording)).toEqual([
      'Red alert by GDACS, now Orange',
    ]);
  });
});

test('RSS and search say the same of one event', () => {
  const [search] = readSearch([flood]).entries;
  const [rss] = readRss(rssFlood).entries;
  expect(rss?.key).toBe(search?.key);
  expect(rss?.content.appliesTo).toEqual(search?.content.appliesTo);
  expect(rss?.content.eventAt).toEqual(search?.content.eventAt);
});

test('an impact that a model expects is no level of a country, and no advice', () => {
  const [entry] = readSearch([flood]).entries;
  expect(entry?.content).toMatchObject({
    kind: 'alert',
    categories: ['Met'],
    words: {
      en: { headline: 'Flood in Mali', whatToDo: {}, whatHappened: 'Orange Flood in Mali' },
    },
  });
  expect(entry?.content.appliesTo.map(({ level }) => level)).toEqual([null, null]);
});

test('C5 what is not listed any more is not over, nor is what says that it ended', () => {
  const reading = readSearch([flood]);
  expect(reading.isComplete).toBe(false);
  expect(reading.entries[0]?.content.expiresAt).toBeUndefined();
});

describe('places', () => {
  test.each([
    ['names with commas in them', 'Iran, Islamic Republic of, Iraq', '', ['IR', 'IQ']],
    [
      'names as lawyers turn them',
      'Korea, Republic of, Tanzania, United Republic of',
      '',
      ['KR', 'TZ'],
    ],
    ['a code that repeats a name', 'Mali', 'MLI', ['ML']],
    ['a code alone', '', 'ZAF', ['ZA']],
    ['Kosovo', 'Kosovo', '', ['RS']],
  ])('%s', (...[, country, iso3, countries]) => {
    const reading = readRss({ ...rssFlood, country, iso3 });
    expect(placesOf(reading)).toEqual(countries);
    expect(rulesOf(reading)).toEqual([]);
  });

  test.each([
    ['the open sea', 'Off shore', ''],
    ['no name at all', '', ''],
    ['a name of several countries', 'Congo', ''],
    ['an unknown name', 'Atlantis', ''],
    ['an unknown code', '', 'XXX'],
  ])('%s goes to an officer', (_, country, iso3) => {
    const reading = readRss({ ...rssFlood, country, iso3 });
    expect(placesOf(reading)).toEqual([]);
    expect(rulesOf(reading)).toEqual(['place-unknown']);
  });

  test('of several countries those known stay, and an officer looks for the others', () => {
    const reading = readRss({ ...rssFlood, country: 'Mali, Atlantis, Niger' });
    expect(placesOf(reading)).toEqual(['ML', 'NE']);
    expect(rulesOf(reading)).toEqual(['place-unknown']);
  });
});

test('an event without a type, number or title is unread; a page instead of the feed is refused', () => {
  const reading = readSearch([
    { ...flood, eventtype: '' },
    { ...flood, eventid: null },
    { ...flood, name: '', description: '' },
    7,
  ]);
  expect([reading.entries.length, reading.unreadable.length]).toEqual([0, 4]);
  for (const text of ['<html/>', '{}', '[]', '{"type":"FeatureCollection"}']) {
    expect(() => read(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNREADABLE' }),
    );
  }
});

test.each([
  ['search', searchOf([flood, { ...flood, eventid: 7, alertlevel: 'Green' }])],
  ['RSS', rssOf(rssFlood)],
])('C5 whatever becomes of the %s on its way, it is read or refused', (_, bytes) => {
  const publisher = createGdacs({ sourceId: 'gdacs', url, options: undefined });
  fc.assert(
    fc.property(mutationsOf(bytes), (body) => {
      const reading = readsOrRefuses(publisher, { url, contentType: '', body });
      expect(reading?.isComplete ?? false).toBe(false);
    }),
    { numRuns: 200 },
  );
});

const url = 'https://events.example/events';

function read(body: Buffer): Reading {
  const publisher = createGdacs({ sourceId: 'gdacs', url, options: undefined });
  const fetchedAt = new Date('2026-09-01T12:00:00Z');
  return publisher.read({ url, contentType: '', body, fetchedAt });
}

function readSearch(events: readonly unknown[]): Reading {
  return read(searchOf(events));
}

function readRss(event: typeof rssFlood): Reading {
  return read(rssOf(event));
}

function placesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap(({ content }) => content.appliesTo.map(({ country }) => country));
}

function rulesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap(({ doubts = [] }) => doubts.map(({ rule }) => rule));
}

function searchOf(events: readonly unknown[]): Buffer {
  const features = events.map((properties) => ({ type: 'Feature', properties }));
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
}

function rssOf({ type, id, episode, colour, iso3, country }: typeof rssFlood): Buffer {
  return Buffer.from(`\u{FEFF}<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:gdacs="http://www.gdacs.org"><channel><title>Events</title><item>
<title>Orange flood alert in Mali</title><description>A river has left its bed.</description>
<pubDate>Tue, 01 Sep 2026 10:00:00 GMT</pubDate>
<gdacs:fromdate>Sun, 30 Aug 2026 01:00:00 GMT</gdacs:fromdate><gdacs:iscurrent>true</gdacs:iscurrent>
<gdacs:eventtype>${type}</gdacs:eventtype><gdacs:alertlevel>${colour}</gdacs:alertlevel>
<gdacs:eventid>${id}</gdacs:eventid><gdacs:episodeid>${episode}</gdacs:episodeid>
<gdacs:iso3>${iso3}</gdacs:iso3><gdacs:country>${country}</gdacs:country>
</item></channel></rss>`);
}
