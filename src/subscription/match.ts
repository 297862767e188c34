import type { AppliesTo, Content, Level } from '#src/advisory/advisory.ts';
import { categoriesOf } from '#src/advisory/category.ts';
import type { Category } from '#src/advisory/category.ts';
import type { ChangeKind } from '#src/advisory/change.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Lane } from '#src/advisory/lane.ts';
import { isRegionCode } from '#src/advisory/place.ts';
import { primaryZone } from '#src/advisory/time-zone.ts';

import type { Rhythm } from './rhythm.ts';
import { isActive } from './stay.ts';
import type { FollowedPlace, Trip, Wish } from './subscription.ts';

/** What matching looks at in a revision. */
export interface Matchable {
  readonly content: Pick<Content, 'appliesTo' | 'categories' | 'residents'>;
  readonly change: ChangeKind;
  readonly lane: Lane;
}

/** What stands between a revision and a wish. Each is there on its own: with all of them mended the wish is told at once. */
export type Obstacle =
  /** No place that is followed is meant. */
  | { readonly kind: 'place' }
  /** The highest level given to the places that are followed; to any place, where none is. */
  | { readonly kind: 'level'; readonly level: Level }
  | { readonly kind: 'change'; readonly change: ChangeKind }
  | { readonly kind: 'category'; readonly categories: readonly Category[] }
  /** The days of the trip are others. */
  | { readonly kind: 'days'; readonly trip: Trip }
  | { readonly kind: 'digest'; readonly every: Exclude<Rhythm, 'message'> };

/**
 * Does this revision concern this wish? The specification of matching: the plan's SQL is its fast twin, and a
 * property test holds the two equal. Only `appliesTo` matches, never where something happened. When its owner is
 * told is another question: `isToldAtOnce`.
 */
export function concerns(revision: Matchable, wish: Matching): boolean {
  return obstaclesTo(revision, wish).length === 0;
}

/** A revision that concerns a wish is mailed at once, unless the wish's days are others or it waits for its digest. */
export function isToldAtOnce(
  revision: Matchable,
  wish: Matching & Pick<Wish, 'rhythm'>,
  at: Date,
): boolean {
  return obstaclesAtOnce(revision, wish, at).length === 0;
}

/** Everything that keeps a revision from being mailed at once. What it says and what is done cannot differ: there is no other rule. */
export function obstaclesAtOnce(
  revision: Matchable,
  wish: Matching & Pick<Wish, 'rhythm'>,
  at: Date,
): readonly Obstacle[] {
  const { every } = wish.rhythm;
  const { stay } = wish;
  return [
    ...obstaclesTo(revision, wish),
    ...(stay.kind !== 'trip' || isActive(stay, at) ? [] : [{ kind: 'days' as const, trip: stay }]),
    ...(revision.lane === 'emergency' || every === 'message'
      ? []
      : [{ kind: 'digest' as const, every }]),
  ];
}

type Matching = Pick<Wish, 'places' | 'threshold' | 'kinds' | 'categories' | 'stay'>;

function obstaclesTo({ content, change, lane }: Matchable, wish: Matching): readonly Obstacle[] {
  const isEmergency = lane === 'emergency';
  const choices: readonly Obstacle[] = [
    ...(wish.kinds.includes(change) ? [] : [{ kind: 'change' as const, change }]),
    ...(passesCategories(content, wish)
      ? []
      : [{ kind: 'category' as const, categories: categoriesOf(content) }]),
  ];
  return [...placeObstacles({ content, lane }, wish), ...(isEmergency ? [] : choices)];
}

function placeObstacles(
  { content, lane }: Pick<Matchable, 'content' | 'lane'>,
  wish: Pick<Wish, 'places' | 'threshold' | 'stay'>,
): readonly Obstacle[] {
  const labels = new Set(wish.places.flatMap(labelsOfFollowed));
  const followed = content.appliesTo.filter((place) =>
    labelsOfApplied(place).some((label) => labels.has(label)),
  );
  const meant = followed.length > 0 ? followed : content.appliesTo;
  const passes = meant.some((place) => passesLevel({ content, lane }, place, wish));
  return [
    ...(followed.length > 0 ? [] : [{ kind: 'place' as const }]),
    ...(passes ? [] : [{ kind: 'level' as const, level: highestOf(meant) }]),
  ];
}

/** Emergencies pass every threshold, and so does advice to residents for who lives there. */
export function passesLevel(
  { content, lane }: Pick<Matchable, 'content' | 'lane'>,
  { level }: Pick<AppliesTo, 'level'>,
  { stay, threshold }: Pick<Wish, 'stay' | 'threshold'>,
): boolean {
  const isForResidents = stay.kind === 'residence' && advisesResidents(content);
  return lane === 'emergency' || isForResidents || passesThreshold(level, threshold);
}

/** Of places none of which passes a threshold: so each has a level. */
function highestOf(places: readonly Pick<AppliesTo, 'level'>[]): Level {
  return places.reduce<Level>((top, { level }) => (level !== null && level > top ? level : top), 0);
}

/**
 * Goes on from what its readers know, and can wait: who learnt of the advisory only in a digest, or in the note of what is
 * in force, and reads digests, hears it in the next one. Corrections, endings and whatever is urgent are told at once.
 */
export function canWaitForDigest({
  content,
  lane,
}: {
  readonly content: Pick<Content, 'relation'>;
  readonly lane: Lane;
}): boolean {
  return lane === 'routine' && !isEnding(content) && content.relation.kind !== 'correction';
}

/** Advice to residents reaches who lives there, whatever level travellers are given. */
export function advisesResidents({ residents }: Pick<Content, 'residents'>): boolean {
  return residents !== 'none';
}

/** An advisory without any category by which one could choose passes: silence would be the worse mistake. */
function passesCategories(
  content: Pick<Content, 'categories'>,
  { categories }: Pick<Wish, 'categories'>,
): boolean {
  const known = categoriesOf(content);
  return (
    categories.length === 0 ||
    known.length === 0 ||
    known.some((category) => categories.includes(category))
  );
}

/** Null levels pass: some ministries publish no scale, and silence would be the worse mistake. */
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

/** The labels that hear advice for a place: who follows a country hears its regional advice too. */
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
export function reachOf({
  content,
  lane,
}: {
  readonly content: Pick<Content, 'appliesTo'>;
  readonly lane: Lane;
}): ReadonlyMap<string, Level | null> {
  const reach = new Map<string, Level | null>();
  for (const place of content.appliesTo) {
    const level = lane === 'emergency' ? null : place.level;
    for (const label of labelsOfApplied(place)) reach.set(label, higher(reach.get(label), level));
  }
  return reach;
}

function higher(known: Level | null | undefined, level: Level | null): Level | null {
  if (known === undefined) return level;
  if (known === null || level === null) return null;
  return known > level ? known : level;
}

/** The labels under which the categories of a wish or of a revision are kept. */
export function labelsOfCategories(categories: readonly Category[]): readonly string[] {
  return categories.map((category) => `category:${category}`);
}

/** The label under which the time zone of a reader of digests is kept: one zone has several names, and one label. */
export function labelOfZone(timeZone: string): string {
  return labelOfZoneNamed(primaryZone(timeZone) ?? timeZone);
}

/** The label of a zone under one certain name, be it kept under that or not. */
export function labelOfZoneNamed(name: string): string {
  return `zone:${name}`;
}
