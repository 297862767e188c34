import { describe, expect, test } from 'vitest';

import type { Publisher } from '#src/sources/publisher.ts';
import { aList, aPage, countries, labelOf, replayed } from '#tests/support/histories.ts';
import { listDialect } from '#tests/support/list-dialect.ts';

describe('a replay of recorded lists', () => {
  test('a line says when, where, from what to what, and what would have been done', () => {
    const { lines, summary } = replayed([aList(), aList({ NE: aPage({ level: 4 }) })]);
    expect(lines).toEqual([
      {
        at: labelOf(1),
        country: 'NE',
        fromLevel: 2,
        toLevel: 4,
        change: 'level',
        decision: 'publish',
        rule: 'level',
        headline: 'Advice for NE',
        wording: 'Niger: level rose from 2 to 4; published by the source’s own right.',
      },
    ]);
    expect(summary).toMatchObject({
      documents: 2,
      polls: 2,
      events: 21,
      publish: 1,
      review: 0,
      ignore: 20,
      byRule: { publish: { level: 1 }, ignore: { 'first-sight': 20 } },
    });
  });

  test('C5 · a list that has lost a third is a failed poll: nothing is judged, nothing has vanished', () => {
    const rest = Object.fromEntries(Object.entries(aList()).slice(0, 14));
    const short = { ...rest, AF: aPage({ level: 1 }) };
    const { lines, summary } = replayed([aList(), short, aList()]);
    expect(lines).toMatchObject([{ country: null, decision: 'review', rule: 'size-floor' }]);
    expect(summary).toMatchObject({ polls: 2, failed: 1, officersItems: 1 });
  });

  test('C5 · a list that stays short is believed after some days, and what is gone is one item', () => {
    const short = Object.fromEntries(Object.entries(aList()).slice(0, 12));
    const { lines, summary } = replayed([aList(), short, short, short]);
    expect(lines.map(({ rule }) => rule)).toEqual([
      'size-floor',
      'size-floor',
      ...Array.from({ length: 8 }, () => 'storm'),
    ]);
    expect(summary).toMatchObject({ failed: 2, officersItems: 2 });
  });

  test('C5 · days without any list make no short list good', () => {
    const short = Object.fromEntries(Object.entries(aList()).slice(0, 12));
    const { lines } = replayed([aList(), '[]', '[]', '[]', '[]', short]);
    expect(lines.at(-1)).toMatchObject({ rule: 'size-floor' });
  });

  test.each(['', '[]', '{}', '<html>Service unavailable</html>'])(
    'C5 · "%s" for a list stops nothing and is told once',
    (broken) => {
      const { lines, summary } = replayed([aList(), broken, broken, aList()]);
      expect(lines).toHaveLength(2);
      expect(summary).toMatchObject({ failed: 2, publish: 0, officersItems: 1 });
    },
  );

  test('C4 · a storm is a line for each country and one item on the desk', () => {
    const raised = Object.fromEntries(countries.map((country) => [country, aPage({ level: 3 })]));
    const { lines, summary } = replayed([aList(), raised]);
    expect(new Set(lines.map(({ rule }) => rule))).toEqual(new Set(['storm']));
    expect(summary).toMatchObject({ review: countries.length, publish: 0, officersItems: 1 });
  });

  test('C4 · a list that is dated anew as a whole is no storm', () => {
    const dated = Object.fromEntries(
      countries.map((country) => [country, aPage({ dated: '2026-01-02' })]),
    );
    expect(replayed([aList(), dated]).summary).toMatchObject({ review: 0, publish: 0 });
  });

  test('C4 · a day served from an older copy of the list is one item, and its end sends nothing twice', () => {
    const newer = { level: 3, dated: '2026-01-20', text: 'Stay away from the border.' } as const;
    const news = { NE: aPage(newer), CD: aPage(newer), BD: aPage(newer) };
    const { lines, summary } = replayed([aList(), aList(news), aList(), aList(news)]);
    const onDay = (day: number) => lines.filter(({ at }) => at === labelOf(day));
    expect(onDay(1).map(({ decision }) => decision)).toEqual(['publish', 'publish', 'publish']);
    expect(onDay(2).map(({ rule }) => rule)).toEqual(['storm', 'storm', 'storm']);
    expect(onDay(2)[0]?.wording).toContain('an older copy of the list');
    expect(onDay(3).every(({ decision }) => decision === 'review')).toBe(true);
    expect(summary).toMatchObject({ publish: 3, officersItems: 1 });
  });

  test('C4 · two dates that go back are two mistakes and no older copy', () => {
    const old = aPage({ dated: '2025-01-20' });
    const { lines } = replayed([aList(), aList({ NE: old, CD: old })]);
    expect(lines.map(({ rule }) => rule)).toEqual(['date-backwards', 'date-backwards']);
  });

  test('what comes to an item that is open is no second item', () => {
    const { summary } = replayed([niger(4), niger(1), niger(2), niger(4)]);
    expect(summary).toMatchObject({ review: 3, publish: 0, officersItems: 1 });
  });

  test('a source that is a signal publishes nothing', () => {
    const days = [aList(), aList({ NE: aPage({ level: 4 }) })];
    expect(replayed(days, { mode: 'signal' }).lines).toMatchObject([
      { decision: 'review', rule: 'source-is-signal' },
    ]);
  });

  test('other figures judge otherwise', () => {
    const days = [aList(), aList({ NE: aPage({ level: 1 }) })];
    expect(replayed(days).lines).toMatchObject([{ decision: 'publish' }]);
    expect(replayed(days, { figures: { steepDropSteps: 1 } }).lines).toMatchObject([
      { decision: 'review', rule: 'steep-drop' },
    ]);
  });

  test('a source in which nothing moves for weeks is told once', () => {
    const { lines } = replayed(Array.from({ length: 40 }, () => aList()));
    expect(lines).toMatchObject([{ at: labelOf(14), rule: 'source-silent', decision: 'review' }]);
  });

  test('C5 · an entry that cannot be read is told once, and has not vanished', () => {
    const publisher: Publisher = {
      ...listDialect,
      read: (document) => {
        const reading = listDialect.read(document);
        const broken = reading.entries.some(
          (it) => isNiger(it) && it.content.appliesTo[0]?.level === 0,
        );
        if (!broken) return reading;
        const entries = reading.entries.filter((it) => !isNiger(it));
        return { ...reading, entries, unreadable: [{ key: 'NE', reason: 'NE: half an entry' }] };
      },
    };
    const broken = aList({ NE: aPage({ level: 0 }) });
    const { lines, summary } = replayed([aList(), broken, broken, aList()], { publisher });
    expect(lines).toMatchObject([
      { at: labelOf(1), country: 'NE', fromLevel: 2, toLevel: null, rule: 'unreadable' },
    ]);
    expect(summary).toMatchObject({ officersItems: 1, unreadable: 2, review: 0 });
  });

  test('Kosovo is a region of ISO 3166-2 in contents and XK in a list of countries', () => {
    const publisher = {
      documents: [],
      read: ({ body }: { readonly body: Buffer }) => kosovo(body.includes('3') ? 3 : 2),
    };
    expect(replayed(['2', '3'], { publisher }).lines).toMatchObject([
      { country: 'XK', fromLevel: 2, toLevel: 3, change: 'level', decision: 'publish' },
    ]);
  });
});

function niger(level: 1 | 2 | 4) {
  return aList({ NE: aPage({ level }) });
}

function kosovo(level: 2 | 3) {
  return {
    entries: [
      {
        key: 'kosovo',
        stamp: String(level),
        changedAt: undefined,
        content: {
          kind: 'travel-advice' as const,
          status: 'actual' as const,
          language: 'en',
          appliesTo: [{ country: 'RS', region: 'RS-KM', level, levelWording: `Level ${level}` }],
          words: {
            en: { headline: 'Kosovo', whatToDo: { travellers: 'Ask.' }, whatHappened: 'Kosovo' },
          },
        },
      },
    ],
    isComplete: true,
    follow: [],
    unreadable: [],
  };
}

function isNiger({ key }: { readonly key: string }): boolean {
  return key === 'NE';
}
