import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Reading } from '#src/sources/publisher.ts';
import { createUsgs } from '#src/sources/usgs/usgs.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

/** An earthquake in our own words. */
const quake = {
  title: 'M 6.4 - 8 km NNW of Tlacolula, Mexico',
  place: '8 km NNW of Tlacolula, Mexico',
  mag: 6.4,
  time: 1_787_009_589_944,
  updated: 1_787_009_967_316,
  alert: 'yellow',
  status: 'automatic',
  tsunami: 0,
  type: 'earthquake',
  ids: ',us7000abcd,pt26001,',
};

describe('where it was', () => {
  test.each([
    ['8 km NNW of Tlacolula, Mexico', 'MX'],
    ['6 km SE of Somewhere, Oklahoma', 'US-OK'],
    ['10km NW of The Springs, CA', 'US-CA'],
    ['Northern California', 'US-CA'],
    ['Kodiak Island region, Alaska', 'US-AK'],
    ['southern Iran', 'IR'],
    ['Iran-Iraq border region', 'IR IQ'],
    ['Fiji region', 'FJ'],
    ['2024 Noto Peninsula, Japan Earthquake', 'JP'],
    ['3 km S of Indios, Puerto Rico', 'PR'],
    ['Yauco, PR', 'PR'],
    ['5 km E of Somewhere, Kosovo', 'RS-KM'],
    ['South Africa', 'ZA'],
    ['Central African Republic', 'CF'],
    ['7 km W of Somewhere, New Mexico', 'US-NM'],
  ])('“%s” lies in %s', (place, expected) => {
    const reading = read([{ ...quake, place }]);
    expect(placesOf(reading).join(' ')).toBe(expected);
    expect(rulesOf(reading)).toEqual([]);
  });

  test.each([
    'south of the Fiji Islands',
    'South of Tonga',
    'off the coast of Oregon',
    'Gulf of Mexico',
    'Gulf of California',
    'South Georgia region',
    'South Georgia Island region',
    'North Atlantic Ocean',
    'Northern Mid-Atlantic Ridge',
    'Banda Sea',
    'Kuril Islands',
    'somewhere, Atlantis',
    'Iran-Atlantis border region',
    'Congo',
    '',
    'Earthquake',
    'constructor',
  ])('“%s” is for an officer to look up', (place) => {
    const reading = read([{ ...quake, place }]);
    expect(placesOf(reading)).toEqual([]);
    expect(rulesOf(reading)).toEqual(['place-unknown']);
  });

  test.each([
    [44.8, 'GE'],
    [-83.2, 'US-GA'],
    [undefined, ''],
  ])('a Georgia at longitude %s is “%s”', (longitude, expected) => {
    const coordinates = longitude === undefined ? undefined : [longitude, 41, 10];
    const reading = read([{ ...quake, place: '4 km N of Somewhere, Georgia' }], coordinates);
    expect(placesOf(reading).join(' ')).toBe(expected);
  });
});

describe('which it is', () => {
  test.each([
    ['another network’s solution is preferred', 'pt26001', ',us7000abcd,pt26001,'],
    ['another network reports', 'us7000abcd', ',at00abc,us7000abcd,pt26001,usauto123,'],
    ['it stands alone', 'us7000abcd', ''],
  ])('it keeps its key when %s', (_, id, ids) => {
    expect(read([{ ...quake, id, ids }]).entries[0]?.key).toBe('us7000abcd');
  });

  test('without one of the Survey’s own the first by the alphabet is it, whichever is preferred', () => {
    const keys = ['nc123456', 'ci654321'].map(
      (id) => read([{ ...quake, id, ids: ',nc123456,ci654321,' }]).entries[0]?.key,
    );
    expect(keys).toEqual(['ci654321', 'ci654321']);
  });

  test('figures that move without changing what we say leave the stamp alone', () => {
    const [before] = read([quake]).entries;
    const [after] = read([
      { ...quake, updated: quake.updated + 60_000, ids: ',us7000abcd,' },
    ]).entries;
    const [stronger] = read([{ ...quake, mag: 6.9 }]).entries;
    expect(after?.stamp).toBe(before?.stamp);
    expect(after?.changedAt).not.toEqual(before?.changedAt);
    expect(stronger?.stamp).not.toBe(before?.stamp);
  });
});

test('an earthquake is no level of a country, and no advice; what is known is said in our words', () => {
  const [entry] = read([{ ...quake, tsunami: 1 }], [-96.4, 16.9, 34.7]).entries;
  expect(entry?.content).toMatchObject({
    kind: 'alert',
    appliesTo: [{ country: 'MX', level: null, levelWording: 'PAGER alert yellow' }],
    categories: ['Geo'],
    words: { en: { headline: quake.title, whatToDo: {} } },
  });
  const story = entry?.content.words['en']?.whatHappened;
  expect(story).toMatch(/^Magnitude 6\.4 earthquake, 8 km NNW of Tlacolula, Mexico, 35 km deep\./);
  expect(story).toMatch(/tsunami warning centres/);
  expect(story).toMatch(/No seismologist/);
});

test('C5 what is not listed any more was deleted or is old: neither is an all-clear', () => {
  expect(read([]).isComplete).toBe(false);
});

test('what is deleted and still listed is taken back, to those who know it', () => {
  const [entry] = read([{ ...quake, status: 'deleted' }]).entries;
  expect(entry).toMatchObject({
    onlyIfKnown: true,
    content: { relation: { kind: 'cancel' } },
  });
});

test('an earthquake without an id is unread; what is no collection is refused', () => {
  expect(read([{ ...quake, id: '' }]).unreadable).toHaveLength(1);
  for (const text of ['<html/>', '[]', '{"type":"FeatureCollection"}', '{"features":[]}']) {
    expect(() => readBody(Buffer.from(text))).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNREADABLE' }),
    );
  }
});

test('C5 whatever becomes of the feed on its way, it is read or refused', () => {
  const publisher = createUsgs({ sourceId: 'usgs', url, options: undefined });
  fc.assert(
    fc.property(mutationsOf(feedOf([quake, { ...quake, id: 'nc1234' }], [1, 2, 3])), (body) => {
      const reading = readsOrRefuses(publisher, { url, contentType: '', body });
      expect(reading?.isComplete ?? false).toBe(false);
    }),
    { numRuns: 300 },
  );
});

const url = 'https://quakes.example/significant_day.geojson';

type QuakeOf = Readonly<typeof quake> & { readonly id?: string };

function read(quakes: readonly QuakeOf[], coordinates?: readonly number[]): Reading {
  return readBody(feedOf(quakes, coordinates));
}

function readBody(body: Buffer): Reading {
  const publisher = createUsgs({ sourceId: 'usgs', url, options: undefined });
  const fetchedAt = new Date('2026-08-18T00:00:00Z');
  return publisher.read({ url, contentType: 'application/json', body, fetchedAt });
}

function feedOf(quakes: readonly QuakeOf[], coordinates?: readonly number[]): Buffer {
  const geometry = coordinates === undefined ? null : { type: 'Point', coordinates };
  const features = quakes.map(({ id = 'us7000abcd', ...properties }) => ({
    type: 'Feature',
    id,
    geometry,
    properties,
  }));
  return Buffer.from(JSON.stringify({ type: 'FeatureCollection', features }));
}

function placesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap(({ content }) =>
    content.appliesTo.map(({ country, region }) => region ?? country),
  );
}

function rulesOf({ entries }: Reading): readonly string[] {
  return entries.flatMap(({ doubts = [] }) => doubts.map(({ rule }) => rule));
}
