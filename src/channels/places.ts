/** Lends out each of a fixed number of things to one borrower at a time. */
export interface Places<Thing> {
  /** The one used last, so that spare ones may fall asleep; undefined when the signal comes first. */
  readonly take: (signal: AbortSignal) => Promise<Thing | undefined>;
  readonly giveBack: (thing: Thing) => void;
  /** Somebody waits for one. */
  readonly isWanted: () => boolean;
}

export function createPlaces<Thing>(things: readonly Thing[]): Places<Thing> {
  const free = [...things];
  const waiting = new Set<(thing: Thing | undefined) => void>();

  const wait = async (signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<Thing | undefined>();
    const stop = () => {
      waiting.delete(resolve);
      resolve(undefined);
    };
    signal.addEventListener('abort', stop, { once: true });
    waiting.add(resolve);
    const thing = await promise;
    signal.removeEventListener('abort', stop);
    return thing;
  };

  return {
    take: async (signal) => (signal.aborted ? undefined : (free.pop() ?? wait(signal))),
    giveBack: (thing) => {
      const [next] = waiting;
      if (next === undefined) {
        free.push(thing);
        return;
      }
      waiting.delete(next);
      next(thing);
    },
    isWanted: () => waiting.size > 0,
  };
}
