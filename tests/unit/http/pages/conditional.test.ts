import { expect, test } from 'vitest';

import { isHeld } from '#src/http/pages/conditional.ts';

const changedAt = new Date('2025-07-02T14:30:00.900Z');
const current = { etag: 'W/"new"', changedAt };

test.each([
  ['nothing', {}, false],
  ['the same tag', { 'if-none-match': 'W/"new"' }, true],
  ['the same tag, as a strong one', { 'if-none-match': '"new"' }, true],
  ['the same tag among others', { 'if-none-match': '"old", W/"new"' }, true],
  ['any tag', { 'if-none-match': '*' }, true],
  ['another tag', { 'if-none-match': 'W/"old"' }, false],
  ['a tag that is longer', { 'if-none-match': 'W/"newer"' }, false],
  ['what is no tag', { 'if-none-match': 'new' }, false],
  [
    'another tag and the same date',
    { 'if-none-match': '"old"', 'if-modified-since': changedAt.toUTCString() },
    false,
  ],
  ['the same date', { 'if-modified-since': 'Wed, 02 Jul 2025 14:30:00 GMT' }, true],
  ['an earlier date', { 'if-modified-since': 'Wed, 02 Jul 2025 14:29:59 GMT' }, false],
  ['what is no date', { 'if-modified-since': 'yesterday' }, false],
])('whoever holds %s is answered so', (_held, headers, expected) => {
  expect(isHeld(headers, current)).toBe(expected);
});

test('by a date nobody holds what has none', () => {
  const held = { 'if-modified-since': 'Wed, 02 Jul 2025 14:30:00 GMT' };
  expect(isHeld(held, { etag: 'W/"new"', changedAt: undefined })).toBe(false);
});
