import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { wordDifference } from '#src/advisory/word-difference.ts';

const marks = { common: ['', ''], gone: ['[-', '-]'], come: ['{+', '+}'] } as const;

function shown(before: string, after: string): string {
  return wordDifference(before, after)
    .map(({ kind, text }) => `${marks[kind][0]}${text}${marks[kind][1]}`)
    .join(' ');
}

test.each([
  ['Stay at home.', 'Stay at home.', 'Stay at home.'],
  ['two workers were taken', 'three workers were taken', '[-two-] {+three+} workers were taken'],
  ['Stay in.', 'Stay in. Do not go out.', 'Stay in. {+Do not go out.+}'],
  ['Stay in after dark.', 'Stay in.', 'Stay [-in after dark.-] {+in.+}'],
  ['', 'New', '{+New+}'],
  ['Old', '', '[-Old-]'],
  ['', '', ''],
  ['a b c d', 'x b y d', '[-a b c-] {+x b y+} d'],
  ['One.\nTwo.', 'One.\nThree.', 'One.\n [-Two.-] {+Three.+}'],
  ['यात्रा न करें', 'यात्रा करें', 'यात्रा [-न-] करें'],
  ['لا تسافروا الآن', 'تسافروا الآن', '[-لا-] تسافروا الآن'],
])('%j becomes %j: %s', (before, after, says) => {
  expect(shown(before, after)).toBe(says);
});

function wordsOf(kinds: readonly string[], all: ReturnType<typeof wordDifference>) {
  return all
    .filter(({ kind }) => kinds.includes(kind))
    .flatMap((stretch) => stretch.text.match(/\n|\S+/g) ?? []);
}

test('whatever two texts say, nothing of either is lost', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd', '\n'), { maxLength: 30 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const stretches = wordDifference(before.join(' '), after.join(' '));
      expect(wordsOf(['common', 'gone'], stretches)).toEqual(before);
      expect(wordsOf(['common', 'come'], stretches)).toEqual(after);
    }),
  );
});

test('texts too long to compare word by word are told apart at once', () => {
  const before = Array.from({ length: 3000 }, (_none, n) => `a${n}`).join(' ');
  const after = before.replaceAll('a', 'b');
  expect(wordDifference(before, after).map(({ kind }) => kind)).toEqual(['gone', 'come']);
});
