import type { AppliesTo } from '#src/advisory/advisory.ts';
import { isEnding } from '#src/advisory/ending.ts';
import type { Revision } from '#src/advisory/revision.ts';

import {
  labelsOfApplied,
  labelsOfFollowed,
  obstaclesAtOnce,
  passesLevel,
  passesThreshold,
} from './match.ts';
import type { Obstacle } from './match.ts';
import type { FollowedPlace, Wish } from './subscription.ts';

/** How a wish came to its end. */
export const endings = [
  'change',
  'manage',
  'unsubscribe',
  'suppression',
  'erasure',
  'trip-over',
] as const;
export type Ending = (typeof endings)[number];

/** One version of a wish, and whether it counted at the moment that is asked about. */
export type WishThen =
  | { readonly kind: 'counted'; readonly wish: Wish }
  /** Confirmed only later, or not at all. */
  | { readonly kind: 'not-yet'; readonly wish: Wish; readonly confirmedAt: Date | undefined }
  | {
      readonly kind: 'over';
      readonly wish: Wish;
      readonly at: Date;
      readonly endedBy: Ending;
    };

/** Why a level did not stand in the way. */
export type Passed = 'emergency' | 'residence' | 'unrated' | 'level';

/** Why a wish had its owner told of a message, or why not. */
export type Explanation =
  | {
      readonly kind: 'told';
      readonly wish: Wish;
      /** Which of the places followed is meant. */
      readonly places: readonly FollowedPlace[];
      readonly passed: Passed;
    }
  | { readonly kind: 'not-told'; readonly wish: Wish; readonly obstacles: readonly Obstacle[] }
  /** What ends an advisory goes to those who were told of it, whatever they follow. */
  | { readonly kind: 'ending'; readonly wish: Wish }
  | Exclude<WishThen, { kind: 'counted' }>;

type Explained = Pick<Revision, 'content' | 'change' | 'lane' | 'publishedAt'>;

/**
 * Says in terms of a wish what the plan did with it. It asks the rule by which the plan is held, so that it cannot say
 * anything else; whether its owner was told as a follow-up is not a question of wishes.
 */
export function explain(revision: Explained, then: WishThen): Explanation {
  if (then.kind !== 'counted') return then;
  const { wish } = then;
  if (isEnding(revision.content)) return { kind: 'ending', wish };
  const obstacles = obstaclesAtOnce(revision, wish, revision.publishedAt);
  if (obstacles.length > 0) return { kind: 'not-told', wish, obstacles };
  const meant = revision.content.appliesTo.filter((place) => passesLevel(revision, place, wish));
  const places = wish.places.filter((place) => meant.some((applied) => isMeant(place, applied)));
  return { kind: 'told', wish, places, passed: passedBy(revision, wish, meant) };
}

function isMeant(place: FollowedPlace, applied: AppliesTo): boolean {
  const reached = labelsOfApplied(applied);
  return labelsOfFollowed(place).some((label) => reached.includes(label));
}

function passedBy({ lane }: Explained, wish: Wish, meant: readonly AppliesTo[]): Passed {
  if (lane === 'emergency') return 'emergency';
  const followed = meant.filter((applied) => wish.places.some((place) => isMeant(place, applied)));
  const byLevel = followed.filter(({ level }) => passesThreshold(level, wish.threshold));
  if (byLevel.length === 0) return 'residence';
  return byLevel.some(({ level }) => level !== null) ? 'level' : 'unrated';
}
