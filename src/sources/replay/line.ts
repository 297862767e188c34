import type { Content, Level } from '#src/advisory/advisory.ts';
import type { AdvisoryEvent, Decision } from '#src/advisory/event.ts';
import { isKosovo, knownAs } from '#src/advisory/known-as.ts';
import { levelChanges, wholeLevel } from '#src/advisory/levels.ts';
import type { LevelMove } from '#src/advisory/levels.ts';
import type { Remembered } from '#src/advisory/remembered.ts';

/** What the policy would have done with one event. */
export interface ReplayLine {
  readonly at: string;
  /** ISO 3166-1 alpha-2, XK for Kosovo; null where no place is known or the poll as a whole is in trouble. */
  readonly country: string | null;
  readonly fromLevel: Level | null;
  readonly toLevel: Level | null;
  readonly change: string;
  readonly decision: 'publish' | 'review' | 'ignore';
  readonly rule: string;
  readonly headline: string;
  readonly region?: string;
  /** All of them, where one word is about several. */
  readonly countries?: readonly string[];
  /** The sentence that an officer would read. */
  readonly wording: string;
}

/** What is wrong with a poll as a whole. */
export interface Trouble {
  readonly rule: 'unreadable' | 'size-floor' | 'source-silent';
  readonly reason: string;
}

interface Told {
  readonly label: string;
  readonly before: Remembered;
  readonly event: AdvisoryEvent;
  readonly decision: Decision;
}

export function lineOf({ label, before, event, decision }: Told): ReplayLine {
  const shown = event.content ?? before.previous;
  const moved = movedLevel(before.previous, event.content);
  return {
    at: label,
    ...placesOf(moved, shown),
    ...levelsOf(moved, before.previous, event.content),
    change: kindOf(decision, moved),
    decision: decision.verdict.kind,
    rule: decision.verdict.reason,
    headline: headlineOf(shown),
    wording: decision.wording,
  };
}

function placesOf(
  moved: LevelMove | undefined,
  shown: Content | undefined,
): Pick<ReplayLine, 'country' | 'countries' | 'region'> {
  const countries = [...new Set(shown?.appliesTo.map(knownAs))];
  const country = moved === undefined ? (countries[0] ?? null) : knownAs(moved);
  return {
    country,
    ...(moved?.kind === 'region-level' ? { region: moved.region } : {}),
    ...(countries.length > 1 ? { countries } : {}),
  };
}

function headlineOf(content: Content | undefined): string {
  return content?.words[content.language]?.headline ?? '';
}

export function troubleLine(label: string, { rule, reason }: Trouble): ReplayLine {
  const line = { at: label, country: null, fromLevel: null, toLevel: null } as const;
  const wording =
    rule === 'source-silent'
      ? `The source as a whole: ${reason}; see whether it is still kept.`
      : `The poll as a whole: ${reason}; nothing of it is judged, and nothing is taken for gone.`;
  return { ...line, change: 'poll', decision: 'review', rule, headline: reason, wording };
}

/** An entry that was known and cannot be read now. */
export function unreadLine(label: string, previous: Content | undefined): ReplayLine {
  const levels = levelsOf(undefined, previous, undefined);
  return {
    at: label,
    ...placesOf(undefined, previous),
    ...levels,
    change: 'unreadable',
    decision: 'review',
    rule: 'unreadable',
    headline: headlineOf(previous),
    wording:
      'An entry that was known cannot be read now: what was told last may not hold any more.',
  };
}

/** A country's own level tells more than a region's, whichever of them an officer must look at. */
function movedLevel(
  before: Content | undefined,
  after: Content | undefined,
): LevelMove | undefined {
  if (before === undefined || after === undefined) return undefined;
  const moved = levelChanges(before.appliesTo, after.appliesTo);
  return moved.toSorted((a, b) => Math.abs(b.steps) - Math.abs(a.steps)).find(isWhole) ?? moved[0];
}

function isWhole(change: LevelMove): boolean {
  return change.kind === 'level' || isKosovo(change);
}

function kindOf({ change }: Decision, moved: LevelMove | undefined): string {
  if (moved === undefined || !('steps' in change)) return change.kind;
  return isWhole(moved) ? 'level' : 'region-level';
}

function levelsOf(
  moved: LevelMove | undefined,
  before: Content | undefined,
  after: Content | undefined,
): Pick<ReplayLine, 'fromLevel' | 'toLevel'> {
  if (moved !== undefined) return { fromLevel: moved.from, toLevel: moved.to };
  const [place] = (after ?? before)?.appliesTo ?? [];
  const country = place?.country;
  return { fromLevel: levelIn(before, country), toLevel: levelIn(after, country) };
}

function levelIn(content: Content | undefined, country: string | undefined): Level | null {
  if (content === undefined || country === undefined) return null;
  const rated = content.appliesTo.filter((place) => place.country === country);
  return wholeLevel(rated, country) ?? rated[0]?.level ?? null;
}
