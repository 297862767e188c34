import { describe, expect, test } from 'vitest';

import { relaxedBody, relaxedHeader } from '#src/channels/email/dkim/canonical.ts';

describe('E3 · a header field in relaxed form (RFC 6376 §3.4.2)', () => {
  test.each([
    ['names are written in lower case', 'SubJect: x', 'subject:x'],
    ['space around the colon goes', 'Subject \t:\t x', 'subject:x'],
    ['folded lines are joined', 'Subject: one\r\n\ttwo\r\n three', 'subject:one two three'],
    ['runs of spaces and tabs become one', 'Subject: one \t  two', 'subject:one two'],
    ['space at the end goes', 'Subject: one \t ', 'subject:one'],
    ['a colon in the value stays', 'Subject: one: two', 'subject:one: two'],
    ['nothing may follow the name', 'Subject:', 'subject:'],
    ['upper case in the value stays', 'Subject: ONE', 'subject:ONE'],
    [
      'bytes of other alphabets stay, also where one looks like a space',
      'To: \xc3\xa0\xa0',
      'to:\xc3\xa0\xa0',
    ],
  ])('%s', (_, field, canonical) => {
    expect(relaxedHeader(field)).toBe(canonical);
  });
});

describe('E3 · a body in relaxed form (RFC 6376 §3.4.4)', () => {
  test.each([
    ['as it is', 'one\r\ntwo\r\n', 'one\r\ntwo\r\n'],
    ['runs of spaces and tabs become one', 'one \t two\r\n', 'one two\r\n'],
    ['a tab becomes a space', 'one\ttwo\r\n', 'one two\r\n'],
    ['space at the end of a line goes', 'one \t\r\ntwo \r\n', 'one\r\ntwo\r\n'],
    ['space at the beginning of a line stays, once', '  one\r\n', ' one\r\n'],
    ['lines that are empty at the end go', 'one\r\n\r\n\r\n', 'one\r\n'],
    ['so do lines of nothing but space', 'one\r\n \t\r\n  \r\n', 'one\r\n'],
    ['empty lines in the middle stay', 'one\r\n\r\ntwo\r\n', 'one\r\n\r\ntwo\r\n'],
    ['a line end is added where the last one lacks it', 'one', 'one\r\n'],
    ['also behind space', 'one ', 'one\r\n'],
    ['a body of empty lines is empty', '\r\n\r\n', ''],
    ['an empty body stays empty', '', ''],
  ])('%s', (_, body, canonical) => {
    expect(relaxedBody(body)).toBe(canonical);
  });

  test('a million spaces are rewritten at once', () => {
    expect(relaxedBody(`a${' '.repeat(1_000_000)}b`)).toBe('a b\r\n');
  });
});
