import { AppError } from '#src/errors.ts';

import type { Publisher, Reading, SourceDocument } from './publisher.ts';
import { unreadable } from './refusal.ts';

/** Whatever a document does to its reader, it is the document that is refused. */
export function readDocument(publisher: Publisher, document: SourceDocument): Reading {
  return orRefused(() => publisher.read(document));
}

export function orRefused(read: () => Reading): Reading {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof AppError) throw cause;
    const name = cause instanceof Error ? cause.name : 'unknown';
    throw unreadable(`expected a document in the shape known, stumbled over it (${name})`, {
      cause,
    });
  }
}

/** A document of which not one entry can be read has another shape than the one known. */
export function requireSense({ entries, follow, unreadable: broken }: Reading): void {
  const [first] = broken;
  if (first === undefined || entries.length + follow.length > 0) return;
  throw unreadable(
    `expected entries in the shape known, got ${broken.length} and not one that is: ${first.reason}`,
  );
}

/** Every key that a document names, read or not. */
export function keysOf({ entries, follow, unreadable: broken }: Reading): ReadonlySet<string> {
  const keys = [...entries, ...follow, ...broken].map(({ key }) => key);
  return new Set(keys.filter((key) => key !== undefined));
}

export function oneAfterTheOther(readings: readonly Reading[]): Reading {
  return {
    entries: readings.flatMap(({ entries }) => entries),
    isComplete: readings.some(({ isComplete }) => isComplete),
    follow: readings.flatMap(({ follow }) => follow),
    unreadable: readings.flatMap((reading) => reading.unreadable),
  };
}
