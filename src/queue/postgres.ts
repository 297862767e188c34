import { createPostgresBackend, withBackend } from 'bullmq';
import type { PostgresConnectionOptions, PostgresQueueBackend } from 'bullmq';
import { Client } from 'pg';
import type { ClientConfig } from 'pg';

import { enqueueWithinMs } from '#config/queues.ts';

import type { Link, Role } from './link.ts';

const connectWithinMs = {
  producer: enqueueWithinMs - 100,
  worker: 5_000,
} as const satisfies Record<Role, number>;

/**
 * BullMQ listens to its pool, and not to a client that it has taken out, as it does while it looks for its tables: one that
 * the server ends just then would end this process. The statement fails, and says so.
 */
class HeardClient extends Client {
  constructor(options?: ClientConfig) {
    super(options);
    this.on('error', () => {});
  }
}

/** BullMQ on the service's own database, in the schema `bullmq`, which it migrates by itself under a lock. */
export function linkPostgres(
  databaseUrl: string,
  role: Role,
): Link<PostgresQueueBackend, PostgresConnectionOptions> {
  return {
    classes: withBackend(createPostgresBackend),
    connection: {
      connectionString: databaseUrl,
      schema: 'bullmq',
      migrate: true,
      // Each queue and each worker owns a pool, a worker one LISTEN connection more; the default of 10 would use up the server.
      max: 2,
      connectionTimeoutMillis: connectWithinMs[role],
      Client: HeardClient,
    },
    // On PostgreSQL everything fails instead of waiting, so closing always comes to an end.
    reachable: () => true,
    ending: () => undefined,
    cut: () => undefined,
  };
}
