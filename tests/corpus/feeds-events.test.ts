import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';

import { createGdacs } from '#src/sources/gdacs/gdacs.ts';
import type { Reading } from '#src/sources/publisher.ts';
import { createUsgs } from '#src/sources/usgs/usgs.ts';
import { withCorpus } from '#tests/support/corpora.ts';

const fetchedAt = new Date('2026-09-01T00:00:00Z');

withCorpus('feeds/gdacs', (folder) => {
  describe('GDACS, as recorded', () => {
    test('every event has its places, and all being Green they are for those who know them only', async () => {
      const reading = await readRecorded(folder);
      expect(reading.unreadable).toEqual([]);
      expect(placesByKey(reading)).toEqual({
        TC1000643: 'MU',
        EQ1199929: 'ZA',
        DR1013682: 'BG IQ IR TR',
        DR1013588: 'AU',
      });
      expect(reading.entries.every(({ onlyIfKnown }) => onlyIfKnown)).toBe(true);
      expect(reading.entries.flatMap(({ doubts }) => doubts)).toEqual([]);
    });

    test('turned Orange, each of them is followed', async () => {
      const { entries } = await readRecorded(folder, (text) =>
        text.replaceAll('alertlevel>Green<', 'alertlevel>Orange<'),
      );
      expect(entries.map(({ onlyIfKnown }) => onlyIfKnown)).toEqual(entries.map(() => undefined));
      expect(entries).toHaveLength(4);
    });
  });
});

withCorpus('feeds/usgs', (folder) => {
  test('the recorded earthquake lies in its state', async () => {
    const url = 'https://earthquake.usgs.gov/earthquakes/feed/v1.0/summary/all_hour.geojson';
    const body = await readFile(join(folder, 'all_hour-2026-08.trimmed.geojson'));
    const { read } = createUsgs({ sourceId: 'usgs', url, options: undefined });
    const reading = read({ url, contentType: 'application/json', body, fetchedAt });
    expect(placesByKey(reading)).toEqual({ ok2026qcji: 'US-OK' });
    expect(reading.entries.flatMap(({ doubts }) => doubts)).toEqual([]);
  });
});

async function readRecorded(path: string, change = (text: string) => text): Promise<Reading> {
  const url = 'https://www.gdacs.org/xml/rss.xml';
  const text = await readFile(join(path, 'rss-gdacs-1.xml'), 'utf8');
  const { read } = createGdacs({ sourceId: 'gdacs', url, options: undefined });
  const body = Buffer.from(change(text));
  return read({ url, contentType: 'application/rss+xml', body, fetchedAt });
}

function placesByKey({ entries }: Reading): Readonly<Record<string, string>> {
  return Object.fromEntries(
    entries.map(({ key, content }) => [
      key,
      content.appliesTo.map(({ country, region }) => region ?? country).join(' '),
    ]),
  );
}
