/** Whether two samples could be of one kind, by Mann and Whitney's rank test. */
export interface Comparison {
  /** How likely two samples of one kind lie as far apart as these, in either direction. */
  readonly p: number;
  /** How likely a value of the first is the smaller one: 0.5 where nothing tells them apart. */
  readonly firstIsSmaller: number;
}

/** Two samples that were taken together. */
export interface Pair {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * By the normal approximation, with ties: good from about twenty values each. Ranks are given within each round, so that it
 * does not matter that one of them was slower as a whole.
 */
export function compareRounds(rounds: readonly Pair[]): Comparison {
  const judged = rounds.map(ranked);
  const excess = sumOf(judged, (round) => round.u - round.pairs / 2);
  const deviation = Math.sqrt(sumOf(judged, (round) => round.variance));
  // Half a step towards the middle, because ranks are whole numbers.
  const distance = Math.max(0, Math.abs(excess) - 0.5);
  const p = deviation === 0 ? 1 : 2 * (1 - normal(distance / deviation));
  const share = sumOf(judged, ({ u }) => u) / sumOf(judged, ({ pairs }) => pairs);
  return { p: Math.min(1, p), firstIsSmaller: 1 - share };
}

interface Ranked {
  /** Pairs of one of each, and in how many of them the first is the larger one. */
  readonly pairs: number;
  readonly u: number;
  readonly variance: number;
}

function ranked({ first, second }: Pair): Ranked {
  const [n, m] = [first.length, second.length];
  const all = [...first, ...second].toSorted((a, b) => a - b);
  const ranks = ranksIn(all);
  const u = sumOf(first, (value) => ranks.get(value) ?? 0) - (n * (n + 1)) / 2;
  const variance = ((n * m) / 12) * (n + m + 1 - tiesIn(all) / ((n + m) * (n + m - 1)));
  return { pairs: n * m, u, variance };
}

function sumOf<T>(some: readonly T[], of: (one: T) => number): number {
  return some.reduce((total, one) => total + of(one), 0);
}

/** Equal values share the middle of their ranks. */
function ranksIn(sorted: readonly number[]): ReadonlyMap<number, number> {
  const ranks = new Map<number, number>();
  for (const [value, count] of countsOf(sorted)) {
    const before = sorted.indexOf(value);
    ranks.set(value, before + (count + 1) / 2);
  }
  return ranks;
}

function tiesIn(values: readonly number[]): number {
  return sumOf([...countsOf(values).values()], (count) => count ** 3 - count);
}

function countsOf(values: readonly number[]): ReadonlyMap<number, number> {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The standard normal distribution, by Abramowitz and Stegun 26.2.17: to seven digits. */
function normal(x: number): number {
  const t = 1 / (1 + 0.2316419 * x);
  const coefficients = [0.31938153, -0.356563782, 1.781477937, -1.821255978, 1.330274429];
  const series = coefficients.reduce((sum, factor, n) => sum + factor * t ** (n + 1), 0);
  return 1 - (Math.exp(-(x * x) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
