import type { Logger } from 'pino';

import type { Relay } from './relay.ts';

/** The right to one connection. */
export interface Seat {
  /** Where to connect: the relays with the most room first, those that could not be reached lately last. */
  readonly relays: () => readonly Relay[];
  /** The connection is to this relay now. */
  readonly moveTo: (relay: Relay) => void;
  /** The one it is for; undefined once it was left. */
  readonly relay: () => Relay | undefined;
  readonly leave: () => void;
}

export interface Dialling {
  /** Ends connections that idle where the relay has too many; true when another try is worth it. */
  readonly makeRoom: (reason: string) => Promise<boolean>;
}

export interface FleetParts {
  readonly log: Pick<Logger, 'info' | 'warn'>;
  /** Milliseconds on a clock that never jumps. */
  readonly now: () => number;
  /** The most connections to one relay, and how many of them only emergencies may use. */
  readonly most: number;
  readonly reserved: number;
  /** The most messages a second to one relay; as many as it takes when left out. */
  readonly messagesPerSecond?: number | undefined;
}
