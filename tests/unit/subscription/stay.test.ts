import { expect, test } from 'vitest';

import { alertedDays, firstMorning, isOver, tripProblem } from '#src/subscription/stay.ts';
import type { FollowedPlace } from '#src/subscription/subscription.ts';

const mali: FollowedPlace = { kind: 'country', country: 'ML' };
const bamako: FollowedPlace = { kind: 'region', region: 'ML-BKO' };
const india: FollowedPlace = { kind: 'country', country: 'IN' };
const states: FollowedPlace = { kind: 'country', country: 'US' };

test.each<{ where: string; places: FollowedPlace[]; morning: string }>([
  { where: 'in Mali', places: [mali], morning: '2026-03-04T06:00:00Z' },
  { where: 'in a region of Mali', places: [bamako], morning: '2026-03-04T06:00:00Z' },
  { where: 'in India', places: [india], morning: '2026-03-04T00:30:00Z' },
  { where: 'in India and Mali', places: [india, mali], morning: '2026-03-04T06:00:00Z' },
  {
    where: 'in the United States, on Hawaii too',
    places: [states],
    morning: '2026-03-04T16:00:00Z',
  },
  {
    where: 'where nobody lives',
    places: [{ kind: 'country', country: 'BV' }],
    morning: '2026-03-04T18:00:00Z',
  },
  { where: 'everywhere', places: [{ kind: 'everywhere' }], morning: '2026-03-04T18:00:00Z' },
])('the first morning of a trip is when it is six o’clock $where', ({ places, morning }) => {
  expect(firstMorning({ from: '2026-03-04' }, places)).toEqual(new Date(morning));
});

test.each([
  { trip: ['2026-03-04', '2026-03-04'], at: '2026-03-05T11:59:59Z', problem: undefined },
  { trip: ['2026-03-04', '2026-03-04'], at: '2026-03-05T12:00:00Z', problem: 'trip-over' },
  { trip: ['2026-03-04', '2026-03-03'], at: '2026-03-01T00:00:00Z', problem: 'trip-order' },
  { trip: ['2026-03-04', '2027-03-04'], at: '2026-03-01T00:00:00Z', problem: undefined },
  { trip: ['2026-03-04', '2027-03-05'], at: '2026-03-01T00:00:00Z', problem: 'trip-long' },
  { trip: ['2028-03-01', '2028-03-02'], at: '2026-03-01T00:00:00Z', problem: undefined },
  { trip: ['2028-03-06', '2028-03-07'], at: '2026-03-01T00:00:00Z', problem: 'trip-far' },
])('a trip of $trip asked for at $at: $problem', ({ trip: [from = '', to = ''], at, problem }) => {
  expect(tripProblem({ from, to }, new Date(at))).toBe(problem);
});

test('a trip is over when the day after its last has ended everywhere on earth', () => {
  const stay = { kind: 'trip', from: '2026-03-04', to: '2026-03-05', daysBefore: 7 } as const;
  expect(isOver(stay, new Date('2026-03-07T11:59:59Z'))).toBe(false);
  expect(isOver(stay, new Date('2026-03-07T12:00:00Z'))).toBe(true);
  expect(isOver({ kind: 'residence' }, new Date('2036-03-07T12:00:00Z'))).toBe(false);
  expect(alertedDays(stay)).toBe(10);
});
