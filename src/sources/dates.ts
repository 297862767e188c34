const months = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ');

/** Zones that feeds write by name, in minutes east of UTC; not IST and the like, which are two or three. */
const zones: ReadonlyMap<string, number> = new Map(
  `UT 0,UTC 0,GMT 0,Z 0,EST -300,EDT -240,CST -360,CDT -300,MST -420,MDT -360,PST -480,PDT -420,AKST -540,AKDT -480,HST -600,
  WET 0,WEST 60,BST 60,CET 60,CEST 120,EET 120,EEST 180,MSK 180,WAT 60,CAT 120,SAST 120,EAT 180,PKT 300,SGT 480,HKT 480,
  AWST 480,JST 540,KST 540,ACST 570,ACDT 630,AEST 600,AEDT 660,NZST 720,NZDT 780`
    .split(',')
    .map((pair) => pair.trim().split(' '))
    .map(([name = '', minutes]) => [name, Number(minutes)]),
);

const clockPart = /(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?/.source;
const zonePart = /\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?$/.source;
const numbers = new RegExp(
  String.raw`^(?:\w{2,9},? )?(\d{4})[-/](\d{1,2})[-/](\d{1,2})${clockPart}${zonePart}`,
);
const words = new RegExp(
  String.raw`^(?:\w{2,9},? ?)?(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})${clockPart}${zonePart}`,
);

/**
 * An instant as publishers write it: RFC 822 with or without a time, weekday or four digits of the year, ISO 8601, or seconds
 * or milliseconds since 1970. A time that names no zone is one of the zone given, a day alone its beginning by UTC. Undefined
 * for any other, for days that do not exist and for years that are not ours: no time is better than a wrong one.
 */
export function dateIn(said: unknown, zone = 'UTC'): Date | undefined {
  if (typeof said === 'number') return plausible(epochMs(said));
  if (typeof said !== 'string') return undefined;
  const line = said.trim().replaceAll(/\s+/g, ' ').slice(0, 60);
  if (/^\d{9,14}(?:\.\d+)?$/.test(line)) return plausible(epochMs(Number(line)));
  const [day, clock] = partsIn(line);
  return day === undefined ? undefined : plausible(instantOf(day, clock, zone));
}

/** For a content: in force since the source last changed it, as far as that is known. */
export function effectiveSince(changedAt: Date | undefined): { readonly effectiveAt?: string } {
  return changedAt === undefined ? {} : { effectiveAt: changedAt.toISOString() };
}

/** Documents contain the year 0001 and milliseconds beyond all calendars. */
function plausible(ms: number | undefined): Date | undefined {
  const instant = new Date(ms ?? Number.NaN);
  const year = instant.getUTCFullYear();
  return year >= 1970 && year < 2100 ? instant : undefined;
}

/** Seconds or milliseconds, whatever the documentation says: seconds reach this magnitude in the year 5138. */
function epochMs(epoch: number): number {
  return Math.abs(epoch) < 1e11 ? epoch * 1000 : epoch;
}

type Clock = readonly (string | undefined)[];

function partsIn(line: string): readonly [day: Day | undefined, clock: Clock] {
  const [, ...inNumbers] = numbers.exec(line) ?? [];
  if (inNumbers.length > 0) {
    const [year, month, day, ...clock] = inNumbers;
    return [{ year: Number(year), month: Number(month), day: Number(day) }, clock];
  }
  const [, ...inWords] = words.exec(line) ?? [];
  if (inWords.length === 0) return [undefined, []];
  const [day, name = '', year = '', ...clock] = inWords;
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return [{ year: wholeYear(year), month, day: Number(day) }, clock];
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function instantOf(day: Day, clock: Clock, unsaid: string): number | undefined {
  const [hour, , , zone = hour === undefined ? 'UTC' : unsaid] = clock;
  const midnight = midnightOf(day);
  const past = secondsOf(clock);
  if (midnight === undefined || past === undefined) return undefined;
  const wall = midnight + past * 1000;
  const east = eastOf(zone, wall);
  return east === undefined ? undefined : wall - east * 60_000;
}

function midnightOf({ year, month, day }: Day): number | undefined {
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  return exists ? midnight.getTime() : undefined;
}

function secondsOf(clock: Clock): number | undefined {
  const [hour = 0, minute = 0, second = 0] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  return hour <= 24 && minute <= 59 && second <= 60
    ? (hour * 60 + minute) * 60 + second
    : undefined;
}

/** How far a zone is ahead of UTC, in minutes; of one of the world's time zones when its clocks show this. */
function eastOf(zone: string, wall: number): number | undefined {
  if (zone.includes('/')) {
    const shown = Temporal.Instant.fromEpochMilliseconds(wall).toZonedDateTimeISO('UTC');
    const there = shown.toPlainDateTime().toZonedDateTime(zone);
    return there.offsetNanoseconds / 60e9;
  }
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  if (sign === undefined) return zones.get(zone.toUpperCase());
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function wholeYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (Number(year) < 70 ? 2000 : 1900);
}
