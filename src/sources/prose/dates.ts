/** A day that a sentence names. `year` is undefined where it says none. */
export interface NamedDay {
  readonly day: number;
  /** 1 to 12. */
  readonly month: number;
  readonly year: number | undefined;
}

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
const dotted = /(?<![\d.])(\d{1,2})[./](\d{1,2})[./](\d{4})(?!\d)/g;

export function daysIn(text: string): readonly NamedDay[] {
  const found = [
    ...matches(text, dayFirst, ([, d, m, y]) => [d, monthOf(m), y]),
    ...matches(text, monthFirst, ([, m, d, y]) => [d, monthOf(m), y]),
    ...matches(text, iso, ([, y, m, d]) => [d, Number(m), y]),
    ...matches(text, dotted, ([, d, m, y]) => [d, Number(m), y]),
  ];
  return found.toSorted((a, b) => a.at - b.at).map(({ named }) => named);
}

type Parts = readonly [day: string | undefined, month: number, year: string | undefined];

function matches(text: string, pattern: RegExp, partsOf: (match: RegExpExecArray) => Parts) {
  return [...text.matchAll(pattern)].flatMap((match) => {
    const [d, m, y] = partsOf(match);
    const named = { day: Number(d), month: m, year: y === undefined ? undefined : Number(y) };
    return isDay(named) ? [{ at: match.index, named }] : [];
  });
}

function monthOf(name = ''): number {
  return (
    months.findIndex((one) => one.toLowerCase().startsWith(name.slice(0, 3).toLowerCase())) + 1
  );
}

function isDay({ day: d, month: m, year: y = 2024 }: NamedDay): boolean {
  return m >= 1 && m <= 12 && d >= 1 && d <= new Date(Date.UTC(y, m, 0)).getUTCDate();
}

/** YYYY-MM-DD. */
export function isoDay({ day: d, month: m }: NamedDay, y: number): string {
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
