import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from 'vitest';

const tests = join(import.meta.dirname, '..');

const upTo = (letter: string, last: number) =>
  Array.from({ length: last }, (_, n) => `${letter}${n + 1}`);

/** Lines of the requirements that hold by now. Staff's sign-in (S9) and what is served (S10) are not among them. */
const kept = [...upTo('E', 18), ...upTo('B', 6), ...upTo('S', 8), 'P7'];

test('each line on mail, bounces and privacy is named by the title of a test', () => {
  const titles = readdirSync(tests, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.test.ts'))
    .flatMap((name) => titlesIn(readFileSync(join(tests, name), 'utf8')));
  expect(
    kept.filter((line) => !titles.some((title) => new RegExp(String.raw`\b${line}\b`).test(title))),
  ).toEqual([]);
});

/** What follows `test(`, `describe(` or a table of either, up to the end of that string. */
function titlesIn(file: string): readonly string[] {
  const calls = /\b(?:test|describe|it)(?:\.each)?\b[\s\S]{0,4000}?\(\s*(['"`])(.*?)\1/g;
  return [...file.matchAll(calls)].map(([, , title]) => title ?? '');
}
