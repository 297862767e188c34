import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { currentWords } from '#src/advisory/words.ts';
import { createMeteoalarm } from '#src/sources/meteoalarm/meteoalarm.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';

const settings = { sourceId: 'meteoalarm-no', url: 'https://feeds.meteo.example/warnings/norway' };

describe('a warning of a weather service', () => {
  const [entry] = read([alert({})]).entries;

  test('is an alert for the region that it names, without a level of advice', () => {
    expect(entry).toMatchObject({
      key: 'storm-1',
      changedAt: new Date('2026-03-03T06:00:00Z'),
      content: {
        kind: 'alert',
        status: 'actual',
        language: 'no',
        appliesTo: [
          {
            country: 'NO',
            region: 'NO-03',
            level: null,
            levelWording: 'Awareness level 3 (orange)',
          },
        ],
        effectiveAt: '2026-03-03T06:00:00.000Z',
        eventAt: '2026-03-03T12:00:00.000Z',
        expiresAt: '2026-03-04T00:00:00.000Z',
      },
    });
    expect(entry).not.toHaveProperty('onlyIfKnown');
    expect(entry).not.toHaveProperty('doubts');
  });

  test('is told in every language that the service wrote it in', () => {
    const content = contentSchema.parse({ ...entry?.content, issuer: 'meteoalarm-no' });
    const words = currentWords(content);
    expect([...words.keys()]).toEqual(['no', 'en']);
    expect(words.get('en')).toMatchObject({
      headline: 'Storm on its way',
      whatToDo: { residents: 'Stay inside.' },
      whatHappened: 'Gusts of a hundred.',
    });
  });
});

test.each([
  ['NO003', 'Oslo', 'NO NO-03'],
  ['NO003', 'Oslo (coast)', 'NO Oslo (coast)'],
  ['UK011', 'Orkney & Shetland', 'GB Orkney & Shetland'],
  ['EL30', 'Some Attic town', 'GR Some Attic town'],
  ['XK001', 'The north', 'RS RS-KM'],
  ['NO003', 'NO-99', 'NO Area NO-99'],
  ['NO003', '', 'NO'],
])('the area %s "%s" is %s', (code, areaDesc, expected) => {
  const [entry] = read([alert({ areas: [[code, areaDesc]] })]).entries;
  const [place] = entry?.content.appliesTo ?? [];
  expect([place?.country, place?.region].filter(Boolean).join(' ')).toBe(expected);
});

test('an area whose code no table knows is for an officer', () => {
  const [entry] = read([alert({ areas: [['ZZ001', 'Nowhere']] })]).entries;
  expect(entry?.content.appliesTo).toEqual([]);
  expect(entry?.doubts).toMatchObject([{ rule: 'place-unknown' }]);
});

describe('what is grave enough', () => {
  test.each([
    ['4; red; Extreme', 1],
    ['3; orange; Severe', 1],
    ['2; yellow; Moderate', 0],
    ['1; green; Minor', 0],
  ])('a warning of %s is followed: %i', (awareness, expected) => {
    expect(read([alert({ awareness })]).entries).toHaveLength(expected);
  });

  test('an operator may follow yellow, too', () => {
    const yellow = [alert({ awareness: '2; yellow; Moderate' })];
    expect(read(yellow, { leastAwareness: 2 }).entries).toHaveLength(1);
  });

  test('without an awareness level the severity counts; without either an officer looks', () => {
    expect(read([alert({ awareness: '', severity: 'Moderate' })]).entries).toEqual([]);
    const [entry] = read([alert({ awareness: '', severity: '' })]).entries;
    expect(entry?.doubts).toMatchObject([{ rule: 'level-unknown' }]);
  });

  test('a warning that has become less is told to who knows of it, and to nobody else', () => {
    const [entry] = read([
      alert({ id: 'storm-2', msgType: 'Update', follows: ['storm-1'], awareness: '2; yellow; x' }),
    ]).entries;
    expect(entry).toMatchObject({ key: 'storm-1', onlyIfKnown: true });
  });
});

test.each(['Test', 'Exercise', 'System', 'Draft'])(
  'C6: a message of status %s is dropped',
  (status) => {
    expect(read([alert({ status })]).entries).toEqual([]);
  },
);

test('C6: a test of a cancel takes nothing back', () => {
  const { entries } = read([
    alert({ id: 'end', msgType: 'Cancel', follows: ['storm-1'], status: 'Test' }),
    alert({ id: 'storm-1' }),
  ]);
  expect(entries).toMatchObject([{ key: 'storm-1' }]);
  expect(entries[0]).not.toHaveProperty('onlyIfKnown');
});

describe('C4: messages about one hazard', () => {
  test('an update goes by the name of the first alert, and only the last of them counts', () => {
    const updates = [
      alert({ id: 'storm-3', msgType: 'Update', follows: ['storm-2'] }),
      alert({ id: 'storm-1' }),
      alert({ id: 'storm-2', msgType: 'Update', follows: ['storm-1'] }),
    ];
    const { entries } = read(updates);
    expect(entries.map(({ key }) => key)).toEqual(['storm-1']);
    expect(entries).toEqual(read(updates.toReversed()).entries);
    expect(entries[0]?.stamp).toBe(
      read(updates.slice(0, 1).concat(updates.slice(2))).entries[0]?.stamp,
    );
  });

  test.each([
    ['Cancel', '', 'cancel'],
    ['Cancel', 'AllClear', 'all-clear'],
    ['Update', 'AllClear', 'all-clear'],
  ])(
    'a %s of response "%s" is a %s, for those who know of the alert',
    (msgType, response, kind) => {
      const { entries } = read([
        alert({ id: 'end', msgType, follows: ['storm-1'], response }),
        alert({ id: 'storm-1' }),
      ]);
      expect(entries).toMatchObject([
        { key: 'storm-1', onlyIfKnown: true, content: { relation: { kind } } },
      ]);
      expect(entries[0]?.content.words['en']?.changeNote).toBe('Storm on its way');
    },
  );

  test('an alert that goes on as two loses neither', () => {
    const { entries } = read([
      alert({ id: 'north', msgType: 'Update', follows: ['storm-1'] }),
      alert({ id: 'south', msgType: 'Update', follows: ['storm-1'] }),
      alert({ id: 'storm-1' }),
    ]);
    expect(entries.map(({ key }) => key)).toEqual(['storm-1', 'storm-1/south']);
  });

  test('a reference that names nothing refers to nothing', () => {
    const { entries } = read([alert({ id: 'storm-2', msgType: 'Update', follows: ['', ''] })]);
    expect(entries.map(({ key }) => key)).toEqual(['storm-2']);
  });

  test('messages that refer to each other in a circle are survived', () => {
    const circle = [
      alert({ id: 'a', msgType: 'Update', follows: ['b'] }),
      alert({ id: 'b', msgType: 'Update', follows: ['a'] }),
      alert({ id: 'c', msgType: 'Update', follows: ['a'] }),
    ];
    expect(read(circle).entries).toHaveLength(1);
  });
});

test('C5: a list without warnings is a calm day, and nothing of it says that all is clear', () => {
  expect(read([])).toMatchObject({ entries: [], isComplete: false, follow: [], unreadable: [] });
});

test('one warning in another shape does not lose the others', () => {
  const { entries, unreadable } = read([{ alert: { identifier: 'odd' } }, alert({})]);
  expect(entries).toHaveLength(1);
  expect(unreadable).toEqual([
    { key: undefined, reason: expect.stringMatching(/^expected a warning .* at alert/) },
  ]);
});

test.each(['', '[]', '{}', '{"warnings":{}}', '<html><body>503</body></html>'])(
  'a document "%s" is refused',
  (text) => {
    expect(() => readText(text, undefined)).toThrow(
      expect.objectContaining({ code: 'SOURCE_UNREADABLE' }),
    );
  },
);

test('an awareness level that there is none of is refused in configuration', () => {
  expect(() => read([], { leastAwareness: 5 })).toThrow(/meteoalarm-no[^]*leastAwareness/);
});

interface Alert {
  readonly id?: string;
  readonly status?: string;
  readonly msgType?: string;
  readonly follows?: readonly string[];
  readonly awareness?: string;
  readonly severity?: string;
  readonly response?: string;
  readonly areas?: readonly (readonly [string, string])[];
}

function alert({ id = 'storm-1', follows = [], ...given }: Alert) {
  const info = (language: string, words: Record<string, string>) => ({
    ...words,
    language,
    event: 'storm',
    onset: '2026-03-03T13:00:00+01:00',
    expires: '2026-03-04T01:00:00+01:00',
    severity: given.severity ?? 'Severe',
    ...(given.response === undefined ? {} : { responseType: [given.response] }),
    parameter: [
      { valueName: 'awareness_type', value: '1; Wind' },
      { valueName: 'awareness_level', value: given.awareness ?? '3; orange; Severe' },
    ],
    area: (given.areas ?? [['NO003', 'Oslo']]).map(([value, areaDesc]) => ({
      areaDesc,
      geocode: [{ valueName: 'EMMA_ID', value }],
    })),
  });
  return {
    uuid: `uuid of ${id}`,
    alert: {
      identifier: id,
      sender: 'met@meteo.example',
      sent: '2026-03-03T07:00:00+01:00',
      status: given.status ?? 'Actual',
      msgType: given.msgType ?? 'Alert',
      scope: 'Public',
      references: follows
        .map((one) => `met@meteo.example,${one},2026-03-03T05:00:00+01:00`)
        .join(' '),
      info: [
        info('no-NO', {
          headline: 'Storm på vei',
          description: 'Vindkast på hundre.',
          instruction: 'Hold deg inne.',
        }),
        info('en', {
          headline: 'Storm on its way',
          description: 'Gusts of a hundred.',
          instruction: 'Stay inside.',
        }),
      ],
    },
  };
}

function read(warnings: readonly unknown[], options?: unknown): Reading {
  const reading = readText(JSON.stringify({ warnings }), options);
  for (const { content } of reading.entries satisfies readonly Entry[]) {
    contentSchema.parse({ ...content, issuer: 'meteoalarm-no' });
  }
  return reading;
}

function readText(text: string, options: unknown): Reading {
  return createMeteoalarm({ ...settings, options }).read({
    url: settings.url,
    contentType: 'application/json',
    body: Buffer.from(text),
    fetchedAt: new Date('2026-03-03T09:00:00Z'),
  });
}
