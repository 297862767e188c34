import type { Entry } from '#src/sources/publisher.ts';

/**
 * A feed may list the same thing twice: the newest counts, of equals the graver. If they rate it differently, an officer
 * looks first.
 */
export function onePerKey(entries: readonly Entry[]): readonly Entry[] {
  return [...Map.groupBy(entries, ({ key }) => key).values()].flatMap((same) => {
    const [chosen] = same.toSorted(byAgeAndLevel);
    if (chosen === undefined) return [];
    const agree = new Set(same.map(levelsOf)).size === 1;
    if (agree) return [chosen];
    const wording =
      'The source lists this several times with different levels; the newest is taken.';
    return [{ ...chosen, doubts: [...(chosen.doubts ?? []), { rule: 'listed-twice', wording }] }];
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
