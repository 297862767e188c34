import { expect, test } from 'vitest';

import { sourceFinding } from '#src/commands/checks/source.ts';

const polled = {
  kind: 'polled',
  mode: 'signal',
  everySeconds: 900,
  url: 'https://feed.example',
  licence: 'OGL-UK-3.0',
} as const;
const pushed = { kind: 'pushed', mode: 'review', licence: 'open' } as const;
const now = new Date('2026-11-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const heard = {
  id: 'xx-feed',
  kind: 'polled',
  mode: 'signal',
  lastSuccessAt: minutesAgo(5),
  lastChangeAt: undefined,
  nextPollAt: minutesAgo(-10),
  failures: 0,
  lastError: undefined,
} as const;
const failing = { lastError: 'SOURCE_UNREACHABLE' };

test.for([
  ['was heard of in time', {}, polled, 'PASS'],
  ['is a little late', { nextPollAt: minutesAgo(14) }, polled, 'PASS'],
  ['is overdue by more than a whole period', { nextPollAt: minutesAgo(16) }, polled, 'FAIL'],
  ['was never polled', { nextPollAt: undefined }, polled, 'NOTE'],
  ['failed twice', { ...failing, failures: 2 }, polled, 'NOTE'],
  ['failed three times in a row', { ...failing, failures: 3 }, polled, 'FAIL'],
  ['waits for others to push', { nextPollAt: undefined }, pushed, 'PASS'],
] as const)('a source that %s: %o', ([, health, config, verdict]) => {
  expect(sourceFinding({ ...heard, ...health }, config, now).verdict).toBe(verdict);
});
