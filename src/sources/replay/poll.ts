import { contentSchema } from '#src/advisory/advisory.ts';
import type { Content } from '#src/advisory/advisory.ts';
import type { Misgiving } from '#src/advisory/event.ts';
import type { Figures } from '#src/advisory/figures.ts';
import { changedAtOnce } from '#src/advisory/hold.ts';
import { neverHeard } from '#src/advisory/remembered.ts';
import type { Remembered } from '#src/advisory/remembered.ts';
import { AppError } from '#src/errors.ts';
import { oneEach } from '#src/sources/one-each.ts';
import type {
  Entry,
  Publisher,
  Reading,
  SourceDocument,
  Unreadable,
} from '#src/sources/publisher.ts';
import { keysOf, oneAfterTheOther, readDocument, requireSense } from '#src/sources/reading.ts';

import type { Trouble } from './line.ts';
import type { RecordedPoll } from './recorded-poll.ts';
import { comparableWith, completedBy, isListedAsBefore, wholenessIn, withAdvice } from './whole.ts';
import type { Wholeness } from './whole.ts';

/** What a replay keeps of one advisory. */
export interface Known extends Wholeness {
  readonly stamp: string;
  readonly remembered: Remembered;
}

/** What a recorded poll says, compared with what was known. */
export interface Heard {
  readonly moved: readonly Said[];
  readonly listed: number;
  readonly unreadable: readonly string[];
  /** Entries that were known and cannot be read now: what was heard of them last may not hold any more. */
  readonly unread: readonly string[];
  /** Why the poll failed as a whole; nothing is judged then, and nothing is taken for vanished. */
  readonly failure: Trouble | undefined;
}

export interface Said extends Wholeness {
  readonly key: string;
  readonly stamp: string;
  readonly content: Content | undefined;
  readonly sourceChangedAt: Date | undefined;
  readonly doubts: readonly Misgiving[];
}

interface Asked {
  readonly recorded: RecordedPoll;
  readonly publisher: Publisher;
  readonly sourceId: string;
  readonly known: ReadonlyMap<string, Known>;
  /** A complete list with fewer entries is a broken list. */
  readonly floor: number;
}

export function heardIn({ recorded, publisher, sourceId, known, floor }: Asked): Heard {
  const { readings, refused } = readAll(recorded, publisher);
  if (readings.length === 0) {
    const reason = refused[0] ?? 'expected documents, got none';
    return failure(refused, { rule: 'unreadable', reason });
  }
  const reading = mergedBy(publisher, readings);
  const senseless = orReason(() => requireSense(reading));
  if (senseless !== undefined) {
    return failure(refused, { rule: 'unreadable', reason: senseless });
  }
  const entries = entriesOf(reading);
  const keys = keysOf(reading);
  if (reading.isComplete && keys.size < floor) {
    const reason = `expected at least ${floor} entries, got ${keys.size}`;
    return failure(refused, { rule: 'size-floor', reason });
  }
  const wholenessOf = wholenessIn(reading);
  const moved = entries.filter((entry) =>
    hasMoved(entry, known.get(entry.key), wholenessOf(entry.key)),
  );
  const said = moved.map((entry) => {
    const saying = sayingOf(entry, { sourceId, at: recorded.at });
    if ('reason' in saying) return saying;
    return completedBy({ ...saying, ...wholenessOf(entry.key) }, known.get(entry.key));
  });
  const unfit = said.flatMap((it) => ('reason' in it ? [it.reason] : []));
  return {
    moved: [...said.flatMap((it) => ('reason' in it ? [] : [it])), ...vanished(reading, known)],
    listed: reading.isComplete ? keys.size : Math.max(keys.size, known.size),
    unreadable: [...refused, ...reading.unreadable.map(({ reason }) => reason), ...unfit],
    unread: reading.unreadable.flatMap(({ key }) =>
      key !== undefined && known.has(key) ? [key] : [],
    ),
    failure: undefined,
  };
}

function hasMoved(
  { stamp, onlyIfKnown }: Entry,
  before: Known | undefined,
  wholeness: Wholeness,
): boolean {
  if (before === undefined) return onlyIfKnown !== true;
  return before.stamp !== stamp && !isListedAsBefore(before, wholeness);
}

/** How many of a poll's words count towards a storm. */
export function newsCount(
  { moved, listed }: Heard,
  known: ReadonlyMap<string, Known>,
  figures: Figures,
): number {
  const compared = moved.map((said) => {
    const before = known.get(said.key);
    const { previous } = comparableWith(before?.remembered ?? neverHeard, before, said);
    return { previous, current: said.content };
  });
  return changedAtOnce(compared, listed, figures);
}

function failure(unreadable: readonly string[], trouble: Trouble): Heard {
  return { moved: [], listed: 0, unreadable, unread: [], failure: trouble };
}

function readAll({ documents, unopened }: RecordedPoll, publisher: Publisher) {
  const readings: Reading[] = [];
  const refused: string[] = [...unopened];
  for (const document of documents) {
    const result = readOne(document, publisher);
    if (typeof result === 'string') refused.push(result);
    else readings.push(result);
  }
  return { readings, refused };
}

function readOne(document: SourceDocument, publisher: Publisher): Reading | string {
  return orReason(() => readDocument(publisher, document));
}

/** What was read, or why it could not be. */
function orReason<T>(read: () => T): T | string {
  try {
    return read();
  } catch (error) {
    if (error instanceof AppError && error.code === 'SOURCE_UNREADABLE') return error.message;
    throw error;
  }
}

function mergedBy({ merge = oneAfterTheOther }: Publisher, readings: readonly Reading[]): Reading {
  const [only, ...more] = readings;
  return only !== undefined && more.length === 0 ? only : merge(readings);
}

/** A further document that was recorded says more than the list's own word; that is used where it was not. */
function entriesOf({ entries, follow }: Reading): readonly Entry[] {
  const read = new Set(entries.map(({ key }) => key));
  const others = follow.flatMap(({ key, entry }) =>
    entry === undefined || read.has(key) ? [] : [withAdvice(entry)],
  );
  return oneEach([...entries, ...others]);
}

function sayingOf(
  { key, stamp, content, changedAt, doubts = [] }: Entry,
  { sourceId, at }: { readonly sourceId: string; readonly at: Date },
): Omit<Said, keyof Wholeness> | Required<Pick<Unreadable, 'reason'>> {
  const reviewBy = new Date(at.getTime() + reviewAfterDays * 86_400_000).toISOString();
  const parsed = contentSchema.safeParse({ reviewBy, ...content, issuer: sourceId });
  if (parsed.success) {
    return { key, stamp, content: parsed.data, sourceChangedAt: changedAt, doubts };
  }
  const [issue] = parsed.error.issues;
  const where = issue?.path.join('.') ?? '';
  return { reason: `${key.slice(0, 60)}: ${where}: ${issue?.message ?? 'expected other content'}` };
}

const reviewAfterDays = 90;

/** An entry that cannot be read, and of which the key is not known either, may be one of those that seem to be gone. */
function vanished(reading: Reading, known: ReadonlyMap<string, Known>): readonly Said[] {
  if (!reading.isComplete) return [];
  const listed = keysOf(reading);
  const nameless = reading.unreadable.filter(({ key }) => key === undefined).length;
  const gone = [...known].filter(
    ([key, { remembered }]) => !listed.has(key) && !remembered.hadVanished,
  );
  if (gone.length <= nameless) return [];
  return gone.map(([key]) => ({
    key,
    stamp: '',
    content: undefined,
    sourceChangedAt: undefined,
    doubts: [],
    isWhole: false,
    listStamp: undefined,
  }));
}
