import { issuer } from '#config/issuer.ts';
import { keptConnections } from '#config/outbound.ts';
import { createFetch } from '#src/outbound/fetch.ts';
import { createGuard } from '#src/outbound/guard.ts';

import { userAgentOf } from './user-agent.ts';

/** The ways out of the house, behind one guard. */
export function createDoors(allow: readonly string[], publicUrl: string) {
  const owned = new AsyncDisposableStack();
  const guard = createGuard({ allow });
  const door = { guard, userAgent: userAgentOf(issuer, publicUrl) };
  return {
    guard,
    fetch: owned.use(createFetch(door)),
    /** Keeps connections: a call to an endpoint may be made again, under the same id. */
    fetchForCalls: owned.use(createFetch({ ...door, keep: keptConnections })),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
