import { InvalidBody } from '#src/http/fault.ts';
import type { Fault } from '#src/http/fault.ts';
import { tripProblem } from '#src/subscription/stay.ts';
import type { TripProblem } from '#src/subscription/stay.ts';
import type { Wish } from '#src/subscription/subscription.ts';

interface Fitting {
  /** Languages offered to citizens. */
  readonly languages: readonly string[];
  readonly now: Date;
}

/** What one schema cannot say of wishes in a body: it knows neither the issuer's languages nor what day it is. */
export function refuseUnfit(
  sent: readonly { readonly wish: Wish; readonly pointer: string }[],
  fitting: Fitting,
): void {
  const faults = sent.flatMap(({ wish, pointer }) =>
    faultsOf(wish, fitting).map((fault) => ({ ...fault, pointer: `${pointer}${fault.pointer}` })),
  );
  if (faults.length > 0) throw new InvalidBody(faults);
}

function faultsOf({ language, stay }: Wish, { languages, now }: Fitting): readonly Fault[] {
  const faults: Fault[] = [];
  if (!languages.includes(language)) {
    const expected = `expected one of ${languages.join(', ')}`;
    faults.push({ pointer: '/language', expected, arrived: language });
  }
  const problem = stay.kind === 'trip' ? tripProblem(stay, now) : undefined;
  if (stay.kind === 'trip' && problem !== undefined) {
    const [field, expected] = tripRefusals[problem];
    faults.push({ pointer: `/stay/${field}`, expected, arrived: stay[field] });
  }
  return faults;
}

const tripRefusals: Readonly<Record<TripProblem, readonly [field: 'from' | 'to', string]>> = {
  'trip-order': ['to', 'expected a trip that ends no earlier than it begins'],
  'trip-over': ['to', 'expected a day that is still to come: this trip is over'],
  'trip-far': ['from', 'expected a trip that begins within two years'],
  'trip-long': ['to', 'expected a trip of at most a year; for a longer stay ask as a resident'],
};
