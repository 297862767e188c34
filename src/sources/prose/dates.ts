/** A day that a sentence names. `year` is undefined where it says none. */
export interface NamedDay {
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  readonly year: number | undefined;
  /** Where in the text it begins and ends. */
  readonly at: number;
  readonly end: number;
}

type Day = Omit<NamedDay, 'at' | 'end'>;

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const month = `(${months.map((name) => `${name}|${name.slice(0, 3)}\\.?`).join('|')}|Sept\\.?)`;
const day = '(\\d{1,2})(?:st|nd|rd|th)?';
const year = '(?:,? (?:of )?(\\d{4}))?';
const dayFirst = new RegExp(`(?<![\\d.:])${day}(?: of)?[ -]${month}\\b${year}`, 'gi');
const monthFirst = new RegExp(`\\b${month} ${day}(?![\\d:])${year}`, 'gi');
const iso = /(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)/g;
/** As India writes it: the day first. */
const dotted = /(?<![\d./-])(\d{1,2})([./-])(\d{1,2})\2((?:20)?\d\d)(?![\d./-]?\d)/g;

export function daysIn(text: string): readonly NamedDay[] {
  const found = [
    ...matches(text, dayFirst, ([, d, m, y]) => [d, monthOf(m), y]),
    ...matches(text, monthFirst, ([, m, d, y]) => [d, monthOf(m), y]),
    ...matches(text, iso, ([, y, m, d]) => [d, Number(m), y]),
    ...matches(text, dotted, ([, d, , m, y]) => [d, Number(m), y?.padStart(4, '20')]),
  ];
  return found.toSorted((a, b) => a.at - b.at);
}

type Parts = readonly [day: string | undefined, month: number, year: string | undefined];

function matches(text: string, pattern: RegExp, partsOf: (match: RegExpExecArray) => Parts) {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [d, m, y] = partsOf(match);
    const named = { day: Number(d), month: m, year: y === undefined ? undefined : Number(y) };
    return isDay(named) ? [{ ...named, at: match.index, end: match.index + match[0].length }] : [];
  });
}

function monthOf(name = ''): number {
  return (
    months.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3).toLowerCase())) + 1
  );
}

function isDay({ day: d, month: m, year: y = 2024 }: Day): boolean {
  return m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
}

/** YYYY-MM-DD. */
export function isoDay({ day: d, month: m }: Pick<Day, 'day' | 'month'>, y: number): string {
  return [String(y).padStart(4, '0'), String(m).padStart(2, '0'), String(d).padStart(2, '0')].join(
    '-',
  );
}

/** The last such day that is not after `until`. */
export function lastBefore(named: NamedDay, until: Date): string {
  const thisYear = isoDay(named, until.getUTCFullYear());
  return thisYear <= until.toISOString().slice(0, 10)
    ? thisYear
    : isoDay(named, until.getUTCFullYear() - 1);
}

/** The text without its days that are written in figures, which look like telephone numbers. */
export function withoutDays(text: string): string {
  return [iso, dotted].reduce((rest, pattern) => rest.replaceAll(pattern, '—'), text);
}

const weekdays = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];
const relative =
  /\b(?:(yesterday|last night|overnight|today|this morning)|(?:on |last |early |late )*(Sunday|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday)(?!s?['’]))\b/gi;
const ofWords =
  /\b(?:said|says|told|confirmed|announced|asked|advis\w+|issued|stated|added|reported|reiterated|urged|warned|tweeted|posted|statement|briefing|advisory|reporters)(?: (?:in a statement|here|reporters|late|early|today))* ?,? ?(?:on )?$/i;

/** "The MEA said on Monday": the day of the words, not of what they tell. */
export function isOfWords(text: string, at: number): boolean {
  return ofWords.test(text.slice(Math.max(0, at - 60), at));
}

/** The first day that a sentence names by its distance from when it was written, YYYY-MM-DD. */
export function nearDayIn(text: string, writtenAt: Date): string | undefined {
  const match = [...text.matchAll(relative)].find(({ index }) => !isOfWords(text, index));
  if (match === undefined) return undefined;
  const [, near, weekday = ''] = match;
  const back = near === undefined ? daysSince(weekday, writtenAt) : daysBack(near);
  return new Date(writtenAt.getTime() - back * 86_400_000).toISOString().slice(0, 10);
}

function daysBack(near: string): number {
  return /today|morning/i.test(near) ? 0 : 1;
}

function daysSince(weekday: string, writtenAt: Date): number {
  return (writtenAt.getUTCDay() - weekdays.indexOf(weekday.toLowerCase()) + 7) % 7;
}
