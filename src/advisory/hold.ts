import { policy } from '#config/policy.ts';

import { completeContentSchema } from './advisory.ts';
import type { Content } from './advisory.ts';
import type { Change } from './change.ts';
import type { AdvisoryEvent, SourceHistory, Verdict } from './event.ts';

/** Everything a verdict may look at beside the change. */
export interface Sighting {
  readonly event: Pick<AdvisoryEvent, 'content' | 'sourceChangedAt'>;
  readonly history: SourceHistory;
}

/** Stable codes: officers, logs and tests know a hold by them. */
type HoldReason =
  | 'vanished'
  | 'place-unknown'
  | 'placeholder-text'
  | 'level-lost'
  | 'steep-drop'
  | 'date-backwards'
  | 'storm'
  | 'incomplete'
  | 'source-is-signal'
  | 'source-needs-review';

/**
 * What may happen to a change without an officer. Absence is never an all-clear. What is not news is ignored whatever
 * else is odd about it; so is everything in a source's first poll, when all of it is new and none of it is news.
 */
export function judge(change: Change, sighting: Sighting): Verdict {
  const { content } = sighting.event;
  if (content === undefined) return { kind: 'review', reason: 'vanished' };
  if (content.status !== 'actual') return { kind: 'ignore', reason: 'not-actual' };
  if (sighting.history.firstSight) return { kind: 'ignore', reason: 'first-sight' };
  if (!isNews(change)) return { kind: 'ignore', reason: change.kind };
  const reason = holdReason(change, content, sighting);
  return reason === undefined
    ? { kind: 'publish', reason: change.kind }
    : { kind: 'review', reason };
}

/** The kinds that reach a citizen who asked for nothing else, and whatever vanished. */
export function isNews(change: Change): boolean {
  const kinds: readonly string[] = policy.kindsByDefault;
  return change.kind === 'vanished' || kinds.includes(change.kind);
}

/** The most telling reason first: an officer reads only one. */
function holdReason(change: Change, content: Content, sighting: Sighting): HoldReason | undefined {
  const { history } = sighting;
  const holds: readonly (readonly [HoldReason, boolean])[] = [
    ['place-unknown', content.appliesTo.length === 0],
    ['placeholder-text', isPlaceholder(content) || hasShrunk(history.previous, content)],
    ['level-lost', isLevelLost(change)],
    ['steep-drop', isSteepDrop(change)],
    ['date-backwards', isBackwards(sighting)],
    ['storm', isStorm(history)],
    ['source-is-signal', history.mode === 'signal'],
    ['source-needs-review', history.mode === 'review'],
    ['incomplete', !mayGoOut(change, content)],
  ];
  return holds.find(([, holdsHere]) => holdsHere)?.[0];
}

/** Official feeds publish these for a day between two real texts ("Level 1, summary not available"). */
const placeholders =
  /\b(?:summary|information|text|advice|details?) (?:is |are )?(?:currently )?(?:not|un) ?available\b|\bno (?:summary|information|text|advice) available\b|\blorem ipsum\b|\bplaceholder\b|\b(?:content|page|text) (?:goes here|to follow|coming soon)\b|^\W*(?:n\/?a|none|null|undefined|tb[acd]|test|todo)\W*$/i;

function isPlaceholder(content: Content): boolean {
  const words = content.words[content.language];
  if (words === undefined) return false;
  const texts = [words.headline, words.whatHappened, ...Object.values(words.whatToDo)];
  return texts.some((text) => text !== undefined && isPlaceholderText(text));
}

/** In a long text the same words are a remark in passing ("detailed information is not available for the north"). */
function isPlaceholderText(text: string): boolean {
  if (text === '' || text.length > 300) return false;
  return placeholders.test(text) || !/\p{L}/u.test(text);
}

/** A long text of which less than a fifth is left is a page half published more often than good news. */
function hasShrunk(previous: Content | undefined, current: Content): boolean {
  const before = adviceLength(previous);
  return before >= 500 && adviceLength(current) < before / 5;
}

function adviceLength(content: Content | undefined): number {
  const advice = content?.words[content.language]?.whatToDo ?? {};
  return Object.values(advice).reduce((sum, text) => sum + (text?.length ?? 0), 0);
}

/** What is not new goes out as an update, and an update says what is different. */
function mayGoOut(change: Change, content: Content): boolean {
  const note = content.words[content.language]?.changeNote ?? '';
  if (change.kind !== 'new' && note.trim() === '') return false;
  return completeContentSchema.safeParse(content).success;
}

function isLevelLost(change: Change): boolean {
  return 'steps' in change && change.from !== null && change.to === null;
}

function isSteepDrop(change: Change): boolean {
  return 'steps' in change && change.steps <= -policy.steepDropSteps;
}

function isBackwards({ event, history }: Sighting): boolean {
  if (event.sourceChangedAt === undefined || history.previousChangedAt === undefined) return false;
  return event.sourceChangedAt < history.previousChangedAt;
}

function isStorm({ changedInPoll, countriesOfSource }: SourceHistory): boolean {
  if (countriesOfSource < policy.stormMinimumCountries) return false;
  return changedInPoll / countriesOfSource > policy.stormShare;
}
