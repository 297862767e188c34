import * as fc from 'fast-check';
import { expect, test } from 'vitest';

import { shorten, textOfHtml, tidy } from '#src/sources/plain-text.ts';

test.each([
  ['<p>One</p><p>Two &amp; three</p>', 'One\n\nTwo & three'],
  ['<ul><li>a</li><li>b</li></ul>', '- a\n- b'],
  ['see <a href="https://elsewhere.example">the page</a>', 'see the page'],
  ['<table><tr><td>a</td><td>b</td></tr></table>', 'a b'],
  ['<script>alert(1)</script><style>p{}</style>text', 'text'],
  ['<h2>Heading</h2>text', 'Heading\ntext'],
  ['<img alt="a map" src="map.png">', ''],
  ['unclosed <b>bold', 'unclosed bold'],
])('%s is read as %j', (html, text) => {
  expect(textOfHtml(html).replaceAll(/\n+(?=text)/g, '\n')).toBe(text);
});

test.each([
  ['one two three four', 12, 'one two …'],
  ['First. Second one. Third', 22, 'First. Second one. …'],
  ['First paragraph.\n\nSecond one.', 24, 'First paragraph. …'],
  ['short', 10, 'short'],
  ['𝒜𝒜𝒜𝒜𝒜𝒜', 7, '𝒜𝒜 …'],
])('%j in %i characters is %j', (text, longest, expected) => {
  expect(shorten(text, longest)).toBe(expected);
});

test('a shortened text fits, begins like the text and is well formed', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.integer({ min: 10, max: 100 }),
      (text, longest) => {
        const short = shorten(tidy(text), longest);
        expect(short.length).toBeLessThanOrEqual(longest);
        expect(tidy(text).startsWith(short.replace(/ …$/, ''))).toBe(true);
      },
    ),
  );
});

test('of a giant page the beginning is read', () => {
  const text = textOfHtml(`<p>first</p>${'<p>again</p>'.repeat(400_000)}<p>last</p>`);
  expect(text.startsWith('first')).toBe(true);
  expect(text).not.toContain('last');
});
