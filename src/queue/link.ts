import type { BackendClasses, IQueueBackend } from 'bullmq';

/** A producer must fail within the time its caller has; a worker waits for its server however long it is away. */
export type Role = 'producer' | 'worker';

/** BullMQ's classes for one queue or one worker, and a hand on the connections beneath them. */
export interface Link<Backend extends IQueueBackend, Connection> {
  readonly classes: BackendClasses<Backend, Connection>;
  readonly connection: Connection;
  /** Whether BullMQ can say goodbye in order. */
  readonly reachable: () => boolean;
  /** Said before closing: a connection that is lost from now on ends instead of coming back. */
  readonly ending: () => void;
  /** Lets go of every connection, whatever is under way on it. */
  readonly cut: () => void;
}
