import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { memoryPages, validateXML } from 'xmllint-wasm';

import { anyRevision } from '#tests/support/any-revision.ts';
import { capCall } from '#tests/support/cap-calls.ts';
import { capOf } from '#tests/support/cap.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { everySort, languages } from '#tests/support/every-message.ts';
import { aVoice } from '#tests/support/voice.ts';

withCorpus('cap/schema', (folder) => {
  describe.each(['cap12.xsd', 'CAP-v1.2-wmo.xsd'])('C3 · %s', (name) => {
    const schema = readFileSync(join(folder, name), 'utf8');

    test('xmllint finds nothing in any sort of message, as a first and as a later one', async () => {
      const sorts = everySort(aVoice());
      const written = sorts.flatMap(({ name: sort, revision }) =>
        [1, 3].map((number) => [`${sort} ${number}`, capOf({ ...revision, number })] as const),
      );
      const everything = written.map(([, xml]) => xml).join('');
      for (const language of languages)
        expect(everything).toContain(`<language>${language}</language>`);
      for (const type of ['Alert', 'Update', 'Cancel'])
        expect(everything).toContain(`<msgType>${type}</msgType>`);
      expect(await complaints(schema, written)).toEqual([]);
    });

    test('xmllint finds nothing whatever a message says', async () => {
      const some = fc.array(anyRevision, { minLength: 10, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(some, async (revisions) => {
          const written = revisions.map((one, index) => [`${index}`, capOf(one)] as const);
          expect(await complaints(schema, written)).toEqual([]);
        }),
        { numRuns: 15 },
      );
    });

    test('W6 · xmllint finds nothing in what endpoints of format cap are called with, a test among it', async () => {
      const sorts = everySort(aVoice()).map(({ name: sort, revision }) => ({ sort, revision }));
      const written = await Promise.all(
        [{ sort: 'ping', revision: undefined }, ...sorts].map(
          async ({ sort, revision }) => [sort, await capCall(revision)] as const,
        ),
      );
      expect(written[0]?.[1]).toContain('<status>Test</status>');
      expect(await complaints(schema, written)).toEqual([]);
    });

    test('xmllint complains where an element stands in the wrong place', async () => {
      const [sort] = everySort(aVoice());
      const xml = sort === undefined ? '' : capOf(sort.revision);
      const broken = xml.replace('<scope>Public</scope>\n', '');
      const found = await complaints(schema, [
        ['whole', xml],
        ['broken', broken],
      ]);
      expect(found).toEqual([expect.stringMatching(/^broken: .*scope/)]);
    });
  });
});

async function complaints(
  schema: string,
  documents: readonly (readonly [name: string, xml: string])[],
): Promise<readonly string[]> {
  const { valid, errors } = await validateXML({
    xml: documents.map(([, contents], index) => ({ fileName: `${index}.xml`, contents })),
    schema,
    maxMemoryPages: memoryPages.GiB,
  });
  if (valid) return [];
  return errors.map(({ rawMessage }) => {
    const [, index = ''] = /^(\d+)\.xml/.exec(rawMessage) ?? [];
    return `${documents[Number(index)]?.[0]}: ${rawMessage}`;
  });
}
