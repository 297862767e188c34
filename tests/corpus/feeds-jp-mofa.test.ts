import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createJpMofa } from '#src/sources/jp-mofa/jp-mofa.ts';
import type { Entry, Reading } from '#src/sources/publisher.ts';
import { withCorpus } from '#tests/support/corpora.ts';

const host = 'https://www.ezairyu.mofa.go.jp/opendata/area/newarrivalL.xml';

withCorpus('feeds/jp-mofa', (folder) => {
  describe('Japan, as recorded', () => {
    test('of 171 mails the four are taken that are not from embassies about their daily business', async () => {
      const all = await readAll(folder, {});
      expect(all.map(entriesOf).map((found) => found.map(({ key }) => key))).toEqual([
        ['163248', '2026C018'],
        ['164083'],
        ['T40:0051'],
      ]);
    });

    test('each of them is followed to its full text on the same host, and known without it', async () => {
      const followed = (await readAll(folder, {})).flatMap(({ follow }) => follow);
      expect(followed).toHaveLength(4);
      for (const { url, entry } of followed) {
        expect(url).toMatch(/^https:\/\/www\.ezairyu\.mofa\.go\.jp\/opendata\/mail\/\w+A\.xml$/);
        expect(contentSchema.safeParse({ ...entry?.content, issuer: 'jp-mofa' }).success).toBe(
          true,
        );
      }
    });

    test('every country of every mail has its place; mails without a country go to an officer', async () => {
      const all = await readAll(folder, { skip: [], depth: 'light' });
      const entries = all.flatMap(entriesOf);
      expect(entries).toHaveLength(171);
      const unplaced = entries.filter(({ doubts = [] }) => doubts.length > 0);
      expect(unplaced.map(({ content }) => content.appliesTo)).toEqual(unplaced.map(() => []));
      expect(unplaced).toHaveLength(5);
      const wordings = unplaced.flatMap(({ doubts = [] }) => doubts.map(({ wording }) => wording));
      expect(new Set(wordings)).toEqual(new Set(['The mail names no country.']));
      expect(all.flatMap(({ unreadable }) => unreadable)).toEqual([]);
    });

    test('what is said of Peru has the levels of its flags: parts at the highest, the whole unrated', async () => {
      const [peru] = (await readAll(folder, {})).flatMap(entriesOf).slice(3);
      expect(
        peru?.content.appliesTo.map(({ country, region, level }) => [country, region, level]),
      ).toEqual([
        ['PE', undefined, null],
        ['PE', '一部の地域', 4],
      ]);
      expect(peru?.content.words['ja']?.changeNote).toBe('危険レベル継続');
      expect(peru?.content.effectiveAt).toBe('2026-03-30T15:00:00.000Z');
    });
  });
});

function entriesOf({ entries, follow }: Reading): readonly Entry[] {
  return [...entries, ...follow.flatMap(({ entry }) => entry ?? [])];
}

async function readAll(folder: string, options: unknown): Promise<readonly Reading[]> {
  const { read } = createJpMofa({ sourceId: 'jp-mofa', url: host, options });
  const names = (await readdir(folder)).toSorted();
  const bodies = await Promise.all(names.map((name) => readFile(join(folder, name))));
  const fetchedAt = new Date('2026-04-04T00:00:00Z');
  return bodies.map((body) => read({ url: host, contentType: 'application/xml', body, fetchedAt }));
}
