import { expect, test } from 'vitest';

import { sourceFinding } from '#src/commands/checks/source.ts';

const health = {
  id: 'xx-feed',
  reason: 'the last poll failed (SOURCE_UNREACHABLE): expected HTTP 200, got 500',
  isAlarming: false,
  lastSuccessAt: undefined,
};

test.for([
  ['is heard', { state: 'healthy' }, 'PASS'],
  ['waits for others to push', { state: 'pushed' }, 'PASS'],
  ['nobody wants to hear', { state: 'off' }, 'PASS'],
  ['was never asked', { state: 'never-asked' }, 'NOTE'],
  ['is ill since a moment', { state: 'unhealthy' }, 'NOTE'],
  ['is ill for long', { state: 'unhealthy', isAlarming: true }, 'FAIL'],
] as const)('a source that %s: %o', ([, change, verdict]) => {
  expect(sourceFinding({ ...health, ...change }).verdict).toBe(verdict);
});

test('an operator reads why a source is ill, and what to type', () => {
  expect(sourceFinding({ ...health, state: 'unhealthy' }).says).toBe(
    'xx-feed: the last poll failed (SOURCE_UNREACHABLE): expected HTTP 200, got 500. Try npm run ingest -- poll xx-feed',
  );
});
