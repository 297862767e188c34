import { policy } from '#config/policy.ts';

import type { Content } from './advisory.ts';
import { detectChange } from './change.ts';
import type { Change } from './change.ts';
import type { Verdict } from './event.ts';
import { figuresOfPolicy } from './figures.ts';
import type { Figures } from './figures.ts';
import { holdRules, hoursBack, hoursBackIn } from './hold-rules.ts';
import type { Sighting } from './hold-rules.ts';

/** A verdict with all rules that hold the change, the first of them its reason. */
interface Judged extends Verdict {
  readonly rules: readonly string[];
}

/**
 * What may happen to a change without an officer. Absence is never an all-clear. What the source has said before is no news
 * and makes no second item, whatever else is odd about it; so is everything in a source's first poll.
 */
export function judge(sighting: Sighting, figures: Figures = figuresOfPolicy): Judged {
  const ignored = whyIgnored(sighting, figures);
  if (ignored !== undefined) return { kind: 'ignore', reason: ignored, rules: [] };
  const rules = holdRules(sighting, figures);
  const [reason] = rules;
  if (reason !== undefined) return { kind: 'review', reason, rules };
  return { kind: 'publish', reason: sighting.told.kind, rules };
}

/** The kinds that reach a citizen who asked for nothing else, and whatever vanished. */
export function isNews(change: Change): boolean {
  const kinds: readonly string[] = policy.kindsByDefault;
  return change.kind === 'vanished' || kinds.includes(change.kind);
}

/**
 * Whether a change counts towards a storm. A publisher that re-dates everything is no storm, unless it dates it back; and new
 * alerts are what a bad day brings, where new pages of travel advice are a list in disorder.
 */
function countsTowardsStorm(
  previous: Content | undefined,
  current: Content | undefined,
  { dateBackHours }: Figures = figuresOfPolicy,
): boolean {
  const change = detectChange(previous, current);
  if (change.kind === 'new') return current?.kind === 'travel-advice';
  if (isNews(change)) return true;
  return hoursBack(dateOf(previous), dateOf(current)) > dateBackHours;
}

/** What an entry was to us and is now; undefined before it was there and after it has gone. */
export interface Moved {
  readonly previous: Content | undefined;
  readonly current: Content | undefined;
}

/** How many entries count towards a storm: all that are listed where the list is an older copy of itself. */
export function changedAtOnce(
  moved: readonly Moved[],
  listed: number,
  figures: Figures = figuresOfPolicy,
): number {
  if (isOlderCopy(moved, figures)) return listed;
  return moved.filter(({ previous, current }) => countsTowardsStorm(previous, current, figures))
    .length;
}

/** Several dates of travel advice went back and hardly one forward, as where a cache serves the list of another day. */
function isOlderCopy(moved: readonly Moved[], figures: Figures): boolean {
  const advice = moved.filter(({ current }) => current?.kind === 'travel-advice');
  if (advice.some(({ previous }) => previous === undefined)) return false;
  const hours = advice.map(({ previous, current }) => hoursBack(dateOf(previous), dateOf(current)));
  const back = hours.filter((it) => it > figures.dateSlackHours);
  const forward = hours.filter((it) => it < 0);
  return back.length >= figures.olderCopyFrom && forward.length < back.length / 5;
}

function dateOf(content: Content | undefined): Date | undefined {
  return content?.effectiveAt === undefined ? undefined : new Date(content.effectiveAt);
}

function whyIgnored(sighting: Sighting, figures: Figures): string | undefined {
  const { event, history, change } = sighting;
  if (event.content !== undefined && event.content.status !== 'actual') return 'not-actual';
  if (history.firstSight) return 'first-sight';
  if (change.kind === 'vanished' && isOver(history.previous, event.seenAt)) return 'expired';
  if (isNews(change) || isWorthALook(sighting, figures)) return undefined;
  return change.kind;
}

/** What says nothing new and is not for the machine to leave at that. */
function isWorthALook(sighting: Sighting, figures: Figures): boolean {
  return sighting.history.hasEnded === true || isOddlyBack(sighting, figures);
}

function isOver(previous: Content | undefined, at: Date): boolean {
  return previous?.expiresAt !== undefined && new Date(previous.expiresAt) <= at;
}

/** A date that went back is a glitch by itself: by far where nothing else changed, by a day where anything did. */
function isOddlyBack(sighting: Sighting, figures: Figures): boolean {
  const { kind } = sighting.change;
  const isOnlyDated = kind === 'timestamp' || kind === 'reappeared';
  return hoursBackIn(sighting) > (isOnlyDated ? figures.dateBackHours : figures.dateSlackHours);
}
