import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { relationKinds } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Revision } from '#src/advisory/revision.ts';
import { explain } from '#src/subscription/explain.ts';
import type { Explanation } from '#src/subscription/explain.ts';
import { isToldAtOnce } from '#src/subscription/match.ts';
import type { Obstacle } from '#src/subscription/match.ts';
import type { Wish } from '#src/subscription/subscription.ts';
import {
  aChange,
  aLane,
  anyWish,
  someCategories,
  whereItApplies,
} from '#tests/support/arbitraries.ts';
import { aContent, aRevision } from '#tests/support/builders-content.ts';
import { aWish } from '#tests/support/builders-wish.ts';

const publishedAt = new Date('2026-03-04T12:00:00Z');

const anyRevision: fc.Arbitrary<Revision> = fc
  .record({
    appliesTo: whereItApplies,
    categories: someCategories,
    residents: fc.constantFrom('none' as const, 'shelter' as const),
    change: aChange,
    lane: aLane,
    relation: fc.constantFrom(...relationKinds),
  })
  .map(({ change, lane, relation, ...content }) =>
    aRevision({
      change,
      lane,
      publishedAt,
      content: aContent({ ...content, relation: { kind: relation, to: [] } }),
    }),
  );

/** The same wish without what stood in the way. */
function mended(wish: Wish, { kind }: Obstacle, revision: Revision): Wish {
  switch (kind) {
    case 'place':
      return { ...wish, places: [{ kind: 'everywhere' }] };
    case 'level':
      return { ...wish, threshold: 0 };
    case 'change':
      return { ...wish, kinds: [revision.change] };
    case 'category':
      return { ...wish, categories: [] };
    case 'days':
      return { ...wish, stay: { kind: 'none' } };
    case 'digest':
      return { ...wish, rhythm: { ...wish.rhythm, every: 'message' } };
  }
}

const isToldBy = (revision: Revision, wish: Wish) =>
  explain(revision, { kind: 'counted', wish }).kind === 'told';

describe('why a message came, or did not', () => {
  test('what is explained is what the rule of matching says, for every revision and every wish', () => {
    const seen = { told: 0, not: 0 };
    fc.assert(
      fc.property(anyRevision, anyWish, (revision, wish) => {
        const told = !isEnding(revision.content) && isToldAtOnce(revision, wish, publishedAt);
        expect(isToldBy(revision, wish)).toBe(told);
        seen[told ? 'told' : 'not'] += 1;
      }),
      { numRuns: 2_000 },
    );
    expect(Math.min(seen.told, seen.not)).toBeGreaterThan(200);
  });

  test('with every reason mended the message comes, and with all but one mended it does not', () => {
    const kinds = new Set<string>();
    fc.assert(
      fc.property(anyRevision, anyWish, (revision, wish) => {
        const explanation = explain(revision, { kind: 'counted', wish });
        if (explanation.kind !== 'not-told') return;
        const { obstacles } = explanation;
        const without = (left: readonly Obstacle[]) =>
          obstacles
            .filter((obstacle) => !left.includes(obstacle))
            .reduce((better, obstacle) => mended(better, obstacle, revision), wish);
        expect(isToldBy(revision, without([]))).toBe(true);
        for (const obstacle of obstacles) {
          expect(isToldBy(revision, without([obstacle]))).toBe(false);
          kinds.add(obstacle.kind);
        }
      }),
      { numRuns: 2_000 },
    );
    expect([...kinds].toSorted()).toEqual([
      'category',
      'change',
      'days',
      'digest',
      'level',
      'place',
    ]);
  });

  test('the places that are named are those of the wish that are meant, and there is one', () => {
    fc.assert(
      fc.property(anyRevision, anyWish, (revision, wish) => {
        const explanation = explain(revision, { kind: 'counted', wish });
        if (explanation.kind !== 'told') return;
        expect(explanation.places.length).toBeGreaterThan(0);
        for (const place of wish.places) {
          const alone = isToldBy(revision, { ...wish, places: [place] });
          expect(explanation.places.includes(place)).toBe(alone);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  const mali = [{ country: 'ML', level: 2 as const, levelWording: '' }];
  const bamako = { kind: 'region', region: 'ML-BKO' } as const;

  test.each<{ why: string; revision: Revision; wish: Wish; says: Partial<Explanation> }>([
    {
      why: 'an emergency passes whatever was chosen',
      revision: aRevision({ lane: 'emergency', content: aContent({ appliesTo: mali }) }),
      wish: aWish({ threshold: 4, kinds: ['level'], categories: ['Health'] }),
      says: { kind: 'told', passed: 'emergency' },
    },
    {
      why: 'who follows only Bamako hears of all Mali',
      revision: aRevision({ lane: 'routine', content: aContent({ appliesTo: mali }) }),
      wish: aWish({ places: [{ kind: 'country', country: 'SN' }, bamako], threshold: 2 }),
      says: { kind: 'told', places: [bamako], passed: 'level' },
    },
    {
      why: 'who lives there hears advice to residents below the level chosen',
      revision: aRevision({
        lane: 'routine',
        content: aContent({ appliesTo: mali, residents: 'shelter' }),
      }),
      wish: aWish({ threshold: 4, stay: { kind: 'residence' } }),
      says: { kind: 'told', passed: 'residence' },
    },
    {
      why: 'advice without a level passes',
      revision: aRevision({
        lane: 'routine',
        content: aContent({ appliesTo: [{ country: 'ML', level: null, levelWording: '' }] }),
      }),
      wish: aWish({ threshold: 4 }),
      says: { kind: 'told', passed: 'unrated' },
    },
    {
      why: 'a level below the one chosen is named with it',
      revision: aRevision({ lane: 'routine', content: aContent({ appliesTo: mali }) }),
      wish: aWish({ threshold: 3 }),
      says: { kind: 'not-told', obstacles: [{ kind: 'level', level: 2 }] },
    },
    {
      why: 'an all-clear goes to those who were told, and matches nobody',
      revision: aRevision({ content: aContent({ relation: { kind: 'all-clear', to: [] } }) }),
      wish: aWish(),
      says: { kind: 'ending' },
    },
  ])('$why', ({ revision, wish, says }) => {
    expect(explain(revision, { kind: 'counted', wish })).toMatchObject(says);
  });

  test.each([
    { kind: 'not-yet', wish: aWish(), confirmedAt: publishedAt } as const,
    { kind: 'over', wish: aWish(), at: publishedAt, endedBy: 'unsubscribe' } as const,
  ])('a wish that did not count then explains nothing else ($kind)', (then) => {
    expect(explain(aRevision(), then)).toEqual(then);
  });
});
