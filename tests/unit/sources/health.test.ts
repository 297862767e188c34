import { describe, expect, test } from 'vitest';

import { policy } from '#config/policy.ts';
import { conditionOf } from '#src/sources/health.ts';
import type { Heard } from '#src/sources/health.ts';

const now = new Date('2026-11-01T12:00:00Z');
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const daysAgo = (days: number) => minutesAgo(days * 1440);
const { sourceSilentDays: silentDays } = policy;
const polled = {
  kind: 'polled',
  mode: 'signal',
  everySeconds: 900,
  url: 'https://feed.example',
  licence: 'OGL-UK-3.0',
} as const;
const heard: Heard = {
  failures: 0,
  incomplete: 0,
  lastError: undefined,
  lastReason: undefined,
  firstAskedAt: daysAgo(100),
  lastChangeAt: daysAgo(1),
  nextPollAt: minutesAgo(-10),
};
const refused = { lastError: 'SOURCE_UNREADABLE', lastReason: 'expected a list, got half of one' };
const unread = { lastError: 'documents-unread', lastReason: 'mali could not be read' };

describe('C5: how a source is', () => {
  test.for([
    ['answers in time', {}, 'healthy', false],
    ['is a little late', { nextPollAt: minutesAgo(14) }, 'healthy', false],
    ['is asked by nobody for a whole period', { nextPollAt: minutesAgo(16) }, 'unhealthy', true],
    ['failed once', { ...refused, failures: 1 }, 'unhealthy', false],
    ['failed three times in a row', { ...refused, failures: 3 }, 'unhealthy', true],
    ['was read but for a page', { ...unread, incomplete: 1 }, 'unhealthy', false],
    ['is read but for a page again and again', { ...unread, incomplete: 3 }, 'unhealthy', true],
    ['was never asked', { nextPollAt: undefined, failures: 0 }, 'never-asked', false],
    ['has said nothing new for long', { lastChangeAt: daysAgo(silentDays + 1) }, 'unhealthy', true],
    ['has said nothing new for a while', { lastChangeAt: daysAgo(silentDays) }, 'healthy', false],
    ['has never said anything', { lastChangeAt: undefined }, 'unhealthy', true],
    [
      'has not said anything yet',
      { lastChangeAt: undefined, firstAskedAt: daysAgo(2) },
      'healthy',
      false,
    ],
  ] as const)('a source that %s', ([, change, state, isAlarming]) => {
    const condition = conditionOf(polled, { ...heard, ...change }, now);
    expect(condition).toMatchObject({ state, isAlarming });
    expect(condition.reason === undefined).toBe(state !== 'unhealthy');
  });

  test('a source that is slow by nature may be silent for longer', () => {
    const slow = { ...polled, silentAfterDays: 60 };
    expect(conditionOf(slow, { ...heard, lastChangeAt: daysAgo(silentDays + 1) }, now).state).toBe(
      'healthy',
    );
  });

  test('the reason says what happened, in words', () => {
    const { reason } = conditionOf(polled, { ...heard, ...refused, failures: 2 }, now);
    expect(reason).toBe(
      '2 polls failed in a row (SOURCE_UNREADABLE): expected a list, got half of one',
    );
  });

  test.each([
    ['pushed', { kind: 'pushed', mode: 'review', licence: '' } as const],
    ['off', { ...polled, off: true }],
  ] as const)('one that is %s is never ill', (state, config) => {
    expect(conditionOf(config, { ...heard, ...refused, failures: 9 }, now).state).toBe(state);
  });
});
