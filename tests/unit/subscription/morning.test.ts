import { expect, test } from 'vitest';

import { policy } from '#config/policy.ts';
import { isTimeZone } from '#src/advisory/time-zone.ts';
import { labelOfZone } from '#src/subscription/match.ts';
import { latestMornings, zones } from '#src/subscription/morning.ts';
import type { Morning } from '#src/subscription/morning.ts';

function morningOf(rhythm: Morning['rhythm'], zone: string, at: string): string | undefined {
  const found = latestMornings(new Date(at), policy).filter(
    (morning) => morning.rhythm === rhythm && morning.zones.includes(zone),
  );
  expect(found).toHaveLength(1);
  return found[0] && `${found[0].at.toISOString()} ${found[0].day}`;
}

test.each([
  // On time, and a moment before it.
  ['Asia/Kolkata', '2026-11-23T01:30:00Z', '2026-11-23T01:30:00.000Z 2026-11-23'],
  ['Asia/Kolkata', '2026-11-23T01:29:59.999Z', '2026-11-22T01:30:00.000Z 2026-11-22'],
  // New York goes on summer time on 8 March and back on 1 November: its morning moves by an hour, and back.
  ['America/New_York', '2026-03-07T20:00:00Z', '2026-03-07T12:00:00.000Z 2026-03-07'],
  ['America/New_York', '2026-03-08T20:00:00Z', '2026-03-08T11:00:00.000Z 2026-03-08'],
  ['America/New_York', '2026-10-31T20:00:00Z', '2026-10-31T11:00:00.000Z 2026-10-31'],
  ['America/New_York', '2026-11-01T20:00:00Z', '2026-11-01T12:00:00.000Z 2026-11-01'],
  // Samoa left 30 December 2011 out: after the morning of the 29th comes that of the 31st.
  ['Pacific/Apia', '2011-12-30T12:00:00Z', '2011-12-29T17:00:00.000Z 2011-12-29'],
  ['Pacific/Apia', '2011-12-30T17:00:00Z', '2011-12-30T17:00:00.000Z 2011-12-31'],
])('the last morning in %s at %s', (zone, at, expected) => {
  expect(morningOf('day', zone, at)).toBe(expected);
});

test.each([
  ['Asia/Kolkata', '2026-11-23T01:30:00Z', '2026-11-23T01:30:00.000Z 2026-11-23'],
  ['Asia/Kolkata', '2026-11-23T01:00:00Z', '2026-11-16T01:30:00.000Z 2026-11-16'],
  ['Asia/Kolkata', '2026-11-29T18:00:00Z', '2026-11-23T01:30:00.000Z 2026-11-23'],
  // On Sunday the clocks changed.
  ['America/New_York', '2026-11-02T13:00:00Z', '2026-11-02T12:00:00.000Z 2026-11-02'],
  ['America/New_York', '2026-11-01T13:00:00Z', '2026-10-26T11:00:00.000Z 2026-10-26'],
])('the last Monday morning in %s at %s', (zone, at, expected) => {
  expect(morningOf('week', zone, at)).toBe(expected);
});

test('every zone has one morning of each rhythm, and those that share a moment share a digest unless their days differ', () => {
  const mornings = latestMornings(new Date('2026-11-23T18:00:00Z'), policy);
  for (const rhythm of ['day', 'week'] as const) {
    const own = mornings.filter((morning) => morning.rhythm === rhythm);
    expect(own.flatMap((morning) => morning.zones).toSorted()).toEqual(zones.toSorted());
    expect(new Set(own.map(({ at, day }) => `${at.toISOString()} ${day}`)).size).toBe(own.length);
  }
  const daysApart = mornings
    .filter(({ rhythm, at }) => rhythm === 'day' && at.toISOString() === '2026-11-23T18:00:00.000Z')
    .map(({ day }) => day);
  expect(daysApart.toSorted()).toEqual(['2026-11-23', '2026-11-24']); // Midway, and Apia across the date line
});

test('every zone that a wish may name has its mornings, whatever name it was given', () => {
  expect(zones.every(isTimeZone)).toBe(true);
  const labels = new Set(zones.map((zone) => `zone:${zone}`));
  const given = ['Asia/Kolkata', 'asia/kolkata', 'US/Eastern', 'Etc/UTC', 'Europe/Kyiv', 'GMT'];
  for (const name of [...given, ...zones]) expect(labels).toContain(labelOfZone(name));
  expect(labelOfZone('Asia/Kolkata')).toBe(labelOfZone('Asia/Calcutta'));
});

test('an offset is no time zone: it knows nothing of the day on which the clocks change', () => {
  expect(isTimeZone('+05:30')).toBe(false);
});
