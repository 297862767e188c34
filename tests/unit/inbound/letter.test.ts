import { expect, test } from 'vitest';

import { readLetter } from '#src/inbound/letter.ts';

const letter = (...head: readonly string[]) =>
  readLetter(Buffer.from(`${head.join('\r\n')}\r\n\r\nbody\r\nAuto-Submitted: auto-replied\r\n`));

test.each([
  ['From alone', ['From: Asha <asha@example.org>'], 'asha@example.org'],
  ['Reply-To before From', ['From: a@example.org', 'Reply-To: b@example.org'], 'b@example.org'],
  [
    'Reply-To that names several',
    ['From: a@example.org', 'Reply-To: b@x.org, c@x.org'],
    'a@example.org',
  ],
  ['nobody', ['Subject: x'], undefined],
  ['several authors', ['From: a@example.org, b@example.org'], undefined],
  ['a domain in other letters', ['From: ana@münchen.de'], 'ana@xn--mnchen-3ya.de'],
  ['a domain in A-labels', ['From: ana@xn--mnchen-3ya.de'], 'ana@xn--mnchen-3ya.de'],
  ['a name in other letters', ['From: josé@example.org'], undefined],
  ['Reply-To in other letters', ['From: a@example.org', 'Reply-To: josé@example.org'], undefined],
  ['a name in Hindi', ['From: आशा@example.org'], undefined],
  ['letters that cannot be seen', ['From: a\u200db@example.org'], undefined],
  ['quotes', ['From: "a b"@example.org'], undefined],
  ['an address literal', ['From: a@[192.0.2.1]'], undefined],
])('is answered to: %s', async (_what, head, replyTo) => {
  expect((await letter(...head)).replyTo).toBe(replyTo);
});

test.each([
  ['a person', 'Subject: Re: alert', false],
  ['a person whose program says so', 'Auto-Submitted: no', false],
  ['an absent person’s program', 'Auto-Submitted: auto-replied (vacation)', true],
  ['a list', 'List-Id: <a.list.example>', true],
  ['a newsletter', 'Precedence: bulk', true],
  ['an old program', 'X-Autoreply: yes', true],
])('was written by %s: %s', async (_who, field, isAutomatic) => {
  expect((await letter('From: a@example.org', field)).isAutomatic).toBe(isAutomatic);
});
