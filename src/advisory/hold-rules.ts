import { completeContentSchema } from './advisory.ts';
import type { Content } from './advisory.ts';
import type { Change } from './change.ts';
import type { AdvisoryEvent, SourceHistory } from './event.ts';
import type { Figures } from './figures.ts';
import { isFlapping } from './flapping.ts';
import { levelDisagrees } from './level-wording.ts';
import { movesOf } from './levels.ts';
import { isPlaceholder } from './placeholder.ts';

/** Everything a verdict may look at beside the change. */
export interface Sighting {
  readonly event: Pick<
    AdvisoryEvent,
    'content' | 'sourceChangedAt' | 'seenAt' | 'isProse' | 'doubts'
  >;
  readonly history: SourceHistory;
  /** Against the source's last word … */
  readonly change: Change;
  /** … and against what stands for people: the same unless the source's last word waits for an officer. */
  readonly told: Change;
}

interface Held {
  readonly content: Content;
  readonly sighting: Sighting;
  readonly figures: Figures;
}

/** The rules that hold a change, the most telling first: an officer reads that one. */
export function holdRules(sighting: Sighting, figures: Figures): readonly string[] {
  const { content } = sighting.event;
  const storm = isStorm(sighting, figures) ? ['storm'] : [];
  if (content === undefined) return [...storm, 'vanished'];
  const doubts = sighting.event.doubts.map(({ rule }) => rule);
  const held = { content, sighting, figures };
  const own = rules.flatMap(([rule, holds]) => (holds(held) ? [rule] : []));
  return [...new Set([...storm, ...doubts, ...own])];
}

/** Every rule of ours that may hold a change; a dialect's doubts bring their own, each with its wording. */
export type HoldRule =
  | 'storm'
  | 'vanished'
  | 'place-unknown'
  | 'placeholder-text'
  | 'level-lost'
  | 'steep-drop'
  | 'date-backwards'
  | 'flapping'
  | 'level-disagrees'
  | 'note-disagrees'
  | 'ended'
  | 'new-entry'
  | 'source-is-signal'
  | 'source-needs-review'
  | 'incomplete';

const rules: readonly (readonly [rule: HoldRule, holds: (held: Held) => boolean])[] = [
  ['place-unknown', ({ content }) => content.appliesTo.length === 0],
  ['placeholder-text', isPlaceheld],
  ['level-lost', ({ sighting: { change, told } }) => isLevelLost(told) || isLevelLost(change)],
  ['steep-drop', isSteepDrop],
  ['date-backwards', ({ sighting, figures }) => hoursBackIn(sighting) > figures.dateSlackHours],
  [
    'flapping',
    ({ content, sighting }) => isOldNews(sighting) || isFlapping(content, sighting.history),
  ],
  ['level-disagrees', ({ content, sighting }) => movesLevel(sighting) && levelDisagrees(content)],
  ['note-disagrees', ({ sighting: { told } }) => told.kind === 'substance' && isDespiteNote(told)],
  ['ended', isAfterEnding],
  ['new-entry', isNewEntry],
  ['source-is-signal', ({ sighting }) => sighting.history.mode === 'signal'],
  ['source-needs-review', needsReview],
  ['incomplete', ({ content, sighting }) => !mayGoOut(sighting.told, content)],
];

function isPlaceheld({ content, sighting, figures }: Held): boolean {
  const { told, history } = sighting;
  const fell = isLevelLost(told) || stepsIn(told) < 0;
  return isPlaceholder(content, history.standing, { figures, fell });
}

/** From the source's last word or from what people know. */
function isSteepDrop({ sighting: { change, told }, figures }: Held): boolean {
  return Math.min(stepsIn(told), stepsIn(change)) <= -figures.steepDropSteps;
}

/** News against what waits or was dismissed, and none to those who were told what stands. */
function isOldNews({ change, told }: Sighting): boolean {
  return told.kind !== change.kind && ['editorial', 'reviewed', 'timestamp'].includes(told.kind);
}

function isDespiteNote(told: Extract<Change, { readonly kind: 'substance' }>): boolean {
  return told.despiteNote === true;
}

/** An officer's word that it is over is taken back by an officer, unless the source says that it is worse than it was. */
function isAfterEnding({ sighting: { change, history } }: Held): boolean {
  return history.hasEnded === true && stepsIn(change) <= 0;
}

/** A page of travel advice that nobody knew, in a list that was complete, is a list in disorder more often than a danger. */
function isNewEntry({ content, sighting }: Held): boolean {
  return (
    sighting.history.hasEnded !== true &&
    sighting.told.kind === 'new' &&
    content.kind === 'travel-advice'
  );
}

/** Prose is read, not said by a machine: it waits whatever its source is configured to do. */
function needsReview({ sighting: { event, history } }: Held): boolean {
  return history.mode === 'review' || (event.isProse && history.mode === 'publish');
}

function movesLevel({ told: { kind } }: Sighting): boolean {
  return kind === 'level' || kind === 'new';
}

/** Of several levels that moved the deepest fall holds. */
function stepsIn(change: Change): number {
  return 'steps' in change ? Math.min(...movesOf(change).map(({ steps }) => steps)) : 0;
}

function isLevelLost(change: Change): boolean {
  return 'steps' in change && movesOf(change).some(({ from, to }) => from !== null && to === null);
}

/** What is not new goes out as an update, and an update says what is different. */
function mayGoOut(change: Change, content: Content): boolean {
  const note = content.words[content.language]?.changeNote ?? '';
  if (change.kind !== 'new' && note.trim() === '') return false;
  return completeContentSchema.safeParse(content).success;
}

/** By how many hours the source's own date went back; 0 or less when it did not. */
export function hoursBackIn({ event, history }: Sighting): number {
  return hoursBack(history.previousChangedAt, event.sourceChangedAt);
}

export function hoursBack(before: Date | undefined, after: Date | undefined): number {
  if (before === undefined || after === undefined) return 0;
  return (before.getTime() - after.getTime()) / 3_600_000;
}

/** New alerts are what a bad day brings; they are neither counted nor held as a storm. */
function isStorm({ event, history, told }: Sighting, figures: Figures): boolean {
  const { changedInPoll, countriesOfSource, isOutOfStorm = false } = history;
  if (isOutOfStorm) return false;
  if (told.kind === 'new' && event.content?.kind === 'alert') return false;
  if (countriesOfSource < figures.stormMinimumCountries) return false;
  return changedInPoll / countriesOfSource > figures.stormShare;
}
