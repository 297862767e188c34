import { createWaiters } from './waiters.ts';

/**
 * Lends out each of a fixed number of things to one borrower at a time. Borrowers that belong together say so by the
 * same `by`, compared by identity: they do not press each other.
 */
export interface Places<Thing> {
  /** The one used last, so that spare ones may fall asleep; undefined when the signal comes first. */
  readonly take: (signal: AbortSignal, by?: unknown) => Promise<Thing | undefined>;
  readonly giveBack: (thing: Thing, by?: unknown) => void;
  /** It should be given back soon: somebody else waits for one. */
  readonly isWanted: (thing: Thing, by?: unknown) => boolean;
}

export function createPlaces<Thing>(things: readonly Thing[]): Places<Thing> {
  const free = [...things];
  const waiters = createWaiters<Thing>();
  return {
    take: async (signal, by) =>
      signal.aborted ? undefined : (free.pop() ?? waiters.wait(signal, by)),
    giveBack(thing, by) {
      free.push(thing);
      waiters.goesLast(by);
      waiters.serve(() => free.pop());
    },
    isWanted: (_, by) => waiters.isAnybodyBut(by),
  };
}
