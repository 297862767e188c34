import { countInWords } from './shapes.ts';
import type { ShownPublication } from './shapes.ts';

/** How far a publication was at a moment, in milliseconds of any clock that only goes forward. */
export interface Mark {
  readonly at: number;
  readonly settled: number;
}

const width = 30;

/** How many deliveries have their outcome; undefined of few, which are not told. */
export function settledOf({ planned, share }: ShownPublication): number | undefined {
  return planned.kind === 'count' ? Math.round(planned.count * share) : undefined;
}

/** One line: bar, share, counts, rate and time left as far as they can be told. */
export function progressLine(publication: ShownPublication, marks: readonly Mark[]): string {
  const { share, planned, plannedAt, state } = publication;
  const parts = [
    bar(share),
    `${String(Math.floor(share * 100)).padStart(3)} %`,
    countsOf(publication),
    ...(plannedAt === undefined ? ['still finding recipients'] : []),
    ...(state === 'running' ? speedOf(planned, marks) : [state]),
  ];
  return parts.filter((part) => part !== '').join('  ');
}

function bar(share: number): string {
  const full = Math.round(share * width);
  return `[${'#'.repeat(full)}${'-'.repeat(width - full)}]`;
}

function countsOf(publication: ShownPublication): string {
  const settled = settledOf(publication);
  const planned = countInWords(publication.planned);
  if (settled !== undefined) return `${settled.toLocaleString('en')} of ${planned}`;
  if (publication.planned.kind === 'few') return `${planned} recipients`;
  return publication.plannedAt === undefined ? '' : 'no recipients';
}

function speedOf(planned: ShownPublication['planned'], marks: readonly Mark[]): readonly string[] {
  const [first, last] = [marks[0], marks.at(-1)];
  if (planned.kind !== 'count' || first === undefined || last === undefined) return [];
  const rate = ((last.settled - first.settled) * 1000) / Math.max(last.at - first.at, 1);
  if (rate <= 0) return [];
  const left = (planned.count - last.settled) / rate;
  return [`${Math.round(rate).toLocaleString('en')}/s`, `${durationInWords(left)} left`];
}

export function durationInWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/**
 * What became of it, in words that promise no more than is known: accepted by the relay may bounce later, and unknown is
 * what may have been accepted while the answer was lost.
 */
export function outcomesInWords({
  planned,
  outcomes,
  unknown,
}: Pick<ShownPublication, 'planned' | 'outcomes' | 'unknown'>): string {
  if (planned.kind === 'none') return 'nobody was to be told';
  const told = Object.entries({ ...outcomes, unknown })
    .filter(([, count]) => count.kind !== 'none')
    .map(([outcome, count]) => `${wordsFor[outcome] ?? outcome} ${countInWords(count)}`);
  return told.length === 0 ? 'none has an outcome yet' : told.join(', ');
}

const wordsFor: Readonly<Record<string, string>> = {
  sent: 'accepted by the relay',
  unknown: 'unknown and tried again',
};
