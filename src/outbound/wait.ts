/** A signal that ends with its parent or after `ms`, with a TimeoutError. */
export interface TimeLimit extends Disposable {
  readonly signal: AbortSignal;
}

/**
 * `AbortSignal.timeout` cannot be called off: for its whole length it keeps alive whatever listens to it, which is twenty
 * seconds of finished calls. This one ends with its scope.
 */
export function limitTime(ms: number, parent: AbortSignal): TimeLimit {
  const own = new AbortController();
  const follow = () => own.abort(parent.reason);
  const timer = setTimeout(() => own.abort(new DOMException('time is up', 'TimeoutError')), ms);
  if (parent.aborted) follow();
  else parent.addEventListener('abort', follow, { once: true });
  return {
    signal: own.signal,
    [Symbol.dispose]() {
      clearTimeout(timer);
      parent.removeEventListener('abort', follow);
    },
  };
}

/** Holds a deadline even against work that ignores its signal. Rejects with the signal's reason. */
export async function untilAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const onAbort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([work(), aborted.promise]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
