import { expect, test } from 'vitest';

import { isOneAddress } from '#src/channels/email/address.ts';
import { createAllowlist } from '#src/channels/email/allowlist.ts';

test.each([
  [[], 'a@example.org', false],
  [['*'], 'a@example.org', true],
  [['a@example.org'], 'A@Example.org', true],
  [['a@example.org'], 'b@example.org', false],
  [['@example.org'], 'b@EXAMPLE.org', true],
  [['@example.org'], 'b@sub.example.org', false],
  [['@example.org'], 'b@badexample.org', false],
  [['example.org'], 'b@example.org', false],
  [['@example.org', 'c@else.example'], 'c@else.example', true],
  [['*@example.org'], 'b@example.org', false],
])('with %j, may %s be mailed: %s', (entries, address, allowed) => {
  expect(createAllowlist(entries)(address)).toBe(allowed);
});

test.each([
  ['asha@example.org', true],
  ['आशा@example.org', true],
  ["o'neil+x@example.org", true],
  ['a@example.org, b@example.org', false],
  ['a@example.org,b@example.org', false],
  ['a@b@example.org', false],
  ['a@example.org\r\nDATA', false],
  ['a\0@example.org', false],
  ['a\u2028@example.org', false],
  ['<a@example.org>', false],
  ['a@example.org> NOTIFY=NEVER', false],
  ['a\u202e@example.org', false],
  ['example.org', false],
])('E1, E11 · is %j one address: %s', (text, one) => {
  expect(isOneAddress(text)).toBe(one);
});
