import { expect, test } from 'vitest';

import { issuer } from '#config/issuer.ts';
import { userAgentOf } from '#src/user-agent.ts';

test('a publisher reads in its log which ministry asks, and where to turn', () => {
  expect(userAgentOf(issuer, 'https://alerts.example')).toBe(
    'consular-alerts (Ministry of External Affairs, India; +https://alerts.example; privacy@alerts.example)',
  );
});

test.each([
  [
    'a name that no header can hold is left to the id',
    { en: 'विदेश मंत्रालय' },
    /^consular-alerts \(xx-mfa; privacy@/,
  ],
  [
    'brackets do not end the comment',
    { en: 'Foreign Office (XX); Desk' },
    /^consular-alerts \(Foreign Office  XX   Desk; privacy@[^()]*\)$/,
  ],
])('%s', (_what, name, expected) => {
  expect(userAgentOf({ ...issuer, id: 'xx-mfa', name }, undefined)).toMatch(expected);
});
