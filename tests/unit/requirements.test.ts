import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

const tests = join(import.meta.dirname, '..');

const upTo = (letter: string, last: number) =>
  Array.from({ length: last }, (_, n) => `${letter}${n + 1}`);

/** Lines of the requirements that hold by now. Staff's sign-in (S9) and what is served (S10) are not among them. */
const kept = [
  ...upTo('E', 18),
  ...upTo('B', 6),
  ...upTo('C', 6),
  ...upTo('S', 8),
  ...upTo('W', 9),
  'P7',
];

test('each line on mail, bounces, CAP, webhooks and privacy is named by the title of a test', () => {
  const titles = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => titlesIn(readFileSync(join(tests, name), 'utf8')));
  expect(titles.length).toBeGreaterThan(1_000);
  expect(unnamedIn(titles)).toEqual([]);
});

test('a line is named by titles alone: neither by what a test does nor by a part of a longer name', () => {
  const file = [
    "test('E1 · one message to one recipient', () => {",
    "  expect('E2').toBe('E3');",
    '});',
    'test.each<Case>([',
    "  { asked: f('E4'), is: ('E5') },",
    "])('E6 · $asked threads', () => {});",
    'describe.skipIf(!hasDkimpy)(',
    '  `E7 · a token`, () => {',
    "    test.for([1])('E18 · %s', () => sent('E9'));",
    '  });',
    '/* test("E10") */',
  ].join('\n');
  expect(titlesIn(file)).toEqual([
    'E1 · one message to one recipient',
    'E6 · $asked threads',
    'E7 · a token',
    'E18 · %s',
  ]);
  const others = kept.filter((line) => !['E1', 'E6', 'E7', 'E18'].includes(line));
  expect(unnamedIn(titlesIn(file))).toEqual(others);
});

function unnamedIn(titles: readonly string[]): readonly string[] {
  return kept.filter((line) => {
    const named = new RegExp(String.raw`\b${line}\b`);
    return !titles.some((title) => named.test(title));
  });
}

/** The first string of each `test(` or `describe(` that begins a line, after its table or condition where it has one. */
function titlesIn(file: string): readonly string[] {
  const calls = /^\s*(?:test|describe)(?:\.\w+(?:<[^(]*>)?(?:\([^]*?\))?)*\(\s*(['"`])(.*?)\1/gm;
  return [...file.matchAll(calls)].map(([, , title]) => title ?? '');
}
