import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';

import { contentSchema } from '#src/advisory/advisory.ts';
import type { AppliesTo, Content, Level, Words } from '#src/advisory/advisory.ts';
import { changeKinds, changeOf, detectChange } from '#src/advisory/change.ts';
import { aContent } from '#tests/support/builders-content.ts';

const at = (country: string, level: Level | null, region?: string): AppliesTo => ({
  country,
  level,
  levelWording: '',
  ...(region === undefined ? {} : { region }),
});

describe('levels', () => {
  test.each<[string, { before: AppliesTo[]; after: AppliesTo[]; change: object }]>([
    [
      'a rise',
      {
        before: [at('ML', 2)],
        after: [at('ML', 4)],
        change: { kind: 'level', from: 2, to: 4, steps: 2 },
      },
    ],
    [
      'a fall',
      {
        before: [at('ML', 4)],
        after: [at('ML', 1)],
        change: { kind: 'level', from: 4, to: 1, steps: -3 },
      },
    ],
    [
      'a number where there was none',
      { before: [at('ML', null)], after: [at('ML', 3)], change: { kind: 'level', steps: 0 } },
    ],
    [
      'no number any more',
      {
        before: [at('ML', 3)],
        after: [at('ML', null)],
        change: { kind: 'level', to: null, steps: 0 },
      },
    ],
    [
      'a country that is left out',
      { before: [at('ML', 3)], after: [], change: { kind: 'level', to: null } },
    ],
    [
      'a warning for a part of a country',
      {
        before: [at('ML', 1)],
        after: [at('ML', 1), at('ML', 4, 'the north')],
        change: { kind: 'region-level', region: 'the north', from: 1, to: 4, steps: 3 },
      },
    ],
    [
      'a part that is no longer apart has its country’s level',
      {
        before: [at('ML', 1), at('ML', 4, 'the north')],
        after: [at('ML', 1)],
        change: { kind: 'region-level', from: 4, to: 1, steps: -3 },
      },
    ],
    [
      'the whole country now as bad as a part of it was',
      {
        before: [at('ML', 1), at('ML', 4, 'the north')],
        after: [at('ML', 4)],
        change: { kind: 'level', from: 1, to: 4 },
      },
    ],
    [
      'a country that rises hides behind no part that falls, nor the other way round',
      {
        before: [at('ML', 1), at('ML', 4, 'the north')],
        after: [at('ML', 2)],
        change: { kind: 'level', steps: 1, also: [{ kind: 'region-level', steps: -2 }] },
      },
    ],
    [
      'of several countries the highest rise tells, and the others stand beside it',
      {
        before: [at('ML', 2), at('NE', 4), at('SN', 3)],
        after: [at('ML', 4), at('NE', 1), at('SN', 2)],
        change: {
          kind: 'level',
          country: 'ML',
          steps: 2,
          also: [
            { country: 'SN', steps: -1 },
            { country: 'NE', steps: -3 },
          ],
        },
      },
    ],
    [
      'a lost number stands beside a fall',
      {
        before: [at('ML', 4), at('NE', 4)],
        after: [at('ML', 1), at('NE', null)],
        change: { kind: 'level', country: 'NE', to: null },
      },
    ],
  ])('%s', (_story, { before, after, change: expected }) => {
    const change = detectChange(aContent({ appliesTo: before }), aContent({ appliesTo: after }));
    expect(change).toMatchObject(expected);
  });

  test('the same places in another order are the same', () => {
    const places = [at('ML', 2), at('NE', 4)];
    const change = detectChange(
      aContent({ appliesTo: places }),
      aContent({ appliesTo: places.toReversed() }),
    );
    expect(change).toEqual({ kind: 'timestamp' });
  });
});

test('an advisory that was not known is new, and one that is not listed has vanished', () => {
  expect(detectChange(undefined, aContent())).toEqual({ kind: 'new' });
  expect(detectChange(aContent(), undefined)).toEqual({ kind: 'vanished' });
  expect(detectChange(undefined, undefined)).toEqual({ kind: 'vanished' });
});

describe('facts', () => {
  test.each<[string, Partial<Content>]>([
    ['the wording of a level', { appliesTo: [{ ...at('ML', null), levelWording: 'Leave now' }] }],
    ['one more country without a level', { appliesTo: [at('ML', null), at('NE', null)] }],
    ['the place of the event', { eventPlaces: [{ country: 'ML', region: 'ML-2' }] }],
    ['the advice to travellers', { travellers: 'do-not-travel' }],
    ['the advice to residents', { residents: 'leave' }],
    ['when it ends', { expiresAt: '2025-08-01T00:00:00Z' }],
    ['an exercise', { status: 'exercise' }],
    ['an all-clear', { relation: { kind: 'all-clear', to: [] } }],
    ['the contacts', { contacts: [] }],
  ])('%s is substance', (_what, overrides) => {
    expect(detectChange(aContent(), aContent(overrides))).toEqual({ kind: 'substance' });
  });

  test.each<[string, Partial<Content>]>([
    [
      'when it was fetched',
      {
        provenance: {
          source: 'in-mea',
          fetchedAt: '2025-07-04T00:00:00Z',
          sha256: 'b'.repeat(64),
          licence: 'x',
        },
      },
    ],
    ['when it is looked at again', { reviewBy: '2026-01-01T00:00:00Z' }],
    ['the date it bears', { effectiveAt: '2025-07-05T00:00:00Z' }],
  ])('%s is only a timestamp', (_what, overrides) => {
    expect(detectChange(aContent(), aContent(overrides))).toEqual({ kind: 'timestamp' });
  });
});

describe('words', () => {
  test.each<[string, Partial<Words>, string]>([
    ['punctuation', { headline: 'Ferries may not sail!' }, 'timestamp'],
    ['capitals', { headline: 'FERRIES MAY NOT SAIL' }, 'timestamp'],
    [
      'a typo',
      { whatHappened: 'Crews are on strike in every port of the contry until Sunday.' },
      'editorial',
    ],
    [
      'an article',
      { whatHappened: 'Crews are on strike in every port of country until the Sunday.' },
      'editorial',
    ],
    ['a "not" that goes', { headline: 'Ferries may sail' }, 'substance'],
    [
      'another day',
      { whatHappened: 'Crews are on strike in every port of the country until Monday.' },
      'substance',
    ],
    [
      'more to do',
      { whatToDo: { travellers: 'Ask your company before you leave for the port. Carry water.' } },
      'substance',
    ],
    [
      'the same words to others',
      { whatToDo: { residents: 'Ask your company before you leave for the port.' } },
      'substance',
    ],
  ])('%s is %s', (_what, change, kind) => {
    expect(detectChange(words({}), words(change)).kind).toBe(kind);
  });

  test.each([
    [
      'This travel advice was reviewed for accuracy and reissued without significant updates.',
      'reviewed',
    ],
    ['This advice has been reviewed', 'reviewed'],
    ['This advice was reviewed. Bring water.', 'substance'],
    ['This advice was reviewed and now advises against all travel.', 'substance'],
    ['New information on floods in the south.', 'substance'],
  ])('the note "%s" makes it %s', (note, kind) => {
    const before = words({}, 'A strike of ferry crews may last until Sunday.');
    expect(detectChange(before, words({}, note)).kind).toBe(kind);
  });

  test('a page that says it was only reviewed but says something else is substance', () => {
    const after = words(
      { whatToDo: { travellers: 'Do not go to the port at all.' } },
      'This travel advice was reviewed for accuracy.',
    );
    expect(detectChange(words({}), after).kind).toBe('substance');
  });

  test('a note alone is the news of a revision, and of no source’s page', () => {
    const noted = (changeNote: string) => words({ changeNote });
    const [before, after] = [words({}), noted('The road to the port is open again.')];
    expect(detectChange(before, after)).toEqual({ kind: 'timestamp' });
    expect(changeOf(before, after)).toBe('substance');
    expect(changeOf(after, after)).toBe('timestamp');
    expect(changeOf(before, noted('This travel advice was reviewed.'))).toBe('reviewed');
  });

  test('a note that says the same again is only a timestamp', () => {
    const reviewed = words({}, 'This advice was reviewed for accuracy.');
    expect(detectChange(reviewed, reviewed)).toEqual({ kind: 'timestamp' });
  });

  test('a translation of ours is not the source’s word', () => {
    const { en } = aContent().words;
    const onlyOwn = aContent({ words: en === undefined ? {} : { en } });
    expect(detectChange(aContent(), onlyOwn)).toEqual({ kind: 'timestamp' });
  });
});

describe('whatever two contents say', () => {
  const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }).map((s) => `x${s}`);
  const place = fc.record(
    {
      country: fc.constantFrom('ML', 'NE', 'SN'),
      region: fc.constantFrom('ML-1', 'the north', 'Liptako'),
      level: fc.constantFrom<Level | null>(null, 0, 1, 2, 3, 4),
      levelWording: fc.constantFrom('', 'Avoid', 'avoid!'),
    },
    { requiredKeys: ['country', 'level', 'levelWording'] },
  );
  const content = fc
    .record({
      places: fc.array(place, { maxLength: 6 }),
      headline: text,
      advice: text,
      happened: text,
      note: fc.option(text, { nil: undefined }),
      travellers: fc.constantFrom('none' as const, 'defer' as const),
    })
    .map(({ places, headline, advice, happened, note, travellers }) =>
      aContent({
        appliesTo: places,
        travellers,
        words: {
          en: {
            headline,
            whatToDo: { residents: advice },
            whatHappened: happened,
            ...(note === undefined ? {} : { changeNote: note }),
          },
        },
      }),
    );

  test('there is a class for the change', () => {
    fc.assert(
      fc.property(content, content, (before, after) => {
        expect(changeKinds).toContain(detectChange(before, after).kind);
      }),
    );
  });

  test('the same again is only a timestamp, stored and read back or not', () => {
    fc.assert(
      fc.property(content, (same) => {
        const copy: unknown = JSON.parse(JSON.stringify(same));
        const again = contentSchema.safeParse(copy).data ?? same;
        expect(detectChange(again, again)).toEqual({ kind: 'timestamp' });
        expect(detectChange(same, structuredClone(same))).toEqual({ kind: 'timestamp' });
      }),
    );
  });

  test('what rises one way falls the other', () => {
    fc.assert(
      fc.property(fc.constantFrom(...levels), fc.constantFrom(...levels), (from, to) => {
        const [low, high] = [
          aContent({ appliesTo: [at('ML', from)] }),
          aContent({ appliesTo: [at('ML', to)] }),
        ];
        const [up, down] = [detectChange(low, high), detectChange(high, low)];
        expect('steps' in up ? up.steps : 0).toBe('steps' in down ? 0 - down.steps : 0);
      }),
    );
  });
});

const levels: readonly Level[] = [0, 1, 2, 3, 4];

/** Content with these English words; a note stands for the whole story, as in feeds that give no other. */
function words(change: Partial<Words>, note?: string): Content {
  const own = {
    headline: 'Ferries may not sail',
    whatToDo: { travellers: 'Ask your company before you leave for the port.' },
    whatHappened: 'Crews are on strike in every port of the country until Sunday.',
    ...change,
    ...(note === undefined ? {} : { changeNote: note, whatHappened: note, headline: note }),
  };
  return aContent({ words: { en: own } });
}
