import type { AppliesTo, Level } from '#src/advisory/advisory.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { isRegionCode } from '#src/advisory/place.ts';

import type { FollowedPlace, Wish } from './subscription.ts';

/** What matching looks at in a revision. */
export interface Matchable {
  readonly appliesTo: readonly AppliesTo[];
  readonly change: ChangeKind;
  readonly lane: Lane;
}

/**
 * Does this revision concern this wish? The specification of matching: the plan's SQL is its fast twin, and a
 * property test holds the two equal. Only `appliesTo` matches, never where something happened.
 */
export function concerns(
  revision: Matchable,
  wish: Pick<Wish, 'places' | 'threshold' | 'kinds'>,
): boolean {
  const isEmergency = revision.lane === 'emergency';
  if (!isEmergency && !wish.kinds.includes(revision.change)) return false;
  const followed = new Set(wish.places.flatMap(labelsOfFollowed));
  return revision.appliesTo.some(
    (place) =>
      (isEmergency || passesThreshold(place.level, wish.threshold)) &&
      labelsOfApplied(place).some((label) => followed.has(label)),
  );
}

/**
 * Null levels pass: some ministries publish no scale, and silence would be the worse mistake.
 *
 * @internal exported for its table of cases
 */
export function passesThreshold(level: Level | null, threshold: Level): boolean {
  return level === null || level >= threshold;
}

/**
 * The labels under which a followed place is kept (as keyed tokens, never in clear). Who follows a region hears
 * advice for the whole country, and for regions of it that have no code: that is `within`.
 */
export function labelsOfFollowed(place: FollowedPlace): readonly string[] {
  switch (place.kind) {
    case 'everywhere':
      return ['everywhere'];
    case 'country':
      return [`country:${place.country}`];
    case 'region':
      return [`region:${place.region}`, `within:${place.region.slice(0, 2)}`];
  }
}

/**
 * The labels that hear advice for a place: who follows a country hears its regional advice too.
 *
 * @internal exported for its table of cases
 */
export function labelsOfApplied(place: Pick<AppliesTo, 'country' | 'region'>): readonly string[] {
  const toRegions =
    place.region !== undefined && isRegionCode(place.region)
      ? `region:${place.region}`
      : `within:${place.country}`;
  return ['everywhere', `country:${place.country}`, toRegions];
}

/**
 * Each label that a revision reaches with the highest threshold it passes; null passes all. What the plan's SQL
 * takes in: a wish with threshold t and a label of these is concerned when `reach is null or reach >= t`.
 */
export function reachOf(
  revision: Pick<Matchable, 'appliesTo' | 'lane'>,
): ReadonlyMap<string, Level | null> {
  const reach = new Map<string, Level | null>();
  for (const place of revision.appliesTo) {
    const level = revision.lane === 'emergency' ? null : place.level;
    for (const label of labelsOfApplied(place)) reach.set(label, higher(reach.get(label), level));
  }
  return reach;
}

function higher(known: Level | null | undefined, level: Level | null): Level | null {
  if (known === undefined) return level;
  if (known === null || level === null) return null;
  return known > level ? known : level;
}
