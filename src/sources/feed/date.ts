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

const time = /(?:[T ,]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?)?/.source;
const zone = /\s*([+-]\d{2}:?\d{2}|[A-Za-z]{1,5})?$/.source;
const numbers = new RegExp(
  String.raw`^(?:\w{2,9},? )?(\d{4})[-/](\d{1,2})[-/](\d{1,2})${time}${zone}`,
);
const words = new RegExp(
  String.raw`^(?:\w{2,9},? ?)?(\d{1,2})[ -]([A-Za-z]{3,9})\.?[ -](\d{4}|\d{2})${time}${zone}`,
);

/**
 * A date as feeds write it: RFC 822 with or without a time, weekday or four digits of the year, or ISO 8601. Without a
 * zone it is taken for UTC, without a time for the day's beginning. Undefined for any other, and for days that do not exist.
 */
export function dateIn(text: string | undefined): Date | undefined {
  const line = (text ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 60);
  const [, ...inNumbers] = numbers.exec(line) ?? [];
  const [, ...inWords] = words.exec(line) ?? [];
  if (inNumbers.length > 0) {
    const [year, month, day, ...clock] = inNumbers;
    return instantOf({ year: Number(year), month: Number(month), day: Number(day) }, clock);
  }
  if (inWords.length === 0) return undefined;
  const [day, name = '', year = '', ...clock] = inWords;
  const month = months.indexOf(name.slice(0, 3).toLowerCase()) + 1;
  return instantOf({ year: wholeYear(year), month, day: Number(day) }, clock);
}

interface Day {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

function instantOf(day: Day, clock: readonly (string | undefined)[]): Date | undefined {
  const midnight = midnightOf(day);
  const past = secondsOf(clock);
  const east = eastOf(clock[3]);
  if (midnight === undefined || past === undefined || east === undefined) return undefined;
  return new Date(midnight + (past - east * 60) * 1000);
}

function midnightOf({ year, month, day }: Day): number | undefined {
  const midnight = new Date(Date.UTC(year, month - 1, day));
  const exists = midnight.getUTCMonth() === month - 1 && midnight.getUTCDate() === day;
  return exists && year >= 1970 ? midnight.getTime() : undefined;
}

function secondsOf(clock: readonly (string | undefined)[]): number | undefined {
  const [hour = 0, minute = 0, second = 0] = clock.slice(0, 3).map((part) => Number(part ?? 0));
  return hour <= 24 && minute <= 59 && second <= 60
    ? (hour * 60 + minute) * 60 + second
    : undefined;
}

function eastOf(offset: string | undefined): number | undefined {
  if (offset === undefined) return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(offset) ?? [];
  if (sign === undefined) return zones.get(offset.toUpperCase());
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

function wholeYear(year: string): number {
  if (year.length === 4) return Number(year);
  return Number(year) + (Number(year) < 70 ? 2000 : 1900);
}
