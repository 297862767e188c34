import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';

/** Australia's four levels are ours, by their wording. */
const wordings = new Map<
  string,
  { readonly level: Level; readonly travellers: Content['travellers'] }
>([
  ['Exercise normal safety precautions', { level: 1, travellers: 'none' }],
  ['Exercise a high degree of caution', { level: 2, travellers: 'caution' }],
  ['Reconsider your need to travel', { level: 3, travellers: 'reconsider' }],
  ['Do not travel', { level: 4, travellers: 'do-not-travel' }],
]);

export function levelWorded(wording: string): Level | null {
  return wordings.get(wording)?.level ?? null;
}

export function travellersStep(level: Level | null): Content['travellers'] {
  return [...wordings.values()].find((it) => it.level === level)?.travellers ?? 'none';
}

function wordingOf(level: Level): string {
  return [...wordings.keys()].find((wording) => levelWorded(wording) === level) ?? '';
}

/** RSS counts to five, beginning at two: 5/5 is "Do not travel", 2/5 "Exercise normal safety precautions". */
export function levelOfFive(written: string): Level | null {
  const [, of5] = /^([2-5])\s*\/\s*5$/.exec(written) ?? [];
  const levels: Readonly<Record<string, Level>> = { 2: 1, 3: 2, 4: 3, 5: 4 };
  return levels[of5 ?? ''] ?? null;
}

const heading = new RegExp(`^(?:${[...wordings.keys()].join('|')})\\b`);
const beforeHeading = new RegExp(`, (?=(?:${[...wordings.keys()].join('|')})\\b)`);

/**
 * The headings of the flattened list of levels: the whole country's, undefined where it is in words of its own, then those
 * of its parts. Only what stands where a heading stands is read; the sentences below it are prose, and set no level.
 */
export function headingsIn(list: string): {
  readonly whole: Level | undefined;
  readonly parts: readonly Level[];
} {
  const [whole, ...parts] = sectionsOf(list).map(
    (section) => levelWorded(heading.exec(section)?.[0] ?? '') ?? undefined,
  );
  return { whole, parts: parts.flatMap((level) => level ?? []) };
}

interface Rated {
  readonly places: readonly Place[];
  readonly name: string;
  readonly wording: string;
  readonly level: Level | null;
  readonly parts: readonly Level[];
}

/** The whole first, then each level that parts of it have, the highest first. Which parts is said in words only. */
export function ratedDestination({ places, name, wording, level, parts }: Rated): AppliesTo[] {
  const levels = [...new Set(parts)].toSorted((a, b) => b - a);
  return places.flatMap((place) => [
    { ...place, level, levelWording: wording },
    ...levels.map((part) => ({
      ...place,
      region: place.region ?? `parts of ${name}`,
      level: part,
      levelWording: wordingOf(part),
    })),
  ]);
}

/** What the flattened list says of the whole and of each of its parts. */
export function sectionsOf(list: string): readonly string[] {
  return list.split(beforeHeading);
}
