import type { Logger } from 'pino';

import type { Relay } from './relay.ts';

const REST_MS = 30_000;

/** Which relay to try next, shared by all connections of a channel. */
export interface RelayOrder {
  /** As configured, but those that could not be reached lately come last. */
  readonly next: () => readonly Relay[];
  readonly reached: (relay: Relay) => void;
  readonly unreachable: (relay: Relay, reason: string) => void;
}

interface Circumstances {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
}

export function createRelayOrder(
  relays: readonly Relay[],
  { log, now }: Circumstances,
): RelayOrder {
  const failed = new Map<Relay, { readonly at: number; readonly reason: string }>();
  const rests = (relay: Relay) => {
    const failure = failed.get(relay);
    return failure !== undefined && now() - failure.at < REST_MS;
  };
  return {
    next: () => [...relays.filter((relay) => !rests(relay)), ...relays.filter(rests)],
    reached: (relay) => {
      if (failed.delete(relay)) log.info({ relay: relay.name }, 'relay.reached');
    },
    unreachable: (relay, reason) => {
      // Every connection and every message would say it again: once per kind of failure is enough.
      if (failed.get(relay)?.reason !== reason) {
        log.warn({ relay: relay.name, reason }, 'relay.unreachable');
      }
      failed.set(relay, { at: now(), reason });
    },
  };
}
