import { createImaginedReader } from './imagined-reader.ts';
import type { Published } from './imagined-reader.ts';
import { countriesOf } from './in-force.ts';
import type { DigestTime } from './morning.ts';
import { alertedDays } from './stay.ts';
import type { Wish } from './subscription.ts';

/** What a wish would have brought its owner, had they held it all the time. */
export interface Lookback {
  /** Mails that go by themselves: every one, or for a reader of digests what does not wait for one. */
  readonly mails: number;
  readonly digests: number;
  /** Of a trip, whose own days nobody can look back on: the most mails and digests that its places had in a time as long. */
  readonly trip: { readonly days: number; readonly most: number } | undefined;
}

/**
 * Counts by the rules of the plan: who is told at once, and follow-ups for whoever was told before. What went out is given
 * oldest first. The dates of a trip are left out: what its places had is counted.
 */
export function lookBack(published: readonly Published[], wish: Wish, time: DigestTime): Lookback {
  const held: Wish = wish.stay.kind === 'trip' ? { ...wish, stay: { kind: 'none' } } : wish;
  const reader = createImaginedReader(held, time);
  for (const it of nearTo(published, held)) reader.take(it);
  const { mails, digests } = reader.end();
  return {
    mails: mails.length,
    digests: digests.length,
    trip: tripOf(wish, [...mails, ...digests]),
  };
}

/** All that the wish could be about: comparing each place with each revision takes long where somebody has many. */
function nearTo(published: readonly Published[], wish: Wish): readonly Published[] {
  const countries = countriesOf(wish);
  if (countries === undefined) return published;
  const chosen = new Set(countries);
  const advisories = new Set(
    published
      .filter(({ content }) => content.appliesTo.some(({ country }) => chosen.has(country)))
      .map(({ advisoryId }) => advisoryId),
  );
  return published.filter(({ advisoryId }) => advisories.has(advisoryId));
}

function tripOf({ stay }: Wish, at: readonly Date[]): Lookback['trip'] {
  if (stay.kind !== 'trip') return undefined;
  const days = alertedDays(stay);
  return { days, most: mostWithin(at, days * 86_400_000) };
}

/** The most moments that any stretch of this length holds. */
function mostWithin(at: readonly Date[], ms: number): number {
  const times = at.map((moment) => moment.getTime()).toSorted((a, b) => a - b);
  let [first, most] = [0, 0];
  for (const [last, time] of times.entries()) {
    while ((times[first] ?? time) <= time - ms) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
