/** A figure over several rounds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export function spreadOf(values: readonly number[], digits = 0): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const round = (value: number) => Number(value.toFixed(digits));
  return {
    median: round(medianOf(sorted)),
    min: round(sorted.at(0) ?? Number.NaN),
    max: round(sorted.at(-1) ?? Number.NaN),
  };
}

function medianOf(sorted: readonly number[]): number {
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

export function median(values: readonly number[], digits = 0): number {
  return spreadOf(values, digits).median;
}

/** Rounds lie so far apart that a median of them says little. */
export function isNoisy({ median: middle, min, max }: Spread): boolean {
  return (max - min) / middle > 0.3;
}

/** Of the medians, to two digits; with how far it lay apart from round to round. */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  const each = ours.flatMap((value, round) => {
    const other = theirs[round];
    return other === undefined ? [] : [value / other];
  });
  return { ...spreadOf(each, 2), median: Number((median(ours, 6) / median(theirs, 6)).toFixed(2)) };
}
