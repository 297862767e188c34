import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createNws } from '#src/sources/nws/nws.ts';
import type { Reading } from '#src/sources/publisher.ts';

const settings = { sourceId: 'us-nws', url: 'https://api.weather.example/alerts/active' };

interface Alert {
  readonly id?: string;
  readonly status?: string;
  readonly msgType?: string;
  readonly severity?: string;
  readonly ugc?: readonly string[];
  readonly fips?: readonly string[];
  readonly follows?: readonly string[];
  readonly response?: string;
}

const writers = { GeoJSON: asGeoJson, Atom: asAtom };

describe.each(Object.entries(writers))('the US weather service’s alerts as %s', (_, write) => {
  test('an alert holds for the states that its zones lie in, in the words of the service', () => {
    const { entries, isComplete } = read(write([{ ugc: ['KSZ001', 'KSC003', 'OKZ010'] }]));
    expect(isComplete).toBe(false);
    expect(entries).toMatchObject([
      {
        key: 'urn:oid:2.49.0.1.840.0.storm.001.1',
        changedAt: new Date('2026-03-03T20:00:00Z'),
        content: {
          kind: 'alert',
          status: 'actual',
          language: 'en',
          appliesTo: [
            { country: 'US', region: 'US-KS', level: null, levelWording: 'Severe' },
            { country: 'US', region: 'US-OK', level: null, levelWording: 'Severe' },
          ],
          expiresAt: '2026-03-03T23:00:00.000Z',
          words: { en: { headline: 'Storm Warning' } },
        },
      },
    ]);
    const whatHappened = entries[0]?.content.words['en']?.whatHappened;
    expect(whatHappened).toBe('Northern counties; Plains\n\nHail as large as eggs.');
  });

  test.each([
    [['PRZ001'], [], 'PR'],
    [['GUZ001'], [], 'GU'],
    [['GMZ335'], [], 'US Northern counties; Plains'],
    [[], ['002185', '041001'], 'US US-AK, US US-OR'],
    [[], ['072001'], 'PR'],
  ])('zones %j and numbers %j are %s', (ugc, fips, expected) => {
    const [entry] = read(write([{ ugc, fips }])).entries;
    expect(
      entry?.content.appliesTo
        .map(({ country, region }) => [country, region].filter(Boolean).join(' '))
        .join(', '),
    ).toBe(expected);
  });

  test.each([[['XXZ001']], [['KSZ001', 'nonsense']], [[]]])(
    'of the zones %j somebody looks where they are',
    (ugc) => {
      const [entry] = read(write([{ ugc, fips: [] }])).entries;
      expect(entry?.doubts).toMatchObject([{ rule: 'place-unknown' }]);
    },
  );

  test.each(['Test', 'Exercise', 'System', 'Draft'])('C6: status %s is dropped', (status) => {
    expect(read(write([{ status }])).entries).toEqual([]);
  });

  test.each([
    ['Extreme', 1],
    ['Severe', 1],
    ['Moderate', 0],
    ['Minor', 0],
    ['Unknown', 0],
  ])('of severity %s there are %i', (severity, expected) => {
    expect(read(write([{ severity }])).entries).toHaveLength(expected);
  });

  test('a severity that is none of CAP’s is for an officer', () => {
    const [entry] = read(write([{ severity: 'Apocalyptic' }])).entries;
    expect(entry?.doubts).toMatchObject([{ rule: 'level-unknown' }]);
  });

  test('an operator may follow what is moderate, too', () => {
    const moderate = write([{ severity: 'Moderate' }]);
    expect(read(moderate, { leastSeverity: 'Moderate' }).entries).toHaveLength(1);
  });
});

test('C4: an update and a cancel go by the first alert that they refer to', () => {
  const [first, second, third] = ['first', 'second', 'third'];
  const update = { id: second, msgType: 'Update', follows: [first] };
  const cancel = { id: third, msgType: 'Cancel', follows: [second, first] };
  expect(read(asGeoJson([update])).entries).toMatchObject([{ key: first }]);
  expect(read(asGeoJson([cancel, update])).entries).toMatchObject([
    { key: first, onlyIfKnown: true, content: { relation: { kind: 'cancel' } } },
  ]);
});

test('an alert in one shape has the same key as in the other', () => {
  const keys = Object.values(writers).map((write) => read(write([{}])).entries[0]?.key);
  expect(keys[0]).toBe(keys[1]);
});

test('a day without alerts is a feed with an entry that says so', () => {
  const { entries, unreadable } = read(
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><title>There are no active watches, warnings or advisories</title></entry></feed>',
  );
  expect([entries, unreadable]).toEqual([[], []]);
});

test('what lacks the fields of an alert is unread, and loses nothing else', () => {
  const geoJson = read(
    JSON.stringify({ features: [{ properties: { id: 'odd' } }, null, ...features([{}])] }),
  );
  expect([geoJson.entries.length, geoJson.unreadable.length]).toEqual([1, 2]);
  const atom = read(
    '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>x</id><title>News</title></entry></feed>',
  );
  expect(atom.unreadable).toMatchObject([{ key: 'x' }]);
});

function asGeoJson(alerts: readonly Alert[]): string {
  return JSON.stringify({ type: 'FeatureCollection', features: features(alerts) });
}

function features(alerts: readonly Alert[]): readonly unknown[] {
  return alerts.map(withDefaults).map(({ id, follows, ...alert }) => ({
    type: 'Feature',
    geometry: null,
    properties: {
      id,
      areaDesc: 'Northern counties; Plains',
      geocode: { UGC: alert.ugc, SAME: alert.fips },
      // The newest first, as the service has them.
      references: follows.map((identifier, n) => ({
        identifier,
        sent: `2026-03-0${3 - n}T01:00:00Z`,
      })),
      sent: '2026-03-03T14:00:00-06:00',
      onset: '2026-03-03T15:00:00-06:00',
      expires: '2026-03-03T16:00:00-06:00',
      ends: '2026-03-03T17:00:00-06:00',
      status: alert.status,
      messageType: alert.msgType,
      severity: alert.severity,
      response: alert.response,
      event: 'Storm Warning',
      headline: 'Storm Warning issued March 3 at 2:00PM',
      description: 'Hail as large as eggs.',
      instruction: null,
    },
  }));
}

function withDefaults(alert: Alert): Required<Alert> {
  return {
    id: 'urn:oid:2.49.0.1.840.0.storm.001.1',
    status: 'Actual',
    msgType: 'Alert',
    severity: 'Severe',
    ugc: ['KSZ001'],
    fips: ['020001'],
    follows: [],
    response: 'Shelter',
    ...alert,
  };
}

function asAtom(alerts: readonly Alert[]): string {
  const entries = alerts.map(withDefaults).map(
    ({ id, ...alert }) => `<entry>
      <id>https://api.weather.example/alerts/${id}</id>
      <updated>2026-03-03T14:00:00-06:00</updated>
      <title>Storm Warning issued March 3 at 2:00PM</title>
      <summary>Hail as large as eggs.</summary>
      <cap:event>Storm Warning</cap:event>
      <cap:effective>2026-03-03T14:00:00-06:00</cap:effective>
      <cap:expires>2026-03-03T17:00:00-06:00</cap:expires>
      <cap:status>${alert.status}</cap:status>
      <cap:msgType>${alert.msgType}</cap:msgType>
      <cap:severity>${alert.severity}</cap:severity>
      <cap:areaDesc>Northern counties; Plains</cap:areaDesc>
      <cap:polygon></cap:polygon>
      <cap:geocode>
        <valueName>FIPS6</valueName><value>${alert.fips.join(' ')}</value>
        <valueName>UGC</valueName><value>${alert.ugc.join(' ')}</value>
      </cap:geocode>
    </entry>`,
  );
  return `<feed xmlns="http://www.w3.org/2005/Atom" xmlns:cap="urn:oasis:names:tc:emergency:cap:1.2">${entries.join('')}</feed>`;
}

function read(text: string, options?: unknown): Reading {
  const reading = createNws({ ...settings, options }).read({
    url: settings.url,
    contentType: '',
    body: Buffer.from(text),
    fetchedAt: new Date('2026-03-03T21:00:00Z'),
  });
  for (const { content } of reading.entries) contentSchema.parse({ ...content, issuer: 'us-nws' });
  return reading;
}
