import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createAuSmartraveller } from '#src/sources/au-smartraveller/au-smartraveller.ts';
import { withCorpus } from '#tests/support/corpora.ts';

const url = 'https://www.smartraveller.gov.au/destinations-export';

withCorpus('feeds/au-smartraveller', (folder) => {
  describe('Australia, as recorded', () => {
    test('all 179 destinations have their place, one each; the row for what has no advice is none', async () => {
      const { entries, unreadable, isComplete } = await readRecorded(folder);
      expect(entries).toHaveLength(179);
      expect(isComplete).toBe(true);
      expect(unreadable).toEqual([]);
      expect(entries.filter(({ content }) => content.appliesTo.length === 0)).toEqual([]);
      expect(entries.flatMap(({ doubts }) => doubts)).toEqual([]);
    });

    test('levels are as many as the publisher gives of each', async () => {
      const { entries } = await readRecorded(folder);
      const levels = entries.map(({ content }) => content.appliesTo[0]?.level);
      expect([1, 2, 3, 4].map((level) => levels.filter((it) => it === level).length)).toEqual([
        65, 74, 11, 29,
      ]);
    });

    test('parts of a country have the levels of their headings', async () => {
      const { entries } = await readRecorded(folder);
      const partsOf = (key: string) =>
        entries
          .find((entry) => entry.key === key)
          ?.content.appliesTo.map(({ region, level }) => [region, level]);
      expect(partsOf('DZ')?.[1]).toEqual(['parts of Algeria', 4]);
      expect(partsOf('CM')).toEqual([
        [undefined, 2],
        ['parts of Cameroon', 4],
        ['parts of Cameroon', 3],
      ]);
      expect(partsOf('TD')?.[1]).toEqual(['parts of Chad', 3]);
      expect(partsOf('RS-KM')?.map(([region]) => region)).toEqual(['RS-KM', 'RS-KM']);
    });

    test('every content is one of ours, without what is left of entities', async () => {
      for (const { content } of (await readRecorded(folder)).entries) {
        expect(contentSchema.safeParse({ ...content, issuer: 'au' }).error).toBeUndefined();
        expect(JSON.stringify(content.words)).not.toMatch(/&(?:#?\w+;|\*\*)|\*\*/);
      }
    });

    test('times without a zone are those of Sydney, in summer and in winter time', async () => {
      const { entries } = await readRecorded(folder);
      const changed = (key: string) =>
        entries.find((entry) => entry.key === key)?.changedAt?.toISOString();
      expect(changed('ML')).toBe('2026-03-02T09:42:00.000Z');
      expect(changed('LB')).toBe('2026-04-09T05:37:00.000Z');
    });
  });
});

async function readRecorded(folder: string) {
  const body = await readFile(join(folder, 'destinations-export-2026.json'));
  const { read } = createAuSmartraveller({ sourceId: 'au', url, options: undefined });
  const fetchedAt = new Date('2026-04-10T00:00:00Z');
  return read({ url, contentType: 'application/json', body, fetchedAt });
}
