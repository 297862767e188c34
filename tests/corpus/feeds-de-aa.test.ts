import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import { createDeAa } from '#src/sources/de-aa/de-aa.ts';
import type { Entry } from '#src/sources/publisher.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { mutationsOf, readsOrRefuses } from '#tests/support/mutations.ts';

const url = 'https://amt.example/opendata/travelwarning';
const publisher = createDeAa({ sourceId: 'de-aa', url, options: undefined });
const recorded = 'travelwarning-list-2026-05-03.json';

withCorpus('feeds/de-aa', (folder) => {
  test('every entry of the recorded list lies in one place of its own, and has a level', async () => {
    const entries = await entriesOf(folder);
    expect(entries).toHaveLength(199);
    for (const { content, doubts, changedAt } of entries) {
      expect(contentSchema.safeParse({ ...content, issuer: 'de-aa' }).error).toBeUndefined();
      expect(content.appliesTo[0]?.level).toBeGreaterThan(0);
      expect([doubts, changedAt?.getUTCFullYear()]).toEqual([[], expect.any(Number)]);
    }
    const places = entries.map(({ content }) => placeOf(content.appliesTo[0]));
    expect(new Set(places).size).toBe(199);
  });

  test('the recorded flags are 19 warnings and 27 for parts; Kosovo has its region, Palestine its code', async () => {
    const entries = await entriesOf(folder);
    const [whole, parts] = [
      entries.filter(({ content }) => content.appliesTo[0]?.level === 4),
      entries.filter(({ content }) => content.appliesTo[1]?.level === 4),
    ];
    expect([whole.length, parts.length]).toEqual([19, 27]);
    const places = entries.map(({ content }) => placeOf(content.appliesTo[0]));
    expect(places).toEqual(expect.arrayContaining(['RS RS-KM', 'RS ', 'PS ', 'TW ', 'HK ', 'VA ']));
  });

  test('the recorded entries changed in the seconds, not the milliseconds, since 1970', async () => {
    const years = (await entriesOf(folder)).map(
      ({ changedAt }) => changedAt?.getUTCFullYear() ?? 0,
    );
    expect(Math.min(...years)).toBeGreaterThan(2019);
    expect(Math.max(...years)).toBe(2026);
  });

  test('whatever becomes of the recorded list, it is read or refused', async () => {
    const bytes = await readFile(join(folder, recorded));
    fc.assert(
      fc.property(mutationsOf(bytes), (body) => {
        const reading = readsOrRefuses(publisher, { url, contentType: '', body });
        const keys = reading?.follow.map(({ key }) => key) ?? [];
        expect(new Set(keys).size).toBe(keys.length);
      }),
      { numRuns: 300 },
    );
  });
});

async function entriesOf(folder: string): Promise<readonly Entry[]> {
  const body = await readFile(join(folder, recorded));
  const { follow } = publisher.read({ url, contentType: '', body, fetchedAt: new Date(0) });
  return follow.flatMap(({ entry }) => entry ?? []);
}

function placeOf(
  place: { readonly country: string; readonly region?: string | undefined } | undefined,
) {
  return `${place?.country} ${place?.region ?? ''}`;
}
