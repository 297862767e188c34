import type { Content, Level, Words } from './advisory.ts';
import { difference } from './difference.ts';
import type { Difference } from './difference.ts';
import { isEnding } from './ending.ts';
import { changedParts } from './parts.ts';

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

/** A level that moved. `steps` is positive when it rose; where a number is missing on either side it is 0. */
interface Step {
  readonly country: string;
  readonly from: Level | null;
  readonly to: Level | null;
  readonly steps: number;
}

/** What a source's latest word changes in what we knew of the same advisory. */
export type Change =
  | { readonly kind: 'new' }
  | ({ readonly kind: 'level' } & Step)
  | ({ readonly kind: 'region-level'; readonly region: string } & Step)
  | { readonly kind: 'substance' }
  | { readonly kind: 'editorial' }
  | { readonly kind: 'reviewed' }
  | { readonly kind: 'timestamp' }
  | { readonly kind: 'vanished' };

type LevelChange = Extract<Change, Step>;
type Places = Content['appliesTo'];

/**
 * Levels first, by the numbers; then the facts; then the words. What cannot be told apart for certain is `substance`:
 * telling too much is the smaller mistake. Times and provenance never count, publishers move them without a reason.
 */
export function detectChange(previous: Content | undefined, current: Content | undefined): Change {
  if (current === undefined) return { kind: 'vanished' };
  if (previous === undefined) return { kind: 'new' };
  const level = levelChange(previous.appliesTo, current.appliesTo);
  if (level !== undefined) return level;
  if (factsOf(previous) !== factsOf(current)) return { kind: 'substance' };
  if (changedParts(previous, current).length > 0) return { kind: 'substance' };
  return { kind: wordsChange(wordsOf(previous), wordsOf(current)) };
}

/**
 * The kind of change that a revision is to those who choose by it. Where its note alone says what is new, as officers write
 * who correct something, the note is the substance; a publisher's note beside unchanged words is not.
 */
export function changeOf(previous: Content | undefined, current: Content): ChangeKind {
  const { kind } = detectChange(previous, current);
  if (kind === 'vanished') return 'substance';
  return kind === 'timestamp' && hasNews(previous, current) ? 'substance' : kind;
}

function hasNews(previous: Content | undefined, current: Content): boolean {
  const [before, after] = [previous && wordsOf(previous), wordsOf(current)];
  if (after?.changeNote === undefined || isReviewNote(after)) return false;
  return difference(before?.changeNote ?? '', after.changeNote) === 'real';
}

/** Of several levels that moved, the one that calls for most caution: a number lost, then the deepest fall, then the highest rise. */
function levelChange(before: Places, after: Places): LevelChange | undefined {
  const moved = [...countrySteps(before, after), ...regionSteps(before, after)];
  const lowered = moved.filter((change) => fall(change) < 0).toSorted((a, b) => fall(a) - fall(b));
  if (lowered[0] !== undefined) return lowered[0];
  return moved.toSorted((a, b) => b.steps - a.steps)[0];
}

function fall({ from, to, steps }: Step): number {
  return from !== null && to === null ? Number.NEGATIVE_INFINITY : steps;
}

function countrySteps(before: Places, after: Places): readonly LevelChange[] {
  const countries = new Set([...before, ...after].map(({ country }) => country));
  return [...countries].flatMap((country) => {
    const from = wholeLevel(before, country);
    const to = wholeLevel(after, country);
    return from === to
      ? []
      : [{ kind: 'level' as const, country, from, to, steps: rise(from, to) }];
  });
}

/** A region that is not rated apart from its country has the country's level. */
function regionSteps(before: Places, after: Places): readonly LevelChange[] {
  const regions = new Map(
    [...before, ...after].flatMap(({ country, region }) =>
      region === undefined ? [] : [[`${country} ${region}`, { country, region }] as const],
    ),
  );
  return [...regions.values()].flatMap(({ country, region }) => {
    const from = regionLevel(before, country, region);
    const to = regionLevel(after, country, region);
    if (from === to) return [];
    return [{ kind: 'region-level' as const, country, region, from, to, steps: rise(from, to) }];
  });
}

function wholeLevel(places: Places, country: string): Level | null {
  return highest(places.filter((place) => place.country === country && place.region === undefined));
}

function regionLevel(places: Places, country: string, region: string): Level | null {
  const own = places.filter((place) => place.country === country && place.region === region);
  return own.length === 0 ? wholeLevel(places, country) : highest(own);
}

function highest(places: Places): Level | null {
  return places.reduce<Level | null>(
    (top, { level }) => (level !== null && (top === null || level > top) ? level : top),
    null,
  );
}

function rise(from: Level | null, to: Level | null): number {
  return from === null || to === null ? 0 : to - from;
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
  return `${country} ${region} ${levelWording
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()}`;
}

function wordsOf(content: Content): Words | undefined {
  return content.words[content.language];
}

function wordsChange(
  before: Words | undefined,
  after: Words | undefined,
): 'substance' | 'editorial' | 'reviewed' | 'timestamp' {
  if (before === undefined && after === undefined) return 'timestamp';
  if (before === undefined || after === undefined) return 'substance';
  const reviewed = isReviewNote(after);
  const found = worst([
    difference(adviceIn(before), adviceIn(after)),
    ...storyDifferences(before, after, reviewed),
  ]);
  if (found === 'real' || !reviewed) return kindOf[found];
  return before.changeNote === after.changeNote ? kindOf[found] : 'reviewed';
}

const kindOf = { none: 'timestamp', slight: 'editorial', real: 'substance' } as const;

function worst(found: readonly Difference[]): Difference {
  if (found.includes('real')) return 'real';
  return found.includes('slight') ? 'slight' : 'none';
}

function adviceIn({ whatToDo }: Words): string {
  const { residents, travellers, ifYouCannot, constraints, byWhen } = whatToDo;
  // The marks keep a sentence that moves from one audience to the other from looking the same.
  return `residents ${residents ?? ''} travellers ${travellers ?? ''} otherwise ${ifYouCannot ?? ''} limits ${constraints ?? ''} by ${byWhen ?? ''}`;
}

/** Where the publisher's note stands in for the story and says that nothing is new, the note is no story. */
function storyDifferences(before: Words, after: Words, reviewed: boolean): readonly Difference[] {
  const fields = ['headline', 'whatHappened', 'stillHolds'] as const;
  return fields
    .filter(
      (field) => !reviewed || difference(after[field] ?? '', after.changeNote ?? '') !== 'none',
    )
    .map((field) => difference(before[field] ?? '', after[field] ?? ''));
}

/** A note that says in one sentence that the page was looked through, and advises nothing. */
function isReviewNote({ changeNote = '' }: Words): boolean {
  const note = changeNote.trim();
  if (/advis(?:e|es|ed|ing)\b/i.test(note)) return false;
  return /^(?:this |the )?(?:(?:travel )?(?:advice|advisory)|page) (?:has been|was) (?:reviewed|reissued)\b[^.!?]*[.!?]?$/i.test(
    note,
  );
}
