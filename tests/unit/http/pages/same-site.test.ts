import { expect, test } from 'vitest';

import { isFromElsewhere } from '#src/http/pages/same-site.ts';

const host = 'alerts.example';

test.each([
  { from: 'a page of ours', headers: { 'sec-fetch-site': 'same-origin' } },
  { from: 'the address bar', headers: { 'sec-fetch-site': 'none' } },
  { from: 'an older browser on a page of ours', headers: { origin: 'https://alerts.example' } },
  { from: 'an older browser on a page that hides its address', headers: { origin: 'null' } },
  { from: 'a program that is no browser', headers: {} },
])('S4 · a form sent from $from is taken', ({ headers }) => {
  expect(isFromElsewhere({ headers, host })).toBe(false);
});

test.each([
  {
    from: 'another site',
    headers: { 'sec-fetch-site': 'cross-site', origin: 'https://alerts.example' },
  },
  { from: 'a neighbour below the same domain', headers: { 'sec-fetch-site': 'same-site' } },
  { from: 'another site by an older browser', headers: { origin: 'https://evil.example' } },
  { from: 'another port of the same host', headers: { origin: 'https://alerts.example:8443' } },
  { from: 'something that is no origin', headers: { origin: 'alerts.example' } },
])('S4 · a form sent from $from is refused', ({ headers }) => {
  expect(isFromElsewhere({ headers, host })).toBe(true);
});
