import { activeDuring, tripProblem } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { oneOf, quoted, wrong } from './read-cells.ts';
import type { CellOf, Read } from './read-cells.ts';

const stays = ['none', 'trip', 'residence'] as const;

/** Days make a trip, where nothing else is said. */
export function readStay(of: CellOf, now: Date): Read<Wish['stay']> {
  const hasDays = of('from') !== '' || of('to') !== '';
  const kind = oneOf('stay', of('stay') || (hasDays ? 'trip' : 'none'), stays);
  if (kind.kind === 'wrong') return kind;
  if (kind.value === 'trip') return readTrip(of, now);
  if (hasDays) return wrong('from, to: these days go with stay=trip');
  return { kind: 'right', value: { kind: kind.value } };
}

function readTrip(of: CellOf, now: Date): Read<Wish['stay']> {
  const reasons = [...badDays(of), ...badCount(of('days_before'))];
  if (reasons.length > 0) return wrong(...reasons);
  const daysBefore = Number(of('days_before') || '7');
  const trip = { kind: 'trip', from: of('from'), to: of('to'), daysBefore } as const;
  const until = activeDuring(trip)?.until;
  if (until !== undefined && until <= now) return wrong('to: this trip is over');
  const problem = tripProblem(trip, now);
  if (problem === 'trip-far') return wrong('from: this trip begins more than two years from now');
  if (problem === 'trip-long')
    return wrong('to: this trip is longer than a year; for a longer stay say stay=residence');
  return { kind: 'right', value: trip };
}

function badDays(of: CellOf): readonly string[] {
  return (['from', 'to'] as const)
    .filter((column) => !isDay(of(column)))
    .map((column) => `${column}: expected a day such as 2027-03-01, arrived ${quoted(of(column))}`);
}

function badCount(text: string): readonly string[] {
  if (/^\d{0,2}$/.test(text)) return [];
  return [`days_before: expected a count of days, arrived ${quoted(text)}`];
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
