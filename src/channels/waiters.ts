/** Those who wait for one of several things. A thing goes to each `by` in turn, however many of it wait. */
export interface Waiters<Thing> {
  /** Undefined when the signal comes first. */
  readonly wait: (signal: AbortSignal, by: unknown) => Promise<Thing | undefined>;
  /** Hands out things as long as there are any and somebody waits. */
  readonly serve: (next: () => Thing | undefined) => void;
  /** All others go before it. */
  readonly goesLast: (by: unknown) => void;
  readonly isAnybodyBut: (by: unknown) => boolean;
}

export function createWaiters<Thing>(): Waiters<Thing> {
  type Resolve = (thing: Thing | undefined) => void;
  const queues = new Map<unknown, Set<Resolve>>();

  function add(by: unknown, resolve: Resolve): void {
    const queue = queues.get(by) ?? new Set();
    queues.set(by, queue.add(resolve));
  }

  function remove(by: unknown, resolve: Resolve): void {
    const queue = queues.get(by);
    queue?.delete(resolve);
    if (queue?.size === 0) queues.delete(by);
  }

  function goesLast(by: unknown): void {
    const queue = queues.get(by);
    if (queue === undefined) return;
    queues.delete(by);
    queues.set(by, queue);
  }

  function first(): { readonly by: unknown; readonly resolve: Resolve } | undefined {
    for (const [by, queue] of queues) for (const resolve of queue) return { by, resolve };
    return undefined;
  }

  return {
    async wait(signal, by) {
      const { promise, resolve } = Promise.withResolvers<Thing | undefined>();
      const stop = () => {
        remove(by, resolve);
        resolve(undefined);
      };
      signal.addEventListener('abort', stop, { once: true });
      add(by, resolve);
      const thing = await promise;
      signal.removeEventListener('abort', stop);
      return thing;
    },
    serve(next) {
      for (let waiter = first(); waiter !== undefined; waiter = first()) {
        const thing = next();
        if (thing === undefined) return;
        remove(waiter.by, waiter.resolve);
        goesLast(waiter.by);
        waiter.resolve(thing);
      }
    },
    goesLast,
    isAnybodyBut: (by) => queues.size > (queues.has(by) ? 1 : 0),
  };
}
