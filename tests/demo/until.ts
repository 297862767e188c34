import { setTimeout as sleep } from 'node:timers/promises';

/** Something that was to happen in the demo and did not. The message says what, and where to look. */
export class DidNotHappen extends Error {
  override readonly name = 'DidNotHappen';
}

interface Awaiting<T> {
  /** As in "expected … within 30 s". */
  readonly what: string;
  /** Where to look when it does not happen. */
  readonly hint: string;
  /** Undefined while it has not happened. */
  readonly look: () => T | undefined | Promise<T | undefined>;
}

const patienceSeconds = 30;
const lookEveryMs = 15;

/** Looks until there is something to see. */
export async function until<T>({ what, hint, look }: Awaiting<T>, signal: AbortSignal): Promise<T> {
  const end = performance.now() + patienceSeconds * 1000;
  while (performance.now() < end) {
    const seen = await look();
    if (seen !== undefined) return seen;
    await sleep(lookEveryMs, undefined, { signal });
  }
  throw new DidNotHappen(`Expected ${what} within ${patienceSeconds} s. ${hint}`);
}
