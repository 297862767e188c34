import type { Doubt, Entry } from './publisher.ts';

const listedTwice: Doubt = {
  rule: 'listed-twice',
  wording: 'The source lists this several times with different levels; the newest is taken.',
};

/**
 * One entry for each key. A document may list the same thing twice: the newest counts, of equals the graver. If they rate it
 * differently, an officer looks first.
 */
export function oneEach(entries: readonly Entry[]): readonly Entry[] {
  return [...Map.groupBy(entries, ({ key }) => key).values()].flatMap((same) => {
    const [chosen] = same.length === 1 ? same : same.toSorted(byAgeAndLevel);
    if (chosen === undefined) return [];
    const agree = same.length === 1 || new Set(same.map(levelsOf)).size === 1;
    return [agree ? chosen : { ...chosen, doubts: [...(chosen.doubts ?? []), listedTwice] }];
  });
}

function byAgeAndLevel(a: Entry, b: Entry): number {
  return ageOf(b) - ageOf(a) || highest(b) - highest(a) || a.stamp.localeCompare(b.stamp);
}

function ageOf({ changedAt }: Entry): number {
  return changedAt?.getTime() ?? 0;
}

function highest({ content }: Entry): number {
  return Math.max(-1, ...content.appliesTo.map(({ level }) => level ?? -1));
}

function levelsOf({ content }: Entry): string {
  return JSON.stringify(
    content.appliesTo.map(({ country, region, level }) => [country, region, level]),
  );
}
