import { Resolver } from 'node:dns/promises';

import { shortCodeOf } from './failure.ts';

/** Every address of a name. Rejects with an error whose `code` is ENOTFOUND when there is no such name. */
export type Resolve = (host: string, signal: AbortSignal) => Promise<readonly string[]>;

/**
 * Asks DNS itself, without the operating system's resolver: that one runs on the four threads all file work shares,
 * where a few hundred dead names would stop everything, and it cannot be cancelled.
 */
export function createResolve(servers?: readonly string[]): Resolve {
  return async (host, signal) => {
    signal.throwIfAborted();
    const resolver = new Resolver({ timeout: 1_000, tries: 3 });
    if (servers) resolver.setServers(servers);
    signal.addEventListener('abort', () => resolver.cancel(), { once: true });
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    const found = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    throw worstOf(answers.flatMap((answer) => (answer.status === 'rejected' ? answer.reason : [])));
  };
}

/** A name without addresses of one family says ENODATA; the other family's answer is then the one that matters. */
function worstOf(reasons: readonly unknown[]): unknown {
  return reasons.find((reason) => shortCodeOf(reason) !== 'enodata') ?? reasons[0];
}
