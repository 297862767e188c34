/** What is to be told when a signal is aborted. */
type Stop = () => void;

export interface Stops {
  /** Gives what takes it off again. */
  readonly add: (signal: AbortSignal, stop: Stop) => Stop;
  readonly stopAll: () => void;
}

/** One listener for all that wait on the same signal: thousands of calls a second would spend more on theirs than on themselves. */
export function createStops(): Stops {
  const bySignal = new WeakMap<AbortSignal, Set<Stop>>();
  const all = new Set<Stop>();
  let isOver = false;

  return {
    add(signal, stop) {
      if (isOver || signal.aborted) queueMicrotask(stop);
      const those = bySignal.get(signal) ?? listenTo(signal);
      those.add(stop);
      all.add(stop);
      return () => {
        those.delete(stop);
        all.delete(stop);
      };
    },
    stopAll() {
      isOver = true;
      for (const stop of all) stop();
    },
  };

  function listenTo(signal: AbortSignal): Set<Stop> {
    const those = new Set<Stop>();
    bySignal.set(signal, those);
    const tell = () => {
      for (const stop of those) stop();
    };
    signal.addEventListener('abort', tell, { once: true });
    return those;
  }
}
