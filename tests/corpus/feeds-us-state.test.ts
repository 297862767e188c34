import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { placeSchema } from '#src/advisory/place.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { createUsState } from '#src/sources/us-state/us-state.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const url = 'https://api.example/advisories';
const publisher = createUsState({ sourceId: 'us-state', url, options: undefined });
const recorded = {
  rss: 'TAsTWs-2026-09-25.trimmed.xml',
  json: 'cadataapi-us-advisories-2026-09-25.trimmed.json',
};

withCorpus('feeds/us-state', (folder) => {
  test.each([
    ['rss', 15],
    ['json', 24],
  ] as const)(
    'every item of the recorded %s lies in a place of ISO 3166 and has a level: %i countries',
    async (form, size) => {
      const { entries, unreadable, isComplete } = await read(folder, form);
      expect(entries).toHaveLength(size);
      expect([unreadable, isComplete]).toEqual([[], true]);
      for (const { content, doubts, changedAt } of entries) {
        expect(content.appliesTo.length).toBeGreaterThan(0);
        expect(content.appliesTo.map((place) => placeSchema.safeParse(place).error)).toEqual(
          content.appliesTo.map(() => undefined),
        );
        expect(content.appliesTo.every(({ level }) => level !== null)).toBe(true);
        expect(doubts).toEqual([]);
        expect(changedAt).toBeDefined();
      }
    },
  );

  test('no two of the recorded entries are on one place', async () => {
    const { entries } = await read(folder, 'json');
    const places = entries.flatMap(({ content }) =>
      content.appliesTo.map(({ country, region = '' }) => `${country} ${region}`),
    );
    expect(new Set(places).size).toBe(places.length);
  });

  test('the recorded three for China, Hong Kong and Macau, and the two besides, are three, at levels 2, 2 and 3', async () => {
    for (const form of ['rss', 'json'] as const) {
      const { entries } = await read(folder, form);
      expect(['CN', 'HK', 'MO'].map((key) => summaryOf(entries, key))).toEqual([
        'CN 2',
        'HK 2',
        'MO 3',
      ]);
    }
  });

  test('the recorded documents disagree on Curaçao alone: two links, twenty days', async () => {
    const readings = [await read(folder, 'json'), await read(folder, 'rss')];
    const merged = publisher.merge?.(readings);
    expect(merged?.entries).toHaveLength(24);
    const doubted = merged?.entries.filter(({ doubts = [] }) => doubts.length > 0) ?? [];
    expect(doubted.map(({ key, doubts }) => [key, doubts?.map(({ rule }) => rule)])).toEqual([
      ['CW', ['documents-disagree']],
    ]);
  });

  test('whatever becomes of a recorded document, it is read or refused', async () => {
    for (const name of Object.values(recorded)) {
      const bytes = await readFile(join(folder, name));
      fc.assert(
        fc.property(mutationsOf(bytes), (body) => {
          const reading = readsOrRefuses(publisher, { url, contentType: '', body });
          const keys = reading?.entries.map(({ key }) => key) ?? [];
          expect(new Set(keys).size).toBe(keys.length);
        }),
        { numRuns: 600 },
      );
    }
  });
});

async function read(folder: string, form: keyof typeof recorded): Promise<Reading> {
  const body = await readFile(join(folder, recorded[form]));
  return publisher.read({ url, contentType: '', body, fetchedAt: new Date('2026-09-25') });
}

function summaryOf(entries: readonly Entry[], key: string): string {
  const places = entries.find((entry) => entry.key === key)?.content.appliesTo ?? [];
  return places.map(({ country, level }) => `${country} ${level}`).join();
}
