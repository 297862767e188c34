import { renamedZones } from '#src/advisory/time-zone.ts';

import type { Rhythm } from './rhythm.ts';

/** One moment that is morning for all readers of these time zones, and the calendar day that it is for them. */
export interface Morning {
  readonly rhythm: Exclude<Rhythm, 'message'>;
  readonly at: Date;
  readonly day: string;
  readonly zones: readonly string[];
}

/** When digests go out, by the clock and the week of their readers; 1 is Monday. */
export interface DigestTime {
  readonly digestAt: string;
  readonly digestWeekday: number;
}

/**
 * For each rhythm the last morning that every time zone on earth has had, those that share a moment and a day together;
 * earliest first. A day on which the clocks leave that time out has its morning when they go on.
 */
export function latestMornings(at: Date, time: DigestTime): readonly Morning[] {
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  const each = zones.flatMap((zone) => {
    const local = now.toZonedDateTimeISO(zone);
    return [
      { rhythm: 'day' as const, zone, morning: lastBy(now, local, { time, everyDays: 1 }) },
      {
        rhythm: 'week' as const,
        zone,
        morning: lastBy(now, firstDay(local, time), { time, everyDays: 7 }),
      },
    ];
  });
  const together = Map.groupBy(
    each,
    ({ rhythm, morning }) => `${rhythm} ${morning.epochMilliseconds} ${dayOf(morning)}`,
  );
  return [...together.values()]
    .flatMap((group) => {
      const [first] = group;
      if (first === undefined) return [];
      const { rhythm, morning } = first;
      const own = group.map(({ zone }) => zone);
      return [{ rhythm, at: new Date(morning.epochMilliseconds), day: dayOf(morning), zones: own }];
    })
    .toSorted((one, other) => one.at.getTime() - other.at.getTime());
}

/** The first morning after a moment on which a reader in this time zone has a digest. */
export function nextMorning(
  at: Date,
  { every, timeZone }: { readonly every: Exclude<Rhythm, 'message'>; readonly timeZone: string },
  { digestAt: plainTime, digestWeekday }: DigestTime,
): Date {
  const now = Temporal.Instant.fromEpochMilliseconds(at.getTime());
  for (let day = now.toZonedDateTimeISO(timeZone).toPlainDate(); ; day = day.add({ days: 1 })) {
    const morning = day.toZonedDateTime({ timeZone, plainTime });
    const isDue = every === 'day' || day.dayOfWeek === digestWeekday;
    if (isDue && Temporal.Instant.compare(now, morning.toInstant()) < 0)
      return new Date(morning.epochMilliseconds);
  }
}

function dayOf(morning: Temporal.ZonedDateTime): string {
  return morning.toPlainDate().toString();
}

/** The day of this week on which weekly digests go out. */
function firstDay(
  local: Temporal.ZonedDateTime,
  { digestWeekday }: DigestTime,
): Temporal.ZonedDateTime {
  return local.subtract({ days: (local.dayOfWeek - digestWeekday + 7) % 7 });
}

/** The morning of that day if it has come, or the last one before it; a day that a zone left out has none. */
function lastBy(
  now: Temporal.Instant,
  local: Temporal.ZonedDateTime,
  { time, everyDays }: { readonly time: DigestTime; readonly everyDays: number },
): Temporal.ZonedDateTime {
  for (let day = local.toPlainDate(); ; day = day.subtract({ days: everyDays })) {
    const { timeZoneId: timeZone } = local;
    const morning = day.toZonedDateTime({ timeZone, plainTime: time.digestAt });
    if (Temporal.Instant.compare(morning.toInstant(), now) <= 0) return morning;
  }
}

/** Zones without a place, which Intl does not list. */
const placeless = [
  'UTC',
  ...Array.from({ length: 12 }, (_, hours) => `Etc/GMT+${hours + 1}`),
  ...Array.from({ length: 14 }, (_, hours) => `Etc/GMT-${hours + 1}`),
];

/**
 * Every name under which a reader's zone may be kept.
 *
 * @internal exported for its test
 */
export const zones: readonly string[] = [
  ...new Set([...Intl.supportedValuesOf('timeZone'), ...placeless, ...renamedZones.flat()]),
];
