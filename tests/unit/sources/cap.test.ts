import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createCap } from '#src/sources/cap/cap.ts';
import { createMessageThreads, inThreads } from '#src/sources/message-threads.ts';
import type { Reading } from '#src/sources/publisher.ts';
import { capInfoXml, capXml } from '#tests/support/cap-alert.ts';

const settings = { sourceId: 'is-met', url: 'https://met.example/cap' };
const at = (hour: number) => `2026-03-01T${String(hour).padStart(2, '0')}:00:00-00:00`;
const refer = (n: number) => `storms@met.example,storm-${n},${at(n)}`;
const numbered = (n: number, parts: Parameters<typeof capXml>[0] = {}) =>
  capXml({ identifier: `storm-${n}`, sent: at(n), ...parts });

function reader(options: unknown = {}) {
  const publisher = inThreads(createCap({ ...settings, options }), createMessageThreads());
  return (xml: string): Reading => {
    const reading = publisher.read({
      url: settings.url,
      contentType: 'application/cap+xml',
      body: Buffer.from(xml),
      fetchedAt: new Date('2026-03-01T13:00:00Z'),
    });
    // What is made of it can be kept.
    for (const { content } of reading.entries)
      contentSchema.parse({ ...content, issuer: 'is-met' });
    return reading;
  };
}
const read = (xml: string, options?: unknown) => reader(options)(xml);

const polygon = (corners: string) =>
  `<area><areaDesc>Lowlands</areaDesc><polygon>${corners}</polygon></area>`;
const code = (name: string, value: string) =>
  `<area><areaDesc>Lowlands</areaDesc><geocode><valueName>${name}</valueName><value>${value}</value></geocode></area>`;
const placesOf = (areas: string, options?: unknown) =>
  read(capXml({ infos: [capInfoXml({ areas })] }), options).entries.map(({ content }) =>
    content.appliesTo.map(({ country, region = '' }) => `${country} ${region}`.trim()).join(', '),
  )[0];

const area = (name: string) => `<area><areaDesc>${name}</areaDesc></area>`;
const district = (n: number) =>
  capXml({
    identifier: `1234_${n}`,
    infos: [capInfoXml({ areas: `<area><areaDesc>District ${n}</areaDesc></area>` })],
  });

describe('a CAP message as an advisory', () => {
  test('an alert in two languages is one entry with both, unrated, where its code says', () => {
    const icelandic = capInfoXml({ language: 'is-IS', headline: 'Stormur' });
    const { entries, isComplete } = read(
      capXml({ infos: [capInfoXml({ expires: at(20) }), icelandic] }),
    );
    expect(isComplete).toBe(false);
    expect(entries).toMatchObject([
      {
        key: 'storms@met.example,storm-1,2026-03-01T12:00:00.000Z',
        changedAt: new Date('2026-03-01T12:00:00Z'),
        content: {
          kind: 'alert',
          status: 'actual',
          language: 'en',
          categories: ['Met'],
          appliesTo: [{ country: 'IS', level: null, levelWording: 'Severe' }],
          expiresAt: '2026-03-01T20:00:00.000Z',
          words: {
            en: {
              headline: 'Storm from the west',
              whatHappened: 'Gusts of 120 km/h.',
              whatToDo: { residents: 'Stay indoors.' },
            },
            is: { headline: 'Stormur' },
          },
        },
      },
    ]);
    expect(entries[0]).not.toHaveProperty('doubts');
  });

  test('the language that the configuration names comes first', () => {
    const infos = [capInfoXml({ language: 'is' }), capInfoXml({ language: 'en-GB' })];
    expect(read(capXml({ infos }), { language: 'en' }).entries[0]?.content.language).toBe('en');
  });

  test.each(['Exercise', 'System', 'Test', 'Draft'])(
    'C6 · a message of status %s is told to nobody',
    (status) => {
      expect(read(capXml({ status })).entries).toEqual([]);
    },
  );

  test.each(['Ack', 'Error'])('%s is about messages, not about dangers', (msgType) => {
    expect(read(capXml({ msgType, references: 'a,b,2026-01-01T00:00:00-00:00' })).entries).toEqual(
      [],
    );
  });

  test('what ran out before it was fetched is not said any more', () => {
    expect(read(capXml({ infos: [capInfoXml({ expires: at(12) })] })).entries).toEqual([]);
  });

  test('a message that was not meant for the public goes to an officer', () => {
    const xml = capXml({ scope: 'Private' }).replace(
      '</scope>',
      '</scope><addresses>a b</addresses>',
    );
    expect(read(xml).entries[0]?.doubts).toMatchObject([{ rule: 'alert-refused' }]);
  });

  test('markup and characters that turn writing round are not shown', () => {
    const infos = [
      capInfoXml({ description: '&lt;b&gt;Gusts&lt;/b&gt; of \u202B120\u202C km/h.' }),
    ];
    const [entry] = read(capXml({ infos })).entries;
    expect(entry?.content.words['en']?.whatHappened).toBe('Gusts of 120 km/h.');
  });

  test('what is less severe than the configuration asks for is told only to whom it was told before', () => {
    const infos = [capInfoXml({ severity: 'Minor' })];
    const options = { leastSeverity: 'Severe' };
    expect(read(numbered(1, { infos }), options).entries).toEqual([]);
    const update = numbered(2, { infos, msgType: 'Update', references: refer(1) });
    expect(read(update, options).entries).toMatchObject([{ onlyIfKnown: true }]);
  });
});

describe('C4 · messages about one thing stand under one key', () => {
  const first = 'storms@met.example,storm-1,2026-03-01T01:00:00.000Z';

  test('update and cancel, each in a document of its own', () => {
    const keys = [
      numbered(1),
      numbered(2, { msgType: 'Update', references: refer(1) }),
      numbered(3, { msgType: 'Cancel', references: `${refer(1)} ${refer(2)}` }),
    ].flatMap((xml) => read(xml).entries.map(({ key }) => key));
    expect(keys).toEqual([first, first, first]);
  });

  test('a cancel that refers to the update only, where the update was read before', () => {
    const readNext = reader();
    readNext(numbered(2, { msgType: 'Update', references: refer(1) }));
    const [cancel] = readNext(
      numbered(3, { msgType: 'Cancel', references: refer(2), infos: [] }),
    ).entries;
    expect(cancel).toMatchObject({
      key: first,
      onlyIfKnown: true,
      content: { relation: { kind: 'cancel' } },
    });
  });

  test('a cancel without words has those of what it cancels, where the list still has it', () => {
    const cancel = numbered(2, { msgType: 'Cancel', references: refer(1), infos: [] });
    const { entries } = read(atom(embedded(cancel), embedded(numbered(1))));
    expect(entries).toHaveLength(1);
    expect(entries[0]?.content).toMatchObject({
      relation: { kind: 'cancel' },
      words: { en: { headline: 'Storm from the west' } },
    });
  });

  test('an all-clear says so, and leaves to an officer what still holds', () => {
    const infos = [capInfoXml({ responseType: 'AllClear' })];
    const [entry] = read(numbered(2, { msgType: 'Update', references: refer(1), infos })).entries;
    expect(entry?.content.relation).toMatchObject({ kind: 'all-clear' });
    expect(entry?.content.words['en']?.stillHolds).toBeUndefined();
  });
});

describe('where an alert holds', () => {
  test.each([
    [
      'a shape: the country, and the name of the area',
      polygon('52,20 52,21 53,21 53,20 52,20'),
      'PL Lowlands',
    ],
    [
      'a circle of no size',
      '<area><areaDesc>Here</areaDesc><circle>64.1,-21.9 0</circle></area>',
      'IS Here',
    ],
    [
      'a shape over a border',
      polygon('47,15 47,17 49,17 49,15 47,15'),
      'AT Lowlands, CZ Lowlands, HU Lowlands',
    ],
    [
      'small islands in a wide sea',
      polygon('-12,44 -12,48 -8,48 -8,44 -12,44'),
      'SC Lowlands, KM Lowlands, TF Lowlands',
    ],
    ['over the date line', polygon('-20,177 -20,-178 -16,-178 -16,177 -20,177'), 'FJ Lowlands'],
    ['Kosovo', polygon('42.5,20.8 42.5,21 42.7,21 42.7,20.8 42.5,20.8'), 'RS RS-KM'],
    [
      'Western Sahara, on either side of the berm',
      polygon('26,-13.5 26,-10 27,-10 27,-13.5 26,-13.5'),
      'EH Lowlands',
    ],
    ['Crimea', polygon('45,34 45,34.5 45.2,34.5 45.2,34 45,34'), 'UA UA-43'],
    ['a region by its code', code('ISO 3166-2', 'AU-NSW'), 'AU AU-NSW'],
    ['a country by its code', code('ISO3166-1', 'FR'), 'FR'],
    ['a zone of the US weather service', code('UGC', 'KSZ001'), 'US US-KS'],
    ['a county of the United States', code('SAME', '041005'), 'US US-OR'],
    ['a place in Canada', code('profile:CAP-CP:Location:0.3', '4716053'), 'CA CA-SK'],
    ['a European area', code('EMMA_ID', 'EL001'), 'GR Lowlands'],
    ['a European area in Kosovo', code('EMMA_ID', 'XK001'), 'RS RS-KM'],
  ])('%s', (_, areas, expected) => {
    const places = placesOf(areas)?.split(', ').toSorted();
    expect(places).toEqual(expected.split(', ').toSorted());
  });

  test('a national service warns of its own country, whatever its shapes touch beyond', () => {
    const overTheBorder = polygon('47,15 47,17 49,17 49,15 47,15');
    expect(placesOf(overTheBorder, { country: 'AT' })).toBe('AT Lowlands');
  });

  test('without shapes and codes it is the configured country, and its region where the name is one', () => {
    expect(placesOf(area('Odisha'), { country: 'IN' })).toBe('IN IN-OD');
    expect(placesOf(area('The coast'), { country: 'IN' })).toBe('IN The coast');
  });

  test('a list has no end of shapes: what is not looked at any more is for an officer', () => {
    const alerts = [1, 2, 3].map((n) => [capInfoXml({ areas: squares(250, n) })]);
    const messages = alerts.map((infos, n) => embedded(numbered(n + 1, { infos })));
    const { entries } = read(atom(...messages), { country: 'PL' });
    expect(entries.map(({ doubts }) => doubts?.[0]?.rule)).toEqual([
      undefined,
      undefined,
      'place-unknown',
    ]);
  });

  test.each([
    ['an area of which nothing is known', '<area><areaDesc>Somewhere</areaDesc></area>'],
    ['no area', ''],
    ['the open sea', polygon('-45,-120 -45,-119 -44,-119 -44,-120 -45,-120')],
    ['a code that is none', code('ISO 3166-2', 'AU-XYZ')],
  ])('%s is never guessed: an officer is asked', (_, areas) => {
    const [entry] = read(capXml({ infos: [capInfoXml({ areas })] })).entries;
    expect(entry?.content.appliesTo).toEqual([]);
    expect(entry?.doubts).toMatchObject([{ rule: 'place-unknown' }]);
  });
});

describe('lists of alerts', () => {
  test('links are followed the oldest first, and each document says its own thread', () => {
    const { entries, follow } = read(atom(linked('b', 2), linked('a', 1)));
    expect(entries).toEqual([]);
    expect(follow.map(({ url }) => url)).toEqual([
      'https://met.example/a',
      'https://met.example/b',
    ]);
    expect(follow.every(({ holdsItsOwnKeys }) => holdsItsOwnKeys)).toBe(true);
  });

  test('one broken item hides none of the others, and is not dropped unsaid', () => {
    const bad = embedded(numbered(2).replace('<scope>Public</scope>', ''));
    const { entries, unreadable } = read(atom(embedded(numbered(1)), bad, linked('a', 1)));
    expect(entries.map(({ doubts }) => doubts?.[0]?.rule)).toEqual([undefined, 'alert-refused']);
    expect(unreadable).toMatchObject([{ reason: expect.stringContaining('<scope>') }]);
  });

  test('a refused alert stands under a key of its own: a forged one must not replace the true one', () => {
    const forged = numbered(1).replace('Stay indoors.', 'Go out\u202E.');
    const [entry] = read(forged).entries;
    expect(entry?.key).toMatch(/^refused /);
    expect(entry?.doubts).toMatchObject([{ wording: expect.stringContaining('(security)') }]);
  });

  test('C6 · a refused test is not shown even to an officer', () => {
    const { entries } = read(numbered(1, { status: 'Test', scope: 'Nobody' }));
    expect(entries).toEqual([]);
  });

  test('one alert for many districts is one, for the country', () => {
    const options = { country: 'IN', fansOut: true };
    const { entries } = read(atom(embedded(district(1)), embedded(district(2))), options);
    expect(entries).toMatchObject([{ content: { appliesTo: [{ country: 'IN' }] } }]);
    expect(entries[0]?.content.appliesTo[0]).not.toHaveProperty('region');
    const alone = [1, 2].flatMap((n) => read(district(n), options).entries);
    expect(alone[0]).toEqual(alone[1]);
  });

  test.each([
    ['an error page', '<html><body>Down</body></html>'],
    ['nothing', ''],
    ['entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
  ])('%s is no list of alerts: the source is unreadable, not empty', (_, xml) => {
    const said = () => {
      const { entries, unreadable } = read(xml);
      if (entries.length === 0 && unreadable.length > 0) throw new Error('all of it unreadable');
    };
    expect(said).toThrow(/unreadable|expected/);
  });
});

test('options that cannot be used say which', () => {
  expect(() => createCap({ ...settings, options: { keys: ['secret'] } })).toThrow(/keys/);
  expect(() => createCap({ ...settings, options: { country: 'XX' } })).toThrow(/country/);
});

function atom(...entries: readonly string[]): string {
  return `<feed xmlns="http://www.w3.org/2005/Atom"><id>urn:x</id><title>Storms</title><updated>2026-03-01T12:00:00Z</updated>${entries.join('')}</feed>`;
}

function embedded(alert: string): string {
  return `<entry><id>urn:e</id><title>Storm</title><updated>2026-03-01T12:00:00Z</updated><content type="text/xml">${alert}</content></entry>`;
}

/** Small ones in Poland, none twice. */
function squares(many: number, row: number): string {
  const [south, north] = [52 + row / 100, 52 + row / 100 + 0.005];
  return Array.from({ length: many }, (_, n) => {
    const [west, east] = [20 + n / 100, 20 + n / 100 + 0.005];
    return polygon(`${south},${west} ${south},${east} ${north},${east} ${south},${west}`);
  }).join('');
}

function linked(name: string, hour: number): string {
  return `<entry><id>urn:${name}</id><title>Storm</title><updated>2026-03-01T0${hour}:00:00Z</updated><link type="application/cap+xml" href="/${name}"/></entry>`;
}
