import { delivery } from '#config/delivery.ts';

/** A signal that aborts a while after `stop`: what is under way is given time to end by itself. */
export function graceAfter(stop: AbortSignal): Disposable & { readonly signal: AbortSignal } {
  const late = new AbortController();
  const countDown = () =>
    AbortSignal.timeout(delivery.drainMs).addEventListener('abort', () => late.abort(), {
      once: true,
    });
  if (stop.aborted) countDown();
  stop.addEventListener('abort', countDown, { once: true });
  return {
    signal: late.signal,
    [Symbol.dispose]: () => stop.removeEventListener('abort', countDown),
  };
}
