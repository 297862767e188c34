import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createFeed } from '#src/sources/feed/publisher.ts';
import { readFeed } from '#src/sources/feed/read-feed.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

/** Recorded feeds of every kind, with the items that they list. */
const recorded = [
  ['feeds/gdacs/rss-gdacs-1.xml', 4],
  ['feeds/us-state/TAsTWs-2026-09-25.trimmed.xml', 17],
  ['feeds/imd-cap/imd-cap-index-2026-09-03.xml', 3],
  ['feeds/nws/nws_atom_feed_example.xml', 163],
  ['cap/feeds/ok-ny_index.rss', 2],
  ['cap/feeds/ok-weather_index.atom', 2],
  ['cap/feeds/ok-earthquake_index.atom', 1],
  ['cap/feeds/ok-empty_weather_index.atom', 0],
] as const;

withCorpus('', (folder) => {
  describe.each(recorded)('%s', (name, count) => {
    const url = 'https://publisher.example/feed';
    const document = async () => ({
      url,
      contentType: 'application/xml',
      body: await readFile(join(folder, name)),
      fetchedAt: new Date('2026-09-25T16:00:00Z'),
    });

    test('every item is read with an id of its own, a title, a link and a date', async () => {
      const { items, unreadable } = readFeed(await document());
      expect([items.length, unreadable]).toEqual([count, 0]);
      expect(new Set(items.map(({ id }) => id)).size).toBe(count);
      expect(items.filter((item) => item.title === '' || item.url === undefined)).toEqual([]);
      expect(items.filter((item) => (item.updatedAt ?? item.publishedAt) === undefined)).toEqual(
        [],
      );
    });

    test('damaged in any way it is read or refused, and nothing else happens', async () => {
      const { body, ...rest } = await document();
      // The beginning of a long feed, or each run would take as long as a poll.
      const text = body.toString();
      const end = /<\/(?:rss|feed)>\s*$/.exec(text)?.[0] ?? '';
      const short =
        text.length < 60_000 ? text : text.slice(0, 20_000).replace(/<[^>]*$/, '') + end;
      const publisher = createFeed({
        sourceId: 'xx',
        url,
        options: {
          key: 'country',
          country: { from: 'title', pattern: '^(.+?)(?: - |$)', names: 'english' },
          level: { from: 'title', pattern: '(level \\d)', values: { 'level 4': 4, 'level 1': 1 } },
        },
      });
      fc.assert(
        fc.property(mutationsOf(Buffer.from(short)), (mutated) => {
          const entries = readsOrRefuses(publisher, { ...rest, body: mutated })?.entries ?? [];
          expect(new Set(entries.map(({ key }) => key)).size).toBe(entries.length);
        }),
        { numRuns: 60 },
      );
    });
  });
});

withCorpus('feeds/us-state/TAsTWs-2026-09-25.trimmed.xml', (path) => {
  test('the recorded American feed could be followed by configuration alone', async () => {
    const publisher = createFeed({
      sourceId: 'us-by-mapping',
      url: 'https://travel.state.gov/_res/rss/TAsTWs.xml',
      options: {
        kind: 'travel-advice',
        list: 'complete',
        key: 'country',
        country: {
          from: 'title',
          pattern: '^(.+?)(?: travel advisory)? - (?:see summaries - )?level \\d',
          names: 'english',
        },
        level: {
          from: 'category',
          scheme: 'Threat-Level',
          values: {
            'Level 1: Exercise Normal Precautions': 1,
            'Level 2: Exercise Increased Caution': 2,
            'Level 3: Reconsider Travel': 3,
            'Level 4: Do Not Travel': 4,
          },
        },
      },
    });
    const { entries } = publisher.read({
      url: 'https://travel.state.gov/_res/rss/TAsTWs.xml',
      contentType: 'application/rss+xml',
      body: await readFile(path),
      fetchedAt: new Date('2026-09-25T16:00:00Z'),
    });
    const levels = entries.flatMap(({ content }) =>
      content.appliesTo.map(({ country, region, level }) => `${region ?? country} ${level}`),
    );
    expect(levels.join(', ')).toBe(
      'JP 1, AF 4, MX 2, MO 3, CW 1, HK 2, West Bank 3, Gaza Strip 4, BS 2, FM 1, MM 4, BM 1, CI 2, CN 3, HK 3, MO 3, KN 1',
    );
    const doubts = entries.flatMap(({ key, doubts: all = [] }) =>
      all.map(({ rule }) => [key, rule]),
    );
    expect(doubts).toEqual([['CN+HK+MO', 'listed-twice']]);
  });
});
