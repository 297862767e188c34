import { isTimeZone } from '#src/advisory/time-zone.ts';
import { rhythms } from '#src/subscription/rhythm.ts';
import type { Rhythm } from '#src/subscription/rhythm.ts';
import type { Wish } from '#src/subscription/subscription.ts';

import { oneOf, quoted, wrong } from './read-cells.ts';
import type { CellOf, Read } from './read-cells.ts';

/** What people say for each. */
const rhythmWords: Readonly<Record<string, Rhythm>> = {
  immediately: 'message',
  daily: 'day',
  weekly: 'week',
};

/** Who gets each message at once needs no time zone; a digest comes in the morning of `preset` where nothing else is said. */
export function readRhythm(of: CellOf, preset: string): Read<Wish['rhythm']> {
  const said = (of('rhythm') || 'message').toLowerCase();
  const every = oneOf('rhythm', rhythmWords[said] ?? said, rhythms);
  if (every.kind === 'wrong') return every;
  const timeZone = of('time_zone') || (every.value === 'message' ? 'UTC' : preset);
  if (isTimeZone(timeZone)) return { kind: 'right', value: { every: every.value, timeZone } };
  return wrong(`time_zone: expected one such as Asia/Kolkata, arrived ${quoted(timeZone)}`);
}
