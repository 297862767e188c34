import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, test } from 'vitest';
import { z } from 'zod';

import { formats } from '#src/sources/formats.ts';
import { withCorpus } from '#tests/support/corpora.ts';
import { dayAt, labelOf, replayed } from '#tests/support/histories.ts';

/** Canada's index as far as it is turned here; the rest is kept as recorded. */
const country = z.looseObject({
  'date-published': z.looseObject({ timestamp: z.number() }),
  'advisory-state': z.number(),
  'recent-updates-type': z.string(),
  eng: z.looseObject({ 'advisory-text': z.string(), 'recent-updates': z.string() }),
});
const index = z.looseObject({ data: z.record(z.string(), country) });
type Index = z.infer<typeof index>;
type Country = z.infer<typeof country>;

type Edit = (page: Country, iso: string) => Partial<Country> | undefined;

const wordings = [
  'Exercise normal security precautions',
  'Exercise a high degree of caution',
  'Avoid non-essential travel',
  'Avoid all travel',
];

const toState =
  (iso: string, state: number): Edit =>
  ({ eng }, key) =>
    key === iso
      ? { 'advisory-state': state, eng: { ...eng, 'advisory-text': wordings[state] ?? '' } }
      : undefined;
const noted =
  (type: string, update: string, isOf: (iso: string) => boolean): Edit =>
  ({ eng }, iso) =>
    isOf(iso)
      ? { 'recent-updates-type': type, eng: { ...eng, 'recent-updates': update } }
      : undefined;

/** A document a day: what is edited is dated on that day, and stays. */
function history(recorded: Index, edits: readonly Edit[]): readonly Index[] {
  let document = recorded;
  return [
    document,
    ...edits.map((edit, n) => {
      const pages = Object.entries(document.data).map(([iso, page]) => {
        const changed = edit(page, iso);
        return [iso, changed === undefined ? page : { ...page, ...changed, ...dated(n + 1) }];
      });
      document = { ...document, data: Object.fromEntries(pages) };
      return document;
    }),
  ];
}

function dated(day: number): Pick<Country, 'date-published'> {
  const at = dayAt(day);
  return { 'date-published': { timestamp: at.getTime() / 1000, date: at.toISOString() } };
}

const create = formats['ca-gac'];
const publisher = create?.({
  sourceId: 'ca-gac',
  url: 'https://data.international.gc.ca/travel-voyage/index-alpha-eng.json',
  options: undefined,
});

withCorpus('feeds/ca-gac', (folder) => {
  describe.skipIf(publisher === undefined)('C4 · histories in the shape of Canada’s index', () => {
    test('a day on which every page is dated anew reaches nobody', async () => {
      const { summary } = await replayFrom(folder, [() => ({})]);
      expect(summary).toMatchObject({ publish: 0, review: 0, events: 229 + 229 });
    });

    test.each([
      ['Minor editorial change', 'A minor editorial change was made.'],
      ['Full TAA review', 'This page was thoroughly reviewed and updated.'],
      ['Mandatory Annual Review', 'This page was reviewed.'],
      ['Regular text update', 'The Health tab was updated - a vaccine is required.'],
    ])('"%s" on some pages reaches nobody', async (type, update) => {
      const { summary } = await replayFrom(folder, [noted(type, update, (iso) => iso < 'BZ')]);
      expect(summary).toMatchObject({ publish: 0, review: 0 });
    });

    test('a raised state is sent, a fall of two is held, and its return is not sent', async () => {
      const { lines } = await replayFrom(folder, [
        toState('ML', 2),
        toState('AF', 0),
        toState('AF', 3),
        toState('ML', 1),
      ]);
      expect(lines).toMatchObject([
        { at: labelOf(1), country: 'ML', fromLevel: 2, toLevel: 3, decision: 'publish' },
        { at: labelOf(2), country: 'AF', fromLevel: 4, toLevel: 1, rule: 'steep-drop' },
        { at: labelOf(3), country: 'AF', fromLevel: 1, toLevel: 4, rule: 'flapping' },
        { at: labelOf(4), country: 'ML', fromLevel: 3, toLevel: 2, rule: 'flapping' },
      ]);
    });

    test('the same news on a hundred pages is one item', async () => {
      const news = 'The Safety and security tab was updated - attacks on hotels.';
      const { summary } = await replayFrom(folder, [
        noted('Regular text update', news, (iso) => iso > 'A' && iso < 'LZ'),
      ]);
      expect(summary).toMatchObject({ publish: 0, officersItems: 1 });
      expect(summary.review).toBeGreaterThan(100);
    });
  });
});

async function replayFrom(folder: string, edits: readonly Edit[]) {
  const text = await readFile(join(folder, 'index-alpha-eng-2014-10-02.json'), 'utf8');
  const documents = history(index.parse(JSON.parse(text)), edits);
  return replayed(documents, publisher === undefined ? {} : { publisher });
}
