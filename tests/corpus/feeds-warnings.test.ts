import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { currentWords } from '#src/advisory/words.ts';
import { createMeteoalarm } from '#src/sources/meteoalarm/meteoalarm.ts';
import { createNws } from '#src/sources/nws/nws.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

withCorpus('feeds/meteoalarm', (folder) => {
  const url = 'https://feeds.meteoalarm.org/api/v1/warnings/feeds-germany';
  const publisherFrom = (leastAwareness: number) =>
    createMeteoalarm({ sourceId: 'meteoalarm-de', url, options: { leastAwareness } });
  const recorded = async () => ({
    url,
    contentType: 'application/json',
    body: await readFile(join(folder, 'meteoalarm_de.json')),
    fetchedAt: new Date('2026-04-20T22:00:00Z'),
  });

  test('of the four recorded warnings the orange one is followed, in both its languages', async () => {
    const { entries, unreadable } = publisherFrom(3).read(await recorded());
    expect(unreadable).toEqual([]);
    const grave = entries.filter(({ onlyIfKnown }) => onlyIfKnown !== true);
    expect(grave).toMatchObject([
      {
        key: '2.49.0.0.276.0.DWD.PVW.1776668100000.cdf81e0a-b6f1-45c3-808e-9d729efb2aa0.MUL',
        content: {
          language: 'de',
          appliesTo: [{ country: 'DE', region: 'Erzgebirgskreis', level: null }],
          expiresAt: '2026-04-20T16:00:00.000Z',
        },
      },
    ]);
    const content = contentSchema.parse({ ...grave[0]?.content, issuer: 'meteoalarm-de' });
    expect([...currentWords(content).keys()]).toEqual(['de', 'en']);
  });

  test('the recorded end of a warning is an all-clear, under the name of the warning that it ends', async () => {
    const { entries } = publisherFrom(3).read(await recorded());
    expect(entries.filter(({ onlyIfKnown }) => onlyIfKnown === true)).toMatchObject([
      {
        key: '2.49.0.0.276.0.DWD.PVW.1776673620000.e839a672-1b60-44ae-bfe5-a53f369c1e98.MUL',
        content: { relation: { kind: 'all-clear' } },
      },
    ]);
  });

  test('C6: the recorded test message is dropped, however little is followed', async () => {
    const { entries } = publisherFrom(1).read(await recorded());
    expect(entries).toHaveLength(3);
    expect(entries.map(({ key }) => key)).not.toContain('TEST-IDENTIFIER-XYZ');
    expect(entries.flatMap(({ doubts = [] }) => doubts)).toEqual([]);
  });

  test('a recorded list damaged in any way is read or refused, and nothing else happens', async () => {
    const { body, ...document } = await recorded();
    fc.assert(
      fc.property(mutationsOf(body), (mutated) => {
        const entries =
          readsOrRefuses(publisherFrom(1), { ...document, body: mutated })?.entries ?? [];
        expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      }),
      { numRuns: 300 },
    );
  });
});

withCorpus('feeds/nws', (folder) => {
  const url = 'https://api.weather.gov/alerts/active';
  const publisherFrom = (leastSeverity: string) =>
    createNws({ sourceId: 'us-nws', url, options: { leastSeverity } });
  const recorded = async () => ({
    url,
    contentType: 'application/atom+xml',
    body: await readFile(join(folder, 'nws_atom_feed_example.xml')),
    fetchedAt: new Date('2018-08-15T23:00:00Z'),
  });

  test('of 163 recorded alerts 39 are severe, each in a state or territory that is known', async () => {
    const { entries, unreadable } = publisherFrom('Severe').read(await recorded());
    expect(unreadable).toEqual([]);
    expect(entries).toHaveLength(39);
    expect(entries.filter(({ doubts }) => doubts !== undefined)).toEqual([]);
  });

  test('every place of all 163 recorded alerts is known, Guam by its own code', async () => {
    const { entries } = publisherFrom('Unknown').read(await recorded());
    expect(entries).toHaveLength(163);
    expect(entries.filter(({ doubts }) => doubts !== undefined)).toEqual([]);
    const places = entries.flatMap(({ content }) => content.appliesTo);
    const countries = new Set(places.map(({ country }) => country));
    expect(countries).toEqual(new Set(['US', 'GU']));
    expect(new Set(places.map(({ region }) => region)).size).toBeGreaterThan(35);
  });

  test('every recorded alert has an end, a headline and its counties in the words', async () => {
    const { entries } = publisherFrom('Unknown').read(await recorded());
    for (const { content } of entries) {
      expect(content.expiresAt).toMatch(/^2018-08-/);
      expect(content.words['en']?.headline).not.toMatch(/issued|°|\d{1,2}:\d{2}/);
      expect(content.words['en']?.whatHappened).toContain('\n\n');
    }
  });

  test('a recorded list damaged in any way is read or refused, and nothing else happens', async () => {
    const { body, ...document } = await recorded();
    // The beginning of the feed, or each run would take as long as a poll.
    const [head = '', ...further] = body.toString().split('<entry>');
    const few = [head, ...further.slice(0, 4)]
      .join('<entry>')
      .replace(/(<\/feed>)?\s*$/, '</feed>');
    fc.assert(
      fc.property(mutationsOf(Buffer.from(few)), (mutated) => {
        const entries =
          readsOrRefuses(publisherFrom('Unknown'), { ...document, body: mutated })?.entries ?? [];
        expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
      }),
      { numRuns: 300 },
    );
  });
});
