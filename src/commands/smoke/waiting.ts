import { setTimeout as sleep } from 'node:timers/promises';

import { AppError } from '#src/errors.ts';

interface Awaited<T> {
  readonly look: () => Promise<T | undefined>;
  readonly withinMs: number;
  /** What did not come, and what that may mean. */
  readonly otherwise: string;
}

const lookEveryMs = 200;
const answerWithinMs = 90_000;

/** For what makes something, ends it or takes it back: stopped half-way, nobody would know what is left. */
export function notCutShort(): AbortSignal {
  return AbortSignal.timeout(answerWithinMs);
}

/** Looks again and again until there is something. */
export async function waitFor<T>(
  { look, withinMs, otherwise }: Awaited<T>,
  signal: AbortSignal,
): Promise<T> {
  const until = performance.now() + withinMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > until)
      throw new AppError('NOT_FOUND', `${otherwise} within ${withinMs / 1000} s`);
    await sleep(lookEveryMs, undefined, { signal });
  }
}
