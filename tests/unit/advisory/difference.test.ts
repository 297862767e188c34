import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { difference } from '#src/advisory/difference.ts';

const page =
  'Protests may start without warning. Keep away from them and follow what the authorities say. ';

test.each([
  ['Stay at home.', 'Stay at home', 'none'],
  ['Stay  at\nhome', 'stay at “home”', 'none'],
  ['', '', 'none'],
  ['', '…', 'none'],
  ['Stay at home', '', 'real'],
  ['More demonstrations are likely', 'More demonstratons are likely', 'slight'],
  ['More demonstrations are likely', 'More demonstratiosn are likely', 'slight'],
  ['Go to the embassy', 'Go to an embassy', 'slight'],
  ['Travel is not safe', 'Travel is safe', 'real'],
  ['Do not go to Iran now', 'Do not go to Iraq now', 'real'],
  ['the northern provinces', 'the southern provinces', 'real'],
  ['within 30km', 'within 50km', 'real'],
  ['on the sixth day', 'on the sixty day', 'real'],
  ['you are unable to leave', 'you are enable to leave', 'real'],
  ['Keep away from A, stay in B', 'Keep away from B, stay in A', 'real'],
  ['यात्रा न करें', 'यात्रा करें', 'real'],
  ['لا تسافروا', 'تسافروا', 'real'],
  [page.repeat(50), page.repeat(49), 'real'],
  [page.repeat(50), page.repeat(50).replace('Protests', 'protests'), 'none'],
] as const)('%j and %j differ: %s', (before, after, expected) => {
  expect(difference(before, after)).toBe(expected);
});

test('many small slips together are more than slips', () => {
  const before = 'crossing borders remains difficult everywhere';
  expect(difference(before, 'crosing bordrs remans dificult everywhre')).toBe('real');
});

test('two pages with nothing in common are told apart in reasonable time', () => {
  const [a, b] = ['alpha beta ', 'gamma delta '].map((words) => words.repeat(100_000));
  expect(difference(a ?? '', b ?? '')).toBe('real');
});

test('a text never differs from itself, and two texts differ alike both ways round', () => {
  const text = fc
    .array(fc.constantFrom('stay', 'home', 'homes', 'the', 'not', '7', 'लोग', '—'))
    .map((words) => words.join(' '));
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(difference(a, a)).toBe('none');
      expect(difference(a, b) === 'none').toBe(difference(b, a) === 'none');
    }),
  );
});
