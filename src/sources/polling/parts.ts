import { oneEach } from '#src/sources/one-each.ts';
import type { Entry, Follow, Publisher, Reading, SourceDocument } from '#src/sources/publisher.ts';

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

export function partsOf(looked: readonly Looked[], merge: Publisher['merge']): readonly Part[] {
  const read = looked.flatMap((one) => (one.kind === 'read' ? [one] : []));
  const [first] = read;
  if (first === undefined) return [];
  if (merge === undefined) return read.map((one) => partOf(one.asked.name, one.reading, [one]));
  return [partOf(mergedName, merge(read.map(({ reading }) => reading)), read)];
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
