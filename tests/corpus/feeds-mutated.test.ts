import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { createAuSmartraveller } from '#src/sources/au-smartraveller/au-smartraveller.ts';
import { createGdacs } from '#src/sources/gdacs/gdacs.ts';
import { createJpMofa } from '#src/sources/jp-mofa/jp-mofa.ts';
import type { CreatePublisher } from '#src/sources/publisher.ts';
import { createUsgs } from '#src/sources/usgs/usgs.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const publishers: readonly (readonly [id: string, create: CreatePublisher])[] = [
  ['au-smartraveller', createAuSmartraveller],
  ['gdacs', createGdacs],
  ['jp-mofa', createJpMofa],
  ['usgs', createUsgs],
];

describe.each(publishers)('%s', (id, create) => {
  withCorpus(`feeds/${id}`, (folder) => {
    test('C5 whatever becomes of a recorded document on its way, it is read or refused', async () => {
      const names = await readdir(folder);
      expect(names).not.toEqual([]);
      const url = 'https://feed.example/feed';
      const publisher = create({ sourceId: id, url, options: undefined });
      for (const name of names) {
        const bytes = await readFile(join(folder, name));
        const mutations = fc.property(mutationsOf(bytes), (body) => {
          readsOrRefuses(publisher, { url, contentType: '', body });
        });
        fc.assert(mutations, { numRuns: 40 });
      }
    });
  });
});
