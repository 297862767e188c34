import { policy } from '#config/policy.ts';
import { AppError } from '#src/errors.ts';
import type { Asked, Publisher, Reading, SourceDocument } from '#src/sources/publisher.ts';
import { keysOf, readDocument, requireSense } from '#src/sources/reading.ts';
import { unreadable } from '#src/sources/refusal.ts';
import { sizeFloor } from '#src/sources/size-floor.ts';
import type { Cursor, PollWish } from '#src/sources/source.ts';

import type { Ask, Marks } from './asking.ts';
import { countIn, keysIn, marksIn } from './cursor.ts';
import { askTriggers } from './triggers.ts';

/** What became of one document that was asked for. */
export type Looked = ReadDocument | SameDocument | FailedDocument;

export interface ReadDocument {
  readonly kind: 'read';
  readonly asked: Asked;
  readonly document: SourceDocument;
  readonly reading: Reading;
  readonly marks: Marks;
  readonly tookMs: number;
}

interface SameDocument {
  readonly kind: 'same';
  readonly asked: Asked;
  readonly tookMs: number;
}

interface FailedDocument {
  readonly kind: 'failed';
  readonly asked: Asked;
  readonly error: AppError;
}

interface Needs extends PollWish {
  readonly sourceId: string;
  readonly publisher: Publisher;
  readonly ask: Ask;
}

/** Asks for all documents of one poll. Throws when not one could be had. */
export async function lookAtAll(
  needs: Needs,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<{ readonly looked: readonly Looked[]; readonly trigger: Cursor }> {
  const { documents, merge } = needs.publisher;
  const lists = documents.filter(({ isTrigger }) => isTrigger !== true);
  const trigger = await askTriggers(needs, cursor, signal);
  if (trigger['skipped'] !== undefined && needs.acceptsSize !== true) {
    return { looked: lists.map((asked) => ({ kind: 'same', asked, tookMs: 0 })), trigger };
  }
  const looked: Looked[] = [];
  for (const asked of lists) looked.push(await look(needs, { asked, cursor }, signal)); // one after the other: most are on one host
  const again = merge !== undefined && looked.some(({ kind }) => kind === 'read');
  const all = again ? await readAgain(needs, { looked, cursor }, signal) : looked;
  requireOne(all);
  return { looked: all, trigger };
}

/** Documents that are read together are read together: of one that has not moved, the text is wanted all the same. */
async function readAgain(
  needs: Needs,
  { looked, cursor }: { readonly looked: readonly Looked[]; readonly cursor: Cursor },
  signal: AbortSignal,
): Promise<readonly Looked[]> {
  const all: Looked[] = [];
  for (const one of looked) {
    const { kind, asked } = one;
    all.push(kind === 'same' ? await look(needs, { asked, cursor, marks: {} }, signal) : one);
  }
  return all;
}

function requireOne(looked: readonly Looked[]): void {
  const failures = looked.flatMap((one) => (one.kind === 'failed' ? [one.error] : []));
  const [first] = failures;
  if (first !== undefined && failures.length === looked.length) throw first;
}

interface Look {
  readonly asked: Asked;
  readonly cursor: Cursor;
  readonly marks?: Marks;
}

async function look(
  { publisher, ask, sourceId, acceptsSize = false }: Needs,
  { asked, cursor, marks = acceptsSize ? {} : marksIn(cursor, asked.name) }: Look,
  signal: AbortSignal,
): Promise<Looked> {
  try {
    const answer = await ask({ url: asked.url, accept: asked.accept, marks }, signal);
    if (answer.kind === 'same') return { kind: 'same', asked, tookMs: answer.tookMs };
    const reading = readDocument(publisher, answer.document);
    requireSize(reading, { sourceId, before: acceptsSize ? 1 : countIn(cursor, asked.name) });
    requireSense(reading);
    return { ...answer, kind: 'read', asked, reading };
  } catch (error) {
    if (error instanceof AppError) return { kind: 'failed', asked, error };
    throw error;
  }
}

interface Size {
  readonly sourceId: string;
  readonly before: number | undefined;
}

/** A list that has lost many of its entries is a broken list until somebody has looked. Absence is never an all-clear. */
function requireSize(reading: Reading, { sourceId, before = 1 }: Size): void {
  if (!reading.isComplete) return;
  const size = sizeOf(reading);
  const floor = sizeFloor(before, policy.sizeFloorShare);
  if (size >= floor) return;
  const remedy = `; if its publisher has so few now: npm run ingest -- poll ${sourceId} --accept-size`;
  throw unreadable(
    `expected a whole list with at least ${floor} entries (${before} the last time), got ${size}${size === 0 ? '' : remedy}`,
  );
}

export function sizeOf(reading: Reading): number {
  return keysOf(reading).size + reading.unreadable.filter(({ key }) => key === undefined).length;
}

/**
 * Every key the source lists now; undefined where that cannot be told: a document that is only the newest few, one that could
 * not be had, an entry that nobody can name.
 */
export function listedIn(
  looked: readonly Looked[],
  cursor: Cursor,
  isMerged: boolean,
): readonly string[] | undefined {
  const keys = looked.map((one) => {
    if (one.kind !== 'read') {
      const known = isMerged || countIn(cursor, one.asked.name) === undefined;
      return known ? undefined : keysIn(cursor, one.asked.name);
    }
    const { isComplete, unreadable: broken } = one.reading;
    const isNamed = broken.every(({ key }) => key !== undefined);
    return isComplete && isNamed ? [...keysOf(one.reading)] : undefined;
  });
  const known = keys.flatMap((some) => (some === undefined ? [] : [some]));
  return known.length === keys.length ? [...new Set(known.flat())] : undefined;
}
