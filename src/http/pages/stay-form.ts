import { z } from 'zod';

import type { FormError } from '#src/rendering/wish-values.ts';
import { tripProblem } from '#src/subscription/stay.ts';
import { longestDaysBefore } from '#src/subscription/subscription.ts';
import type { Stay } from '#src/subscription/subscription.ts';

import type { Read, Typed } from './typed.ts';

type StayTyped = Pick<Typed, 'stay' | 'from' | 'to' | 'before'>;

/** What somebody does at the places: of a trip, days that are still to come. */
export function readStay(typed: StayTyped, now: Date): Read<Stay> {
  switch (typed.stay) {
    case '':
    case 'none':
      return { kind: 'right', value: { kind: 'none' } };
    case 'residence':
      return { kind: 'right', value: { kind: 'residence' } };
    case 'trip':
      return readTrip(typed, now);
    default:
      return wrong([{ field: 'stay', code: 'stay-missing' }]);
  }
}

const daySchema = z.iso.date();

function readTrip({ from, to, before }: StayTyped, now: Date): Read<Stay> {
  const errors = [...dayErrors('from', from), ...dayErrors('to', to), ...beforeErrors(before)];
  if (errors.length > 0) return wrong(errors);
  const problem = tripProblem({ from, to }, now);
  if (problem !== undefined)
    return wrong([{ field: problem === 'trip-far' ? 'from' : 'to', code: problem }]);
  return { kind: 'right', value: { kind: 'trip', from, to, daysBefore: Number(before) } };
}

function dayErrors(field: 'from' | 'to', text: string): readonly FormError[] {
  if (text.trim() === '') return [{ field, code: `${field}-missing` }];
  return daySchema.safeParse(text).success ? [] : [{ field, code: 'day-invalid' }];
}

function beforeErrors(text: string): readonly FormError[] {
  const isNumber = /^\d{1,3}$/.test(text) && Number(text) <= longestDaysBefore;
  return isNumber ? [] : [{ field: 'before', code: 'before-invalid' }];
}

function wrong(errors: readonly FormError[]): Read<Stay> {
  return { kind: 'wrong', errors };
}
