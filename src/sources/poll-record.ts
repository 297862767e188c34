import type { Content } from '#src/advisory/advisory.ts';
import { changedAtOnce } from '#src/advisory/hold.ts';

import type { Claim, PollRecord } from './ledger.ts';
import type { Poll, Trouble } from './source.ts';

/**
 * What is to be kept of a poll. How much of it is news is counted here, before any event is judged: a storm is held whole,
 * and a publisher that re-dates everything is no storm.
 */
export function recordOf(
  seen: Poll,
  claim: Claim,
  before: ReadonlyMap<string, Content>,
): Omit<PollRecord, 'nextInSeconds'> {
  const { cursor, figures } = seen;
  const health = { figures, trouble: troubleIn(seen) };
  if (seen.kind === 'unchanged') {
    const listed = claim.known.length;
    return { ...health, claim, cursor, items: [], vanished: [], changed: 0, listed };
  }
  const { items, listed = claim.known } = seen;
  const vanished = vanishedOf(claim.known, listed);
  const moved = [
    ...items
      .filter(({ isFirstLook }) => isFirstLook !== true)
      .map(({ key, content }) => ({ previous: before.get(key), current: content })),
    ...vanished.map((key) => ({ previous: before.get(key), current: undefined })),
  ];
  return {
    ...health,
    claim,
    cursor,
    items,
    vanished,
    changed: changedAtOnce(moved, listed.length),
    listed: listed.length,
  };
}

function troubleIn(seen: Poll): Trouble | undefined {
  if (seen.figures?.trouble !== undefined) return seen.figures.trouble;
  if (seen.kind === 'unchanged' || seen.unread.length === 0) return undefined;
  return { code: 'documents-unread', reason: `${seen.unread.length} could not be read` };
}

function vanishedOf(known: readonly string[], listed: readonly string[]): readonly string[] {
  const there = new Set(listed);
  return known.filter((key) => !there.has(key));
}
