import type { Content, Words } from './advisory.ts';
import { difference } from './difference.ts';
import { isEnding } from './ending.ts';
import { levelChange } from './levels.ts';
import type { LevelChange, Places } from './levels.ts';
import { noteKindOf } from './note.ts';
import { changedParts } from './parts.ts';
import { fold, plain } from './text-units.ts';
import { wordsChange } from './words-change.ts';

/** What a revision changes, as subscriptions choose by it. */
export const changeKinds = [
  'new',
  'level',
  'region-level',
  'substance',
  'editorial',
  'reviewed',
  'timestamp',
] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** What a source's latest word changes in what we knew of the same advisory. */
export type Change =
  | { readonly kind: 'new' }
  | LevelChange
  /** `despiteNote`: the publisher's own note says that nothing is new. */
  | { readonly kind: 'substance'; readonly despiteNote?: true }
  | { readonly kind: 'editorial' }
  | { readonly kind: 'reviewed' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'vanished' }
  /** Listed again after it had vanished, and says nothing new. */
  | { readonly kind: 'reappeared' };

/**
 * Levels first, by the numbers; then the facts; then the words. What cannot be told apart for certain is `substance`:
 * telling too much is the smaller mistake. Times and provenance never count, publishers move them without a reason.
 */
export function detectChange(
  previous: Content | undefined,
  current: Content | undefined,
): Exclude<Change, { readonly kind: 'reappeared' }> {
  if (current === undefined) return { kind: 'vanished' };
  if (previous === undefined) return { kind: 'new' };
  const level = levelChange(previous.appliesTo, current.appliesTo);
  if (level !== undefined) return level;
  if (factsOf(previous) !== factsOf(current)) return { kind: 'substance' };
  const change = wordsChange(wordsOf(previous), wordsOf(current));
  return change.kind === 'substance' || isOnlyEdited(change, previous, current)
    ? change
    : { kind: 'substance' };
}

/** Of some parts only fingerprints are kept: there the publisher's new note alone can say that nothing but the wording changed. */
function isOnlyEdited(change: Change, previous: Content, current: Content): boolean {
  if (changedParts(previous, current).length === 0) return true;
  const note = noteKindOf(wordsOf(current)?.changeNote ?? '');
  return change.kind !== 'timestamp' && note === change.kind;
}

/**
 * The kind of change that a revision is to those who choose by it. Where its note alone says what is new, as officers write
 * who correct something, the note is the substance; a publisher's note beside unchanged words is so only where it speaks of people's safety.
 */
export function changeOf(previous: Content | undefined, current: Content): ChangeKind {
  const { kind } = detectChange(previous, current);
  if (kind === 'vanished') return 'substance';
  return kind === 'timestamp' && hasNews(previous, current) ? 'substance' : kind;
}

function hasNews(previous: Content | undefined, current: Content): boolean {
  const [before, after] = [previous && wordsOf(previous), wordsOf(current)];
  if (after?.changeNote === undefined || noteKindOf(after.changeNote) !== 'news') return false;
  return difference(before?.changeNote ?? '', after.changeNote) === 'real';
}

/** Everything beside levels' numbers and the words that makes a difference to somebody who acts on the advisory. */
function factsOf(content: Content): string {
  const { kind, status, language, travellers, residents, eventAt, nextUpdateBy, expiresAt } =
    content;
  const ends = isEnding(content);
  return JSON.stringify([
    [kind, status, language, travellers, residents, eventAt, nextUpdateBy, expiresAt, ends],
    content.appliesTo.map(placeFact).toSorted(),
    content.eventPlaces.map(({ country, region = '' }) => `${country} ${region}`).toSorted(),
    content.contacts.toSorted(),
    content.categories.toSorted(),
    content.audience.toSorted(),
  ]);
}

function placeFact({ country, region = '', levelWording }: Places[number]): string {
  return `${country} ${region} ${fold(plain(levelWording))}`;
}

function wordsOf(content: Content): Words | undefined {
  return content.words[content.language];
}
