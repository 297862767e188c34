import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import type { Place } from '#src/advisory/place.ts';

/** Their words, from `details.alert_status`. The numbers follow the same field only, never the prose. */
const warnings = new Map<
  string,
  { readonly extent: 'whole' | 'parts'; readonly level: Level; readonly wording: string }
>([
  [
    'avoid_all_travel_to_whole_country',
    { extent: 'whole', level: 4, wording: 'Advises against all travel' },
  ],
  [
    'avoid_all_travel_to_parts',
    { extent: 'parts', level: 4, wording: 'Advises against all travel to parts' },
  ],
  [
    'avoid_all_but_essential_travel_to_whole_country',
    { extent: 'whole', level: 3, wording: 'Advises against all but essential travel' },
  ],
  [
    'avoid_all_but_essential_travel_to_parts',
    { extent: 'parts', level: 3, wording: 'Advises against all but essential travel to parts' },
  ],
]);

/**
 * One entry for the country as a whole and one for each warning about parts of it, which the machine-readable field does
 * not name. An empty field is a statement, "nothing is advised against", so it is level 1; were it unrated, the fall
 * from "all travel" to nothing would look like no fall. A missing field or a status never seen is unrated, and held.
 */
export function adviceFor(
  place: Place,
  name: string,
  statuses: readonly string[] | undefined,
): AppliesTo[] {
  if (statuses === undefined) return [{ ...place, level: null, levelWording: '' }];
  const unknown = statuses.find((status) => !warnings.has(status));
  if (unknown !== undefined)
    return [{ ...place, level: null, levelWording: unknown.slice(0, 300) }];
  const found = [...warnings].filter(([status]) => statuses.includes(status)).map(([, it]) => it);
  const parts = found.filter(({ extent }) => extent === 'parts');
  const whole = found.find(({ extent }) => extent === 'whole') ?? {
    level: 1 as const,
    wording:
      parts.length === 0
        ? 'No advice against travel'
        : 'No advice against travel to the whole country',
  };
  return [
    { ...place, level: whole.level, levelWording: whole.wording },
    ...parts.map(({ level, wording }) => ({
      // Where the area is itself a region, its parts cannot be told apart from it, nor need they be.
      ...place,
      region: place.region ?? `parts of ${name}`,
      level,
      levelWording: wording,
    })),
  ];
}

export function travellersStep(statuses: readonly string[]): Content['travellers'] {
  if (statuses.includes('avoid_all_travel_to_whole_country')) return 'do-not-travel';
  if (statuses.includes('avoid_all_but_essential_travel_to_whole_country'))
    return 'avoid-non-essential';
  return 'none';
}

/** A status that the table does not know. */
export function unknownStatus(statuses: readonly string[]): string | undefined {
  return statuses.find((status) => !warnings.has(status));
}
