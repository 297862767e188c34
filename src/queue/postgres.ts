import { createPostgresBackend, withBackend } from 'bullmq';
import type { PostgresConnectionOptions, PostgresQueueBackend } from 'bullmq';

import { enqueueWithinMs } from '#config/queues.ts';

import type { Link, Role } from './link.ts';

const connectWithinMs = {
  producer: enqueueWithinMs - 100,
  worker: 5_000,
} as const satisfies Record<Role, number>;

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
    },
    // On PostgreSQL everything fails instead of waiting, so closing always comes to an end.
    reachable: () => true,
    ending: () => undefined,
    cut: () => undefined,
  };
}
