import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Words } from '#src/advisory/advisory.ts';
import { anyRevision } from '#tests/support/any-revision.ts';
import { aContent, aRevision, stamped } from '#tests/support/builders-content.ts';
import { capCall } from '#tests/support/cap-calls.ts';
import { allOf, treeOf } from '#tests/support/cap.ts';

const size = (text: string) => Buffer.byteLength(text);

function long(length: number): Words {
  return {
    headline: 'Roads closed',
    whatToDo: { residents: 'Stay. '.repeat(length / 6) },
    whatHappened: 'x'.repeat(length),
  };
}

describe('W6 · a call in CAP', () => {
  test('stays under 20 KB whatever officers write of a few places', async () => {
    await fc.assert(
      fc.asyncProperty(anyRevision, async (revision) => {
        expect(size(await capCall(revision))).toBeLessThan(20_000);
      }),
      { numRuns: 100 },
    );
  });

  test('cuts the prose of every language before it leaves one out', async () => {
    const content = aContent({ words: stamped({ en: long(12_000), fr: long(12_000) }) });
    const xml = await capCall(aRevision({ content }));
    expect(size(xml)).toBeLessThan(20_000);
    expect(allOf(treeOf(xml), 'language')).toEqual(['en', 'fr']);
  });

  test('for places without number names all their countries', async () => {
    const countries = ['ML', 'SN', 'NE', 'BF', 'TD'];
    const appliesTo = Array.from({ length: 300 }, (_, index) => ({
      country: countries[index % countries.length] ?? 'ML',
      region: `Region ${index}`,
      level: index % 2 === 0 ? null : (3 as const),
      levelWording: 'ä'.repeat(300),
    }));
    const xml = await capCall(aRevision({ content: aContent({ appliesTo }) }));
    expect(size(xml)).toBeLessThan(20_000);
    for (const country of countries) expect(xml).toContain(`<value>${country}=3</value>`);
  });
});
