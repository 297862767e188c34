import type { Warning } from './warning.ts';

export interface Newest {
  /** The first message about the hazard: the same for all that refer to it. */
  readonly first: string;
  /** The same for all messages about one hazard. */
  readonly thread: string;
  readonly warning: Warning;
}

/**
 * What holds now: of every thread of Alert, Updates and Cancel the last message. What is not Actual is dropped before anything
 * else, Ack and Error are about the exchange.
 */
export function newestOfThreads(all: readonly Warning[]): readonly Newest[] {
  const warnings = all
    .map(named)
    .filter(
      ({ status, msgType }) =>
        status === 'Actual' && ['Alert', 'Update', 'Cancel'].includes(msgType),
    );
  const byIdentifier = new Map(warnings.map((warning) => [warning.identifier, warning]));
  const replaced = new Set(warnings.flatMap(({ references }) => references));
  const last = [...byIdentifier.values()].filter(({ identifier }) => !replaced.has(identifier));
  const threads = Map.groupBy(last, (warning) => firstOf(warning, byIdentifier));
  return [...threads].flatMap(([thread, ends]) =>
    ends.toSorted(bySent).map((warning, n) => ({
      // An alert may go on as several, each for a part of its area: none of them may be lost.
      first: thread,
      thread: n === 0 ? thread : `${thread}/${warning.identifier}`,
      warning,
    })),
  );
}

/** A reference that names nothing refers to nothing. */
function named(warning: Warning): Warning {
  return { ...warning, references: warning.references.filter((reference) => reference !== '') };
}

/** The first message known of: publishers that name only the one before are followed as far as the document goes. */
function firstOf(warning: Warning, known: ReadonlyMap<string, Warning>): string {
  const seen = new Set<string>();
  let first = warning.identifier;
  let next = warning.references[0];
  while (next !== undefined && !seen.has(next)) {
    seen.add(next);
    first = next;
    next = known.get(next)?.references[0];
  }
  return first;
}

function bySent(a: Warning, b: Warning): number {
  const apart = (a.sent?.getTime() ?? 0) - (b.sent?.getTime() ?? 0);
  return apart || a.identifier.localeCompare(b.identifier);
}
