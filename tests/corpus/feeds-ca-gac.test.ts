import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { currentWords } from '#src/advisory/words.ts';
import { createCaGac } from '#src/sources/ca-gac/ca-gac.ts';
import { placesNamed } from '#src/sources/english-names.ts';
import type { Entry } from '#src/sources/publisher.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const url = 'https://data.example/travel/index-alpha-eng.json';
const publisher = createCaGac({ sourceId: 'ca-gac', url, options: undefined });
const recorded = 'index-alpha-eng-2014-10-02.json';

withCorpus('feeds/ca-gac', (folder) => {
  test('every country of the recorded index has its places, its level and both languages', async () => {
    const entries = await entriesOf(folder);
    expect(entries).toHaveLength(229);
    for (const { content, doubts, changedAt } of entries) {
      const whole = contentSchema.parse({ ...content, issuer: 'ca-gac' });
      expect(whole.appliesTo[0]?.level).toBeGreaterThan(0);
      expect([...currentWords(whole).keys()]).toEqual(['en', 'fr']);
      expect([doubts, changedAt?.getUTCFullYear()]).toEqual([[], expect.any(Number)]);
    }
  });

  test('a key lies where the table of names has the name beside it', async () => {
    const names = await namesIn(folder);
    const compared = (await entriesOf(folder)).map(({ key, content }) => {
      const [{ country, region } = { country: '' }] = content.appliesTo;
      const named = placesNamed(names.get(key) ?? '');
      const ours = JSON.stringify([region === undefined ? { country } : { country, region }]);
      return { key, isKnown: named !== undefined, isSame: JSON.stringify(named) === ours };
    });
    expect(compared.filter(({ isKnown }) => !isKnown)).toEqual([]);
    // The page named after the largest of the three islands is for all of them; the other is for two countries.
    const apart = compared.filter(({ isSame }) => !isSame).map(({ key }) => key);
    expect(apart).toEqual(['BQ', 'IL']);
  });

  test('the recorded states are 107 times level 1, 97 times 2, 13 times 3 and 12 times 4, 57 with regional advisories', async () => {
    const entries = await entriesOf(folder);
    const counted = Map.groupBy(entries, ({ content }) => Number(content.appliesTo[0]?.level));
    expect([1, 2, 3, 4].map((level) => counted.get(level)?.length)).toEqual([107, 97, 13, 12]);
    const regional = entries.filter(({ content }) =>
      content.appliesTo.some(({ level }) => level === null),
    );
    expect(regional).toHaveLength(57);
  });

  test('no entity and no markup is left in the recorded words', async () => {
    for (const { content } of await entriesOf(folder)) {
      expect(JSON.stringify(content.words)).not.toMatch(/&(?:[a-z]+|#\d+);|<\/?[a-z]/i);
    }
  });

  test('whatever becomes of the recorded index, it is read or refused', async () => {
    const bytes = await readFile(join(folder, recorded));
    fc.assert(
      fc.property(mutationsOf(bytes), (body) => {
        const reading = readsOrRefuses(publisher, { url, contentType: '', body });
        const keys = reading?.follow.map(({ key }) => key) ?? [];
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 150 },
    );
  });
});

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  const body = await readFile(join(folder, recorded));
  const { follow } = publisher.read({ url, contentType: '', body, fetchedAt: new Date(0) });
  return follow.flatMap(({ entry }) => entry ?? []);
}

async function namesIn(folder: string): Promise<ReadonlyMap<string, string>> {
  const document = JSON.parse(await readFile(join(folder, recorded), 'utf8'));
  return new Map(Object.keys(document.data).map((key) => [key, document.data[key].eng.name]));
}
