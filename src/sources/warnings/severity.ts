/** CAP's severities, the graver the higher. "Unknown" is what a service says of air quality and the like, so it is the least. */
export const severities = { Unknown: 0, Minor: 1, Moderate: 2, Severe: 3, Extreme: 4 } as const;

const byName: ReadonlyMap<string, number> = new Map(Object.entries(severities));

/** Undefined for a word that is none of CAP's: somebody looks. */
export function severityOf(word: string): {
  readonly gravity: number | undefined;
  readonly gravityWording: string;
} {
  return { gravity: byName.get(word), gravityWording: word };
}
