import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { anyRevision } from '#tests/support/any-revision.ts';
import { outlineOf } from '#tests/support/cap.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { everySort, languages } from '#tests/support/every-message.ts';
import { jingComplaints } from '#tests/support/jing.ts';
import { hasJava } from '#tests/support/nu-html-checker.ts';
import { aVoice } from '#tests/support/voice.ts';

const voice = aVoice();
const now = new Date('2025-07-05T00:00:00Z');

withCorpus('cap/schema', (folder) => {
  const schema = join(folder, 'atom_rfc4287.rng');

  test.skipIf(!hasJava)(
    'C3 · Atom’s own grammar finds nothing in the news and the CAP index, whatever was published (skipped without java on the PATH)',
    async () => {
      const usual = everySort(voice).map(({ revision }) => revision);
      const odd = fc.sample(anyRevision, 200);
      const feeds = [[], usual, odd].flatMap((revisions) => [
        ...languages.map((language) => voice.atomFeed({ revisions, language, now })),
        voice.atomFeed({ revisions, language: 'en', country: 'ML', now }),
        voice.capIndex({ outlines: revisions.map(outlineOf), changedAt: undefined, now }),
        voice.capIndex({ outlines: revisions.map(outlineOf), changedAt: now, country: 'ML', now }),
      ]);
      expect(await jingComplaints(schema, feeds)).toEqual([]);
      const planted = feeds.map((feed) => feed.replace('<author>', '<autor/><author>'));
      expect(await jingComplaints(schema, planted.slice(0, 1))).toEqual([
        expect.stringMatching(/^\/0\.xml:.*autor/),
      ]);
    },
    600_000,
  );
});
