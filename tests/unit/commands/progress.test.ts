import { describe, expect, test } from 'vitest';

import { durationInWords, outcomesInWords, progressLine } from '#src/commands/advisory/progress.ts';
import type { Mark } from '#src/commands/advisory/progress.ts';
import type { ShownPublication } from '#src/commands/advisory/shapes.ts';

function aPublication(overrides: Partial<ShownPublication> = {}): ShownPublication {
  return {
    id: 7,
    advisoryId: '7T4RWBSV',
    revision: 1,
    lane: 'urgent',
    state: 'running',
    publishedAt: new Date('2025-07-02T14:30:00Z'),
    deliverBy: new Date('2025-07-02T15:30:00Z'),
    overdue: false,
    plannedAt: new Date('2025-07-02T14:30:01Z'),
    unknown: { kind: 'none' },
    planned: { kind: 'count', count: 8_000 },
    outcomes: { sent: { kind: 'count', count: 4_000 } },
    citizensSettled: false,
    calls: { planned: 0, outcomes: {} },
    share: 0.5,
    ...overrides,
  };
}

const marks: readonly Mark[] = [
  { at: 1_000, settled: 2_000 },
  { at: 3_000, settled: 4_000 },
];

describe('the line that shows a publication going out', () => {
  test.each<{
    readonly when: string;
    readonly publication: ShownPublication;
    readonly line: string;
  }>([
    {
      when: 'many are told: how many, how fast, how long yet',
      publication: aPublication(),
      line: '[###############---------------]   50 %  4,000 of 8,000  1,000/s  4 s left',
    },
    {
      when: 'few are told: not how many',
      publication: aPublication({ planned: { kind: 'few', fewerThan: 10 }, share: 0 }),
      line: '[------------------------------]    0 %  fewer than 10 recipients',
    },
    {
      when: 'recipients are still being found',
      publication: aPublication({ plannedAt: undefined, planned: { kind: 'none' }, share: 0 }),
      line: '[------------------------------]    0 %  still finding recipients',
    },
    {
      when: 'it is paused: no rate',
      publication: aPublication({ state: 'paused' }),
      line: '[###############---------------]   50 %  4,000 of 8,000  paused',
    },
    {
      when: 'nobody was to be told',
      publication: aPublication({ planned: { kind: 'none' }, share: 1, state: 'done' }),
      line: '[##############################]  100 %  no recipients  done',
    },
  ])('when $when', ({ publication, line }) => {
    expect(progressLine(publication, marks)).toBe(line);
  });

  test('has no rate before anything moved', () => {
    expect(progressLine(aPublication(), [{ at: 1_000, settled: 4_000 }])).not.toContain('/s');
  });
});

test.each([
  [0.2, '1 s'],
  [59, '59 s'],
  [61, '1 min 1 s'],
  [3_600, '1 h 0 min'],
  [7_325, '2 h 2 min'],
])('%d seconds are said as %s', (seconds, words) => {
  expect(durationInWords(seconds)).toBe(words);
});

describe('what became of a publication is told in words that promise no more than is known', () => {
  const [none, few] = [{ kind: 'none' }, { kind: 'few', fewerThan: 10 }] as const;
  const many = { kind: 'count', count: 4_998 } as const;
  test.each<{
    readonly when: string;
    readonly publication: Partial<ShownPublication>;
    readonly words: string;
  }>([
    {
      when: 'none is told apart from few',
      publication: { outcomes: { sent: many, failed: few, expired: none } },
      words: 'accepted by the relay 4,998, failed fewer than 10',
    },
    {
      when: 'answers were lost',
      publication: { outcomes: { sent: many }, unknown: few },
      words: 'accepted by the relay 4,998, unknown and tried again fewer than 10',
    },
    {
      when: 'nothing has come back yet',
      publication: { outcomes: {} },
      words: 'none has an outcome yet',
    },
    {
      when: 'there is nobody',
      publication: { planned: none, outcomes: {} },
      words: 'nobody was to be told',
    },
  ])('when $when', ({ publication, words }) => {
    expect(outcomesInWords(aPublication(publication))).toBe(words);
  });
});
