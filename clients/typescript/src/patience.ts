import { ApiError } from './api-error.ts';

interface Patience {
  readonly retries: number;
  readonly signal?: AbortSignal | undefined;
}

const longestWaitMs = 60_000;
/** Too many requests, and what a proxy says of a service that is just being started again. */
const passing: readonly number[] = [429, 502, 503, 504];

/** Tries again when the service is busy or away, after what it asks to wait or a little longer each time. */
export async function patiently<T>(
  act: () => Promise<T>,
  { retries, signal }: Patience,
): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    try {
      return await act();
    } catch (error) {
      signal?.throwIfAborted();
      if (tried >= retries || !mayPass(error)) throw error;
      await pause(waitAfter(error, tried), signal);
    }
  }
}

/** Whether the same request may be answered later on. */
export function mayPass(error: unknown): boolean {
  // This is how every platform’s fetch says that nobody answered.
  if (!(error instanceof ApiError)) return error instanceof TypeError;
  return passing.includes(error.status) || error.code === 'IDEMPOTENCY_KEY_BUSY';
}

export function waitAfter(error: unknown, tried: number): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined;
  return Math.min(asked ?? 500 * 2 ** tried, longestWaitMs);
}

export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}
