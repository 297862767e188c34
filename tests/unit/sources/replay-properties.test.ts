import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import type { Level } from '#src/advisory/advisory.ts';
import { aList, aPage, countries, labelOf, replayed } from '#tests/support/histories.ts';
import type { Country } from '#tests/support/histories.ts';
import type { Page, Pages } from '#tests/support/list-dialect.ts';

/** What happens to one page on one day. */
type Happening = (page: Page, day: number) => Page;

const dated: Happening = (page, day) => ({ ...page, dated: labelOf(day) });
const reordered: Happening = (page, day) => ({
  ...dated(page, day),
  text: page.text.split('\n\n').toReversed().join('\n\n'),
});
const markedUp: Happening = (page, day) => ({
  ...dated(page, day),
  text: page.text.replaceAll('\n\n', ' \n\n&nbsp; ').replaceAll('your', '<b>your</b>'),
});
const noted =
  (note: string): Happening =>
  (page, day) => ({ ...dated(page, day), note });

const noise: readonly Happening[] = [
  dated,
  reordered,
  markedUp,
  noted('Reissued after periodic review without changes.'),
  noted('Full TAA review'),
  noted('A minor editorial change was made.'),
  noted('This page was reviewed. No significant updates.'),
];

const anyCountry = fc.constantFrom(...countries);
const someNoise = fc.array(fc.tuple(anyCountry, fc.constantFrom(...noise)), { maxLength: 20 });

/** One document a day: what happens on a day stays. */
function days(
  happenings: readonly (readonly (readonly [Country, Happening])[])[],
): readonly Pages[] {
  let pages = aList();
  return [
    pages,
    ...happenings.map((ofDay, n) => {
      for (const [country, happens] of ofDay) {
        pages = { ...pages, [country]: happens(pages[country] ?? aPage(), n + 1) };
      }
      return pages;
    }),
  ];
}

const atLevel =
  (level: Level | null): Happening =>
  (page, day) => ({ ...dated(page, day), level });
const datedBack: Happening = (page) => ({ ...page, level: 3, dated: '2025-01-01' });
const glitch: Happening = (page, day) => ({
  ...dated(page, day),
  level: 1,
  text: 'Summary not available',
});
const someLevel = fc.constantFrom<Level | null>(1, 2, 3, 4, null);
const fewLevels = fc.uniqueArray(fc.tuple(anyCountry, someLevel.map(atLevel)), {
  maxLength: 3,
  selector: ([country]) => country,
});

describe('C4 · whatever a source does', () => {
  test('re-dated, reordered, marked up otherwise, reviewed and edited pages are neither sent nor held', () => {
    fc.assert(
      fc.property(fc.array(someNoise, { maxLength: 8 }), (history) => {
        const { summary } = replayed(days(history));
        expect(summary).toMatchObject({ publish: 0, review: 0, officersItems: 0 });
      }),
    );
  });

  test('every level that moves is sent or held on the same day, with the levels as the source has them', () => {
    fc.assert(
      fc.property(fc.array(fewLevels, { maxLength: 10 }), someNoise, (history, extra) => {
        const documents = days([...history, extra]);
        const { lines } = replayed(documents);
        for (const [day, before, after] of neighbours(documents)) {
          for (const country of countries) {
            const [from, to] = [before[country]?.level, after[country]?.level];
            if (from === to) continue;
            const line = lines.find((it) => it.at === labelOf(day) && it.country === country);
            expect(line).toMatchObject({ fromLevel: from, toLevel: to, change: 'level' });
            expect(line?.decision).not.toBe('ignore');
          }
        }
      }),
    );
  });

  test('C5 · no fall by two levels, no lost level and nothing dated back is ever sent', () => {
    const any = fc.array(
      fc.tuple(
        anyCountry,
        fc.oneof(someLevel.map(atLevel), fc.constant(datedBack), fc.constant(glitch)),
      ),
      { maxLength: 3 },
    );
    fc.assert(
      fc.property(fc.array(any, { maxLength: 10 }), (history) => {
        const documents = days(history);
        for (const { decision, at, country, fromLevel, toLevel } of replayed(documents).lines) {
          if (decision !== 'publish') continue;
          const page = pageOn(documents, at, country);
          expect(fromLevel !== null && toLevel === null).toBe(false);
          expect((toLevel ?? 4) - (fromLevel ?? 0)).toBeGreaterThan(-2);
          expect(page?.text).not.toBe('Summary not available');
          expect(page?.dated).not.toBe('2025-01-01');
        }
      }),
    );
  });

  test('C5 · what goes to and fro within days is sent once at most', () => {
    fc.assert(
      fc.property(
        anyCountry,
        fc.constantFrom<Level>(1, 3),
        fc.integer({ min: 2, max: 9 }),
        toAndFro,
      ),
    );
  });

  test('C4 · more than a fifth at once is held whole, as one item, and nothing of it is sent', () => {
    const many = fc.subarray([...countries], { minLength: 5 });
    fc.assert(
      fc.property(many, fc.constantFrom<Level>(1, 3, 4), someNoise, (struck, level, extra) => {
        const storm = struck.map((country) => [country, atLevel(level)] as const);
        const { lines, summary } = replayed(days([extra, storm]));
        const held = lines.filter(({ decision }) => decision === 'review');
        expect(new Set(held.map(({ country }) => country))).toEqual(new Set(struck));
        expect(held).toHaveLength(struck.length);
        expect(new Set(held.map(({ rule }) => rule))).toEqual(new Set(['storm']));
        expect(summary).toMatchObject({ publish: 0, officersItems: 1 });
      }),
    );
  });
});

function toAndFro(country: Country, level: Level, times: number): void {
  const history = Array.from({ length: times }, (_, n) => [
    [country, atLevel(n % 2 === 0 ? level : 2)] as const,
  ]);
  expect(replayed(days(history)).summary.publish).toBeLessThanOrEqual(1);
}

function neighbours(
  documents: readonly Pages[],
): readonly (readonly [day: number, before: Pages, after: Pages])[] {
  return documents.flatMap((after, day) => {
    const before = documents[day - 1];
    return before === undefined ? [] : [[day, before, after] as const];
  });
}

function pageOn(documents: readonly Pages[], at: string, country: string | null): Page | undefined {
  const document = documents.find((_, day) => labelOf(day) === at);
  return document?.[country ?? ''];
}
