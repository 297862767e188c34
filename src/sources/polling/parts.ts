import { oneEach } from '#src/sources/one-each.ts';
import type {
  Doubt,
  Entry,
  Follow,
  Publisher,
  Reading,
  SourceDocument,
} from '#src/sources/publisher.ts';
import { orRefused } from '#src/sources/reading.ts';
import type { Cursor } from '#src/sources/source.ts';

import { keysIn, rememberedIn } from './cursor.ts';
import type { Looked, ReadDocument } from './documents.ts';

/** What is read as one: a document, or all of them where a dialect merges them. */
export interface Part {
  /** The cursor remembers its keys under this name. */
  readonly name: string;
  readonly entries: ReadonlyMap<string, Entry>;
  readonly follow: ReadonlyMap<string, Follow>;
  readonly unreadable: Reading['unreadable'];
  /** In which document something stands, and under which name it is kept. */
  readonly whereIs: (one: Entry | Follow) => Where;
}

interface Where {
  readonly document: SourceDocument;
  readonly name: string;
}

export const mergedName = '';

export function partsOf(
  looked: readonly Looked[],
  merge: Publisher['merge'],
  cursor: Cursor,
): readonly Part[] {
  const read = looked.flatMap((one) => (one.kind === 'read' ? [one] : []));
  const [first] = read;
  if (first === undefined) return [];
  if (merge === undefined) return read.map((one) => partOf(one.asked.name, one.reading, [one]));
  const whole = orRefused(() => merge(read.map(({ reading }) => reading)));
  const isWhole = read.length === looked.length || keysIn(cursor, mergedName).length === 0;
  return [partOf(mergedName, isWhole ? whole : movedIn(whole, read, cursor), read)];
}

/**
 * Of documents that are read together some could not be had. Without them each entry is another than it was, and nothing need
 * have changed: only what a document says otherwise than before is passed on, and an officer is told that it is not the whole.
 */
function movedIn(whole: Reading, read: readonly ReadDocument[], cursor: Cursor): Reading {
  const moved = new Set(read.flatMap((one) => movedKeys(one, cursor)));
  return {
    ...whole,
    entries: whole.entries
      .filter(({ key }) => moved.has(key))
      .map((entry) => ({ ...entry, doubts: [...(entry.doubts ?? []), onlyPartly(read)] })),
    follow: whole.follow.filter(({ key }) => moved.has(key)),
  };
}

function movedKeys({ asked, reading }: ReadDocument, cursor: Cursor): readonly string[] {
  return [...reading.entries, ...reading.follow].flatMap(({ key, stamp }) => {
    const own = rememberedIn(cursor, asked.name, key).at;
    const isNew = rememberedIn(cursor, mergedName, key).at === undefined;
    return isNew || (own !== undefined && own !== stamp) ? [key] : [];
  });
}

function onlyPartly(read: readonly ReadDocument[]): Doubt {
  const names = read.map(({ asked }) => asked.name).join(', ');
  return {
    rule: 'documents-disagree',
    wording: `Of the publisher's documents only ${names} could be read; what is missing may say otherwise.`,
  };
}

function partOf(name: string, reading: Reading, read: readonly ReadDocument[]): Part {
  return {
    name,
    entries: new Map(oneEach(reading.entries).map((one) => [one.key, one])),
    follow: new Map(reading.follow.map((one) => [one.key, one])),
    unreadable: reading.unreadable,
    whereIs: (one) => whereIn(read, one),
  };
}

/** The document that says exactly this; where a dialect made it of several, the first that has the key. */
function whereIn(read: readonly ReadDocument[], one: Entry | Follow): Where {
  const says = ({ reading }: ReadDocument) => [...reading.entries, ...reading.follow].includes(one);
  const names = ({ reading }: ReadDocument) =>
    [...reading.entries, ...reading.follow].some(({ key }) => key === one.key);
  const found = read.length === 1 ? read[0] : (read.find(says) ?? read.find(names) ?? read[0]);
  if (found === undefined) throw new Error('expected a part of at least one document');
  return { document: found.document, name: found.asked.name };
}
