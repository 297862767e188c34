import { expect, test } from 'vitest';

import { contentDifference } from '#src/advisory/content-difference.ts';
import { aContent } from '#tests/support/builders-content.ts';

const content = aContent();
const own = { headline: '', whatToDo: {}, whatHappened: '', ...content.words['en'] };
const at = (level: 2 | 4) =>
  aContent({ appliesTo: [{ country: 'ML', level, levelWording: 'As the source words it' }] });

test('what is the same in both is left out', () => {
  expect(contentDifference(content, aContent())).toEqual([]);
});

test('a level that moved stands first, with its wording', () => {
  expect(contentDifference(at(2), { ...at(4), words: { en: { ...own, headline: 'Go' } } })).toEqual(
    [
      {
        field: 'level ML',
        stretches: [
          { kind: 'gone', text: '2:' },
          { kind: 'come', text: '4:' },
          { kind: 'common', text: 'As the source words it' },
        ],
      },
      { field: 'headline', stretches: expect.arrayContaining([{ kind: 'come', text: 'Go' }]) },
    ],
  );
});

test('a region that came and a field that went are told as such', () => {
  const { ifYouCannot, ...whatToDo } = own.whatToDo;
  const after = aContent({
    appliesTo: [
      ...content.appliesTo,
      { country: 'ML', region: 'ML-1', level: 3, levelWording: '' },
    ],
    words: { en: { ...own, whatToDo } },
  });
  expect(contentDifference(content, after)).toEqual([
    { field: 'level ML-1', stretches: [{ kind: 'come', text: '3:' }] },
    { field: 'whatToDo.ifYouCannot', stretches: [{ kind: 'gone', text: ifYouCannot }] },
  ]);
});

test.each([
  { what: 'vanished', before: content, after: undefined, kind: 'gone' },
  { what: 'is new', before: undefined, after: content, kind: 'come' },
])('of what $what every word has $kind', ({ before, after, kind }) => {
  const kinds = contentDifference(before, after).flatMap(({ stretches }) =>
    stretches.map((stretch) => stretch.kind),
  );
  expect(new Set(kinds)).toEqual(new Set([kind]));
});
