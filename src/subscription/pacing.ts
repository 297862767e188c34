/** Who asks for mail, as far as that matters. */
export interface Asker {
  /** The network it came from; undefined where that says nothing, as behind a proxy that is not trusted. */
  readonly network: string | undefined;
  /** Many thousands share it. */
  readonly isShared: boolean;
  /** It looks like a machine. What it is told is the same. */
  readonly isSuspect: boolean;
}

/** When a request's mail may go. */
export interface Turn {
  readonly waitMs: number;
  /**
   * What the page says. It depends on how many ask, and never on the address or on what the asker looks like: neither is to be
   * learnt from it.
   */
  readonly saidMs: number;
  /** So many ask from its network, or so many machines, that this one is let go. What it is told is the same. */
  readonly isDropped: boolean;
}

/** No waiting, as for what the service itself asks for. */
export const atOnce: Turn = { waitMs: 0, saidMs: 0, isDropped: false };

export interface Pacing {
  /** Takes the next place in the queues that an asker stands in. Nobody is refused, and only what floods one network is let go. */
  readonly take: (asker: Asker) => Promise<Turn>;
}
